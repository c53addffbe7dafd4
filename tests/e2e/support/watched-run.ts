import type { ConsumerHealth, SessionFrame } from '../../../shared/contract/index.ts';
import { compareFigures, type FiguresCompared, percentileOf } from '../../support/figures-compared.ts';
import { IndependentView, type Look } from '../../support/independent-view.ts';
import type { ServedEngine } from '../../support/served-engine.ts';

export interface WatchedFor {
  readonly seconds: number;
  readonly figures: FiguresCompared;
  /** What the handler of `slow` measured by itself, and what is told of it; of the last ten seconds. */
  readonly handler: { readonly share: number; readonly writtenMs: number; readonly toldMs: number }[];
}

/** The first five seconds are before what can be compared, and a figure is told when it changes, about once a second. */
const keptMs = 15_000;

/**
 * Follows a run of `figuresShop` by the contract, as a window does, beside an independent client, for so long. Calls
 * `each` with what a stretch of fifteen seconds came to, after at least `everySeconds`.
 */
export async function watchRun(
  { client }: ServedEngine,
  projectId: string,
  { seconds, everySeconds }: { seconds: number; everySeconds: number },
  each: (watched: WatchedFor) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const ownTimesMs: number[] = [];
  const health: { slow?: ConsumerHealth } = {};
  const following = [
    readLogs(await client.session.logs({ projectId }, { signal }), ownTimesMs),
    readHealth(await client.health.watch({ projectId, node: 'slow' }, { signal }), health),
  ];
  let view: IndependentView | undefined;
  let frames: SessionFrame[] = [];
  let looks: Look[] = [];
  let beganMs = 0;
  let nextMs = 0;
  for await (const frame of await client.session.watch({ projectId }, { signal })) {
    view ??= await IndependentView.connect(frame.overview.bootstrap ?? '');
    beganMs ||= frame.timeMs;
    frames.push(frame);
    looks.push(await view.look());
    const firstMs = looks[0]?.timeMs ?? 0;
    if (frame.timeMs - firstMs < keptMs) continue;
    if (frame.timeMs >= nextMs) {
      nextMs = frame.timeMs + everySeconds * 1000;
      await each({
        seconds: Math.round((frame.timeMs - beganMs) / 1000),
        figures: compareFigures(frames, looks),
        handler: handlerTimes(ownTimesMs, health.slow),
      });
    }
    if (frame.timeMs - beganMs >= seconds * 1000) break;
    frames = [];
    looks = [];
  }
  ending.abort();
  await Promise.all(following);
  await view?.close();
}

function handlerTimes(ownTimesMs: readonly number[], slow: ConsumerHealth | undefined): WatchedFor['handler'] {
  if (!slow?.times) throw new Error('nothing was told of the handler’s times');
  return [
    { share: 0.5, writtenMs: percentileOf(ownTimesMs, 0.5), toldMs: slow.times.p50Ms },
    { share: 0.95, writtenMs: percentileOf(ownTimesMs, 0.95), toldMs: slow.times.p95Ms },
  ];
}

/** Keeps the last two hundred, which are those of ten seconds. */
async function readLogs(
  frames: AsyncIterable<{ entries: readonly { message: string; fields?: string | undefined }[] }>,
  timesMs: number[],
): Promise<void> {
  await untilAborted(async () => {
    for await (const { entries } of frames) {
      for (const { message, fields } of entries)
        if (message === 'took') timesMs.push((JSON.parse(fields ?? '{}') as { ms: number }).ms);
      timesMs.splice(0, timesMs.length - 200);
    }
  });
}

async function readHealth(
  frames: AsyncIterable<{ health?: { kind: string } | undefined }>,
  latest: { slow?: ConsumerHealth },
): Promise<void> {
  await untilAborted(async () => {
    for await (const { health } of frames) if (health?.kind === 'consumer') latest.slow = health as ConsumerHealth;
  });
}

async function untilAborted(follow: () => Promise<void>): Promise<void> {
  try {
    await follow();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  }
}
