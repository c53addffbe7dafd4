import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeGraph } from '../../../shared/graph/index.ts';
import { figuresShop } from '../../support/figures-shop.ts';
import { connectBeside } from '../bench/engine-of-page.ts';
import { type Memory, memoryOf } from '../bench/memory.ts';
import { expect, test } from '../support/test.ts';
import { watchRun, type WatchedFor } from '../support/watched-run.ts';

/** A minute; `npm run soak -- watch` takes an hour, at the rate that it is given, and writes what it found. */
const seconds = Number(process.env['TOPICRAFT_SOAK_SECONDS'] ?? 60);
const perSecond = Number(process.env['TOPICRAFT_SOAK_PER_SECOND'] ?? 200);
const resultFile = process.env['TOPICRAFT_SOAK_RESULT'];

interface Sample extends WatchedFor {
  readonly memory: Memory;
}

test.setTimeout((seconds + 600) * 1000);

test.use({
  openFirst: async ({ home }, use) => {
    const folder = path.join(home, 'figures');
    const { graph, files } = figuresShop(perSecond);
    await mkdir(path.join(folder, 'handlers'), { recursive: true });
    await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graph));
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
    await use(folder);
  },
});

test('a run that is watched tells what another client finds, and takes no more and more memory', async ({
  window,
  app,
  openFirst,
  chromiumBrowser,
}) => {
  if (!('serverId' in app) || typeof app.serverId !== 'number') throw new Error('the app is not served');
  const { serverId } = app;
  await window.trust.give();
  await window.run.start();
  await expect(window.events.rows.nth(5)).toBeVisible();
  const engine = await connectBeside(window.page);
  const opened = await engine.client.projects.open({ folder: openFirst ?? '' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  const { projectId } = opened.project;
  await engine.client.session.setNodeRunning({ projectId, node: 'halted', running: false });
  await expect(window.canvas.node('consumer', 'halted')).toContainText(/stopped/i);

  const samples: Sample[] = [];
  const browser = await chromiumBrowser();
  await watchRun(engine, projectId, { seconds, everySeconds: Math.max(10, seconds / 60) }, async (watched) => {
    samples.push({ ...watched, memory: await memoryOf(browser, window.page, serverId) });
  });
  engine.socket.close();
  if (resultFile !== undefined)
    await writeFile(resultFile, `${JSON.stringify({ perSecond, samples }, undefined, 1)}\n`);

  // A single stretch may fall into a moment in which something else wanted the machine.
  for (const figure of ['rateOff', 'bytesOff', 'bytesReadOff', 'lagOff'] as const) {
    const offs = samples.map(({ figures }) => figures[figure]);
    expect({ figure, offs, isNear: medianOf(offs) < 0.05 }).toMatchObject({ isNear: true });
  }
  for (const at of [0, 1]) {
    const excesses = samples.map(({ handler }) => {
      const { writtenMs = 0, toldMs = 0 } = handler[at] ?? {};
      // A call takes a little longer than what happens in it: the way to the worker and back.
      return Math.abs(toldMs - writtenMs) - writtenMs * 0.05 - 8;
    });
    expect({ at, excesses, isNear: medianOf(excesses) <= 0 }).toMatchObject({ isNear: true });
  }
  for (const [what, megabytes] of Object.entries(growths(samples)))
    expect({ what, ...megabytes, isBounded: megabytes.late <= megabytes.early * 1.25 + 48 }).toMatchObject({
      isBounded: true,
    });
});

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** What each kind of process takes in the second third of the time, and in the last. */
function growths(samples: readonly Sample[]): Record<string, { early: number; late: number }> {
  const third = Math.floor(samples.length / 3);
  const [early, late] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map((part) => {
    const sums = part.map(({ memory }) => {
      const sum: Record<string, number> = { 'heap of the page': memory.pageHeapMegabytes };
      for (const { process: name, megabytes } of memory.residentMegabytes) sum[name] = (sum[name] ?? 0) + megabytes;
      return sum;
    });
    return (name: string): number => medianOf(sums.map((sum) => sum[name] ?? 0));
  });
  const names = new Set(samples.flatMap(({ memory }) => memory.residentMegabytes.map((each) => each.process)));
  return Object.fromEntries(
    ['heap of the page', ...names].map((name) => [name, { early: early?.(name) ?? 0, late: late?.(name) ?? 0 }]),
  );
}
