import type { Trigger } from '../../../../shared/graph/index.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { asSentence, counted, type Judgement, rate, type Trouble } from './judgement.ts';
import type { RefusedWrite } from './refused-writes.ts';

/** Below this part of its rate a producer is told to be slow. */
const slowBelow = 0.9;
/** A rate is judged when it has run for this long. */
const settledAfterMs = 8000;

export interface ProducerFacts {
  /** Why its code doesn't run at all. */
  readonly broken?: string;
  /** Why its process or its worker isn't there. */
  readonly lost?: string;
  readonly hasWorker: boolean;
  readonly trigger: Trigger;
  readonly runsForMs: number;
  readonly ticksPerSecond: number;
  /** Records emitted. */
  readonly perSecond: number;
  readonly failedTicks?: Trouble;
  /** It ticks no more by itself; with the error where that is why. */
  readonly ended?: { readonly error?: string };
  readonly clusterAway: boolean;
  /** A topic that the cluster doesn't let it write to. */
  readonly refused?: RefusedWrite;
}

/** The first that applies is what is shown, from the worst to the least. Pure. */
export function judgeProducer(facts: ProducerFacts): Judgement {
  return broken(facts) ?? slow(facts) ?? { state: facts.perSecond > 0 ? 'running' : 'idle' };
}

function broken({
  broken,
  lost,
  ended,
  failedTicks,
  clusterAway,
  refused,
  hasWorker,
}: ProducerFacts): Judgement | undefined {
  if (broken !== undefined) return { state: 'error', cause: 'code-broken', reason: asSentence(broken) };
  if (lost !== undefined)
    return { state: 'error', cause: 'ended', reason: `It ended and starts again: ${asSentence(lost)}` };
  if (ended?.error !== undefined) return { state: 'error', reason: `It ticks no more: ${asSentence(ended.error)}` };
  if (clusterAway)
    return {
      state: 'stalled',
      cause: 'cluster-away',
      reason: 'The cluster gives no answer, so nothing can be emitted.',
    };
  if (refused) return judgeRefusal(refused);
  if (failedTicks) {
    return {
      state: 'error',
      reason: `${counted(failedTicks.count, 'tick')} failed lately: ${asSentence(failedTicks.message)}`,
    };
  }
  return hasWorker ? undefined : { state: 'starting' };
}

function slow({ trigger, ticksPerSecond, runsForMs, ended }: ProducerFacts): Judgement | undefined {
  if (trigger.type !== 'rate' || ended || runsForMs < settledAfterMs) return undefined;
  // A tick more or less in the few seconds of a rate is chance.
  if (ticksPerSecond + 1 >= trigger.perSecond * slowBelow) return undefined;
  const made = `${rate(ticksPerSecond)} of ${rate(trigger.perSecond)} ticks a second`;
  return {
    state: 'warning',
    trouble: 'slower-than-its-rate',
    reason: `It makes ${made}: its handler takes longer than the rate allows.`,
  };
}
