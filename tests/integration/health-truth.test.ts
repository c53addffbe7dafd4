import { describe, expect, it, onTestFinished } from 'vitest';
import { compareFigures, percentileOf } from '../support/figures-compared.ts';
import { figuresShop } from '../support/figures-shop.ts';
import { HealthWatch } from '../support/health-watch.ts';
import { IndependentView } from '../support/independent-view.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

/** The first five seconds are before what can be compared, and a figure is told when it changes, about once a second. */
const lookedForMs = 15_000;

describe('figures of a run', () => {
  it('are those that another client finds, and those that handlers write themselves', async () => {
    const { graph, files } = figuresShop(150);
    const session = await WatchedSession.open(await projectWith(graph, files));
    await session.start();
    const { client, projectId } = session;
    const view = await IndependentView.connect(session.overview?.bootstrap ?? '');
    onTestFinished(() => view.close());
    await session.until(() => (session.consumer('halted')?.events ?? 0) > 100);
    await client.session.setNodeRunning({ projectId, node: 'halted', running: false });
    await session.until(() => session.consumer('halted')?.state === 'stopped');

    // Rates and lag: what came between two looks of the other client, and what edges and nodes say meanwhile.
    const looks = [await view.look()];
    while ((looks.at(-1)?.timeMs ?? 0) - (looks[0]?.timeMs ?? 0) < lookedForMs) looks.push(await view.look());
    const compared = compareFigures(session.frames, looks);
    for (const figure of ['rateOff', 'bytesOff', 'bytesReadOff', 'lagOff'] as const)
      expect([figure, compared[figure], compared[figure] < 0.05]).toEqual([figure, compared[figure], true]);

    // The wait of the oldest record, by its own timestamp.
    let timeMs = 0;
    const halted = await new HealthWatch(session, 'halted').until('consumer', ({ waits }, toldMs) => {
      timeMs = toldMs;
      return waits.known === 'exact' && waits.ms > 0;
    });
    const oldestMs = await view.oldestWaitingMs();
    expect(halted.waits.known === 'exact' ? timeMs - halted.waits.ms : 0).toBe(oldestMs);

    // Times: what the handler measured in the same seconds.
    const slow = await new HealthWatch(session, 'slow').until('consumer', ({ times }) => (times?.calls ?? 0) > 150);
    const own = session.logs
      .filter(({ node, message }) => node === 'slow' && message === 'took')
      .map(({ fields }) => (JSON.parse(fields ?? '{}') as { ms: number }).ms)
      .slice(-200);
    expect(own.length).toBeGreaterThan(150);
    for (const [share, ms] of [
      [0.5, slow.times?.p50Ms],
      [0.95, slow.times?.p95Ms],
    ] as const) {
      const written = percentileOf(own, share);
      // A call takes a little longer than what happens in it: the way to the worker and back.
      expect([share, Math.abs((ms ?? 0) - written) <= written * 0.05 + 8]).toEqual([share, true]);
    }
    expect(slow.errorShare).toBe(0);

    // The same figures as a series.
    const series = await client.health.series({ projectId, nodes: ['shop', 'halted', 'slow'], fromMs: 0 });
    expect(series.series.halted?.intervalMs).toBe(1000);
    const lagSeries = series.series.halted?.lag.filter((lag) => lag !== null) ?? [];
    expect(lagSeries.at(-1)).toBeGreaterThan((looks.at(-1)?.haltedLag ?? 0) * 0.95);
    const rateSeries = series.series.shop?.perSecond.slice(-5).filter((rate) => rate !== null) ?? [];
    const meanRate = rateSeries.reduce((sum, rate) => sum + rate, 0) / rateSeries.length;
    expect(Math.abs(meanRate / compared.perSecond - 1)).toBeLessThan(0.05);
  });
});
