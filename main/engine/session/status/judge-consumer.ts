import type { InstanceStatus, TroubleName } from '../../../../shared/contract/index.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { asSentence, counted, duration, type Judgement, percent, rate, type Trouble } from './judgement.ts';
import type { RefusedWrite } from './refused-writes.ts';

/** Events that wait this long while none is handled are stalled. Whoever is must be named within ten seconds. */
const stalledAfterMs = 7500;

export interface ConsumerFacts {
  /** Why its code doesn't run at all. */
  readonly broken?: string;
  /** Why its process or a worker isn't there. */
  readonly lost?: string;
  readonly instances: readonly InstanceStatus[];
  /** Of all topics that it reads. */
  readonly partitions: number;
  readonly perSecond: number;
  readonly lag: number;
  /** Absent where it doesn't grow. */
  readonly lagGrowsBy?: number;
  /** For how long events wait and none was handled. */
  readonly waitingMs: number;
  /** The cluster gives no answer. */
  readonly clusterAway: boolean;
  /** A topic that the cluster lets neither its emits nor its dead letters be written to. */
  readonly refused?: RefusedWrite;
  /** Why the cluster, which answers, doesn't tell how far the group is. */
  readonly refusedLook?: string;
  /** Events that went to the dead letters, or were skipped, lately. */
  readonly givenUp?: Trouble;
  /** Attempts that failed lately and were, or will be, made again. */
  readonly failedAttempts?: Trouble;
  readonly stoppedPartitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
  }[];
  /** A partition whose offsets don't move, while others do. */
  readonly standing?: { readonly topic: string; readonly partition: number; readonly forMs: number };
  /** The key that most records have, of a topic on which it falls behind. */
  readonly hotKey?: { readonly key: string; readonly share: number };
  /** Of a topic that it reads. */
  readonly hotPartition?: { readonly partition: number; readonly share: number };
}

/** The first that applies is what is shown, from the worst to the least. Pure. */
export function judgeConsumer(facts: ConsumerFacts): Judgement {
  return broken(facts) ?? stalled(facts) ?? starting(facts) ?? slow(facts) ?? healthy(facts);
}

function broken(facts: ConsumerFacts): Judgement | undefined {
  const { broken, lost, instances, stoppedPartitions, givenUp, clusterAway, refused } = facts;
  if (broken !== undefined) return { state: 'error', cause: 'code-broken', reason: asSentence(broken) };
  if (lost !== undefined && instances.every(({ state }) => state === 'restarting')) {
    return { state: 'error', cause: 'ended', reason: `It ended and starts again: ${asSentence(lost)}` };
  }
  const [stopped] = stoppedPartitions;
  if (stopped) {
    const { topic, partition, offset } = stopped;
    const more =
      stoppedPartitions.length === 1 ? '' : `, and ${counted(stoppedPartitions.length - 1, 'partition')} more`;
    return { state: 'error', reason: `Partition ${partition} of ${topic} stands still at offset ${offset}${more}.` };
  }
  if (refused && !clusterAway) return judgeRefusal(refused);
  if (!givenUp) return undefined;
  return {
    state: 'error',
    reason: `Gave up ${counted(givenUp.count, 'event')} lately: ${asSentence(givenUp.message)}`,
  };
}

function stalled({ lag, waitingMs, clusterAway, refusedLook, perSecond }: ConsumerFacts): Judgement | undefined {
  if (clusterAway)
    return { state: 'stalled', cause: 'cluster-away', reason: 'The cluster gives no answer, so nothing moves.' };
  // Where events are handled all the same, only the figures are old.
  if (refusedLook !== undefined && perSecond === 0) {
    const reason = `The cluster answers, but doesn’t tell how far the group is: ${asSentence(refusedLook)}`;
    return { state: 'stalled', cause: 'cluster-refuses', reason };
  }
  if (lag === 0 || waitingMs < stalledAfterMs) return undefined;
  const verb = lag === 1 ? 'waits' : 'wait';
  return {
    state: 'stalled',
    reason: `${counted(lag, 'event')} ${verb}, and none was handled for ${duration(waitingMs)}.`,
  };
}

function starting({ instances }: ConsumerFacts): Judgement | undefined {
  return instances.every(({ state }) => state === 'joining') ? { state: 'starting' } : undefined;
}

function slow(facts: ConsumerFacts): Judgement | undefined {
  return downInstances(facts) ?? growingLag(facts) ?? failedAttempts(facts) ?? idleInstances(facts);
}

function warning(trouble: TroubleName, reason: string): Judgement {
  return { state: 'warning', trouble, reason };
}

function downInstances({ instances, lost }: ConsumerFacts): Judgement | undefined {
  const down = instances.filter(({ state }) => state === 'restarting').length;
  if (down === 0) return undefined;
  const ended = `${down} of ${counted(instances.length, 'instance')} ended and ${down === 1 ? 'starts' : 'start'} again`;
  return warning('instances-down', `${ended}: ${asSentence(lost ?? '')}`);
}

function growingLag({ lagGrowsBy, standing, hotKey, hotPartition, lag }: ConsumerFacts): Judgement | undefined {
  if (lagGrowsBy === undefined) return undefined;
  const growth =
    lagGrowsBy >= 0.05
      ? `Lag grows by ${rate(lagGrowsBy)}/s.`
      : `${counted(lag, 'event')} wait, and it doesn’t catch up.`;
  if (hotKey) {
    const why = `Key ${hotKey.key} is ${percent(hotKey.share)} of the events, so one instance is full.`;
    return warning('falling-behind', `${growth} ${why}`);
  }
  if (standing) {
    const why = `Partition ${standing.partition} of ${standing.topic} stands still for ${duration(standing.forMs)}.`;
    return warning('falling-behind', `${growth} ${why}`);
  }
  if (!hotPartition) return warning('falling-behind', growth);
  const { partition, share } = hotPartition;
  const why = `Partition ${partition} has ${percent(share)} of the events, so one instance is full.`;
  return warning('falling-behind', `${growth} ${why}`);
}

function failedAttempts({ failedAttempts }: ConsumerFacts): Judgement | undefined {
  if (!failedAttempts) return undefined;
  const failed = `${counted(failedAttempts.count, 'attempt')} failed lately`;
  return warning('attempts-fail', `${failed}: ${asSentence(failedAttempts.message)}`);
}

function idleInstances({ instances, partitions }: ConsumerFacts): Judgement | undefined {
  const idle = instances.filter(({ state }) => state === 'idle').length;
  if (idle === 0 || partitions === 0 || instances.length <= partitions) return undefined;
  const verb = idle === 1 ? 'is' : 'are';
  const known = `${idle} of ${counted(instances.length, 'instance')} ${verb} idle`;
  const why = `there ${partitions === 1 ? 'is' : 'are'} only ${counted(partitions, 'partition')} to read`;
  return warning('instances-idle', `${known}: ${why}.`);
}

function healthy({ perSecond, lag }: ConsumerFacts): Judgement {
  return { state: perSecond > 0 || lag > 0 ? 'running' : 'idle' };
}
