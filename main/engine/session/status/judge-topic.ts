import { type Judgement, percent } from './judgement.ts';

export interface TopicFacts {
  readonly perSecond: number;
  readonly hotPartition?: { readonly partition: number; readonly share: number };
}

/** Pure. A topic has nothing that could fail by itself: what its readers suffer is told at them. */
export function judgeTopic({ perSecond, hotPartition }: TopicFacts): Judgement {
  if (!hotPartition) return { state: perSecond > 0 ? 'running' : 'idle' };
  const { partition, share } = hotPartition;
  return {
    state: 'warning',
    trouble: 'hot-partition',
    reason: `Partition ${partition} has ${percent(share)} of the events.`,
  };
}
