import { setTimeout as passed } from 'node:timers/promises';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SessionFrame } from '../../../shared/contract/index.ts';
import { emptyLayout, writeGraph, writeLayout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../support/graph-builder.ts';
import type { ServedEngine } from '../../support/served-engine.ts';

const settleMs = 3_000;
const measuredMs = 6_000;
/** Events a second that the producer is asked for, one step after the other. */
const askedRates = [250, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12_000, 16_000, 24_000];
/** A step is kept up with where so much of it is produced and handled, and lag grows by no more than the rest. */
const enough = 0.95;

export interface LoadStep {
  readonly askedPerSecond: number;
  readonly producedPerSecond: number;
  readonly handledPerSecond: number;
  /** What the consumer was behind by when the step began to be measured, and at its end. */
  readonly lag: readonly [before: number, after: number];
  readonly sustained: boolean;
}

const source = producer('source', { trigger: { type: 'rate', perSecond: askedRates[0] ?? 1 } });

/** A producer, whose rate is raised, a topic, and a consumer that reads each event and writes another. */
export async function writeLoadProject(folder: string): Promise<void> {
  const nodes = [source, topic('orders'), consumer('checker', { concurrency: 16 }), topic('checked')];
  const graph = graphOf(nodes, ['source > orders > checker > checked']);
  const positions = Object.fromEntries(nodes.map(({ id }, index) => [id, { x: index * 260, y: 0 }]));
  await mkdir(path.join(folder, 'handlers'), { recursive: true });
  await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graph));
  await writeFile(path.join(folder, 'topicraft.layout.json'), writeLayout({ ...emptyLayout, nodes: positions }));
  await writeFile(
    path.join(folder, 'handlers/source.ts'),
    `import { defineProducer } from 'topicraft';

export default defineProducer<'source'>(async (tick, { emit }) => {
  await emit('orders', { key: \`order-\${tick.index % 512}\`, value: { order: tick.index, amount: tick.index % 977 } });
});
`,
  );
  await writeFile(
    path.join(folder, 'handlers/checker.ts'),
    `import { defineConsumer } from 'topicraft';

export default defineConsumer<'checker'>(async (event, { emit }) => {
  await emit('checked', { key: event.key, value: event.value });
});
`,
  );
}

/**
 * Raises the rate of a running load project until it isn't kept up with; gives the steps. `atBest` is called while the
 * highest rate that was kept up with runs again.
 */
export async function raiseLoad(
  { client }: ServedEngine,
  folder: string,
  atBest: () => Promise<void>,
): Promise<LoadStep[]> {
  const opened = await client.projects.open({ folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  const { projectId } = opened.project;
  await client.trust.trust({ projectId, folder: opened.project.folder, scope: 'folder' });
  let { revision } = opened.project;
  const latest = new LatestFrames();
  const watching = new AbortController();
  const watched = latest.follow(await client.session.watch({ projectId }, { signal: watching.signal }));
  const ask = async (perSecond: number): Promise<void> => {
    const node = { ...source, trigger: { type: 'rate' as const, perSecond } };
    ({ revision } = await client.projects.apply({ projectId, revision, command: { type: 'update-node', node } }));
    await passed(settleMs);
  };
  const steps: LoadStep[] = [];
  for (const askedPerSecond of askedRates) {
    await ask(askedPerSecond);
    const step = await measured(latest, askedPerSecond);
    // Something else may have wanted the machine just then.
    const last = step.sustained ? step : await measured(latest, askedPerSecond);
    steps.push(last);
    if (!last.sustained) break;
  }
  await ask(steps.findLast(({ sustained }) => sustained)?.askedPerSecond ?? askedRates[0] ?? 1);
  await latest.until(({ lag, handledPerSecond }) => lag < 2 * handledPerSecond);
  await atBest();
  watching.abort();
  await watched;
  return steps;
}

interface Counters {
  readonly timeMs: number;
  readonly produced: number;
  readonly handled: number;
  readonly handledPerSecond: number;
  readonly lag: number;
}

async function measured(latest: LatestFrames, askedPerSecond: number): Promise<LoadStep> {
  const before = latest.counters;
  await passed(measuredMs);
  const after = latest.counters;
  const seconds = (after.timeMs - before.timeMs) / 1000;
  const producedPerSecond = Math.round((after.produced - before.produced) / seconds);
  const handledPerSecond = Math.round((after.handled - before.handled) / seconds);
  const mayGrow = (1 - enough) * askedPerSecond * seconds;
  const sustained =
    producedPerSecond >= enough * askedPerSecond &&
    handledPerSecond >= enough * askedPerSecond &&
    after.lag - before.lag <= mayGrow;
  return { askedPerSecond, producedPerSecond, handledPerSecond, lag: [before.lag, after.lag], sustained };
}

/** The newest that the engine has told of the run. */
class LatestFrames {
  private now: Counters = { timeMs: 0, produced: 0, handled: 0, handledPerSecond: 0, lag: 0 };
  private waiting: { fits: (counters: Counters) => boolean; done: () => void } | undefined;

  get counters(): Counters {
    return this.now;
  }

  async follow(frames: AsyncIterable<SessionFrame>): Promise<void> {
    try {
      for await (const frame of frames) this.take(frame);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    }
  }

  async until(fits: (counters: Counters) => boolean): Promise<void> {
    if (fits(this.now)) return;
    await new Promise<void>((done) => {
      this.waiting = { fits, done };
    });
  }

  private take({ timeMs, nodes }: SessionFrame): void {
    const { source: from, checker } = nodes;
    this.now = {
      timeMs,
      produced: from?.events ?? this.now.produced,
      handled: checker?.events ?? this.now.handled,
      handledPerSecond: checker?.perSecond ?? this.now.handledPerSecond,
      lag: (checker?.kind === 'consumer' ? checker.lag : undefined) ?? this.now.lag,
    };
    if (this.waiting?.fits(this.now) !== true) return;
    this.waiting.done();
    this.waiting = undefined;
  }
}
