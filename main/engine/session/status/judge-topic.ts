import { type Judgement, percent } from './judgement.ts';

export interface TopicFacts {
  readonly perSecond: number;
  readonly hotPartition?: { readonly partition: number; readonly share: number };
  readonly hotKey?: { readonly key: string; readonly share: number };
}

/** Pure. A topic has nothing that could fail by itself: what its readers suffer is told at them. */
export function judgeTopic({ perSecond, hotPartition, hotKey }: TopicFacts): Judgement {
  if (hotKey) {
    const reason = `Key ${hotKey.key} has ${percent(hotKey.share)} of the events.`;
    return { state: 'warning', trouble: 'skewed-key', reason };
  }
  if (!hotPartition) return { state: perSecond > 0 ? 'running' : 'idle' };
  const { partition, share } = hotPartition;
  return {
    state: 'warning',
    trouble: 'hot-partition',
    reason: `Partition ${partition} has ${percent(share)} of the events.`,
  };
}
