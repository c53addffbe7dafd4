import type { CommittedOffsets, OffsetsJournal } from './committed-offsets.ts';
import type { CommittedPartition } from './committed-partition.ts';
import type { PendingProducer } from './pending-offsets.ts';

interface KeptOffset {
  group: string;
  topic: string;
  partition: number;
  /** Decimal, like every offset and producer id here. */
  offset: string;
  epoch: number;
  metadata: string;
}

/** One change of the committed offsets, as their journal keeps it. */
export type OffsetsEntry =
  | ({ type: 'commit' } & KeptOffset)
  | ({ type: 'pending'; producer: string; producerEpoch?: number | undefined } & KeptOffset)
  | { type: 'ended'; group: string; producer: string; outcome: 'commit' | 'abort' }
  | { type: 'topic-forgotten'; topic: string }
  | { type: 'group-forgotten'; group: string }
  | { type: 'offset-forgotten'; group: string; topic: string; partition: number };

/** Writes commits down before they are acknowledged. */
export function journalOffsets(append: (...entries: OffsetsEntry[]) => void): OffsetsJournal {
  return {
    committed: (offsets) => append(...offsets.map(commitEntry)),
    pended: (producer, offsets) => append(...offsets.map((offset) => pendingEntry(producer, offset))),
    ended: ({ groupId, producerId, outcome }) =>
      append({ type: 'ended', group: groupId, producer: producerId.toString(), outcome }),
    topicForgotten: (topic) => append({ type: 'topic-forgotten', topic }),
    groupForgotten: (group) => append({ type: 'group-forgotten', group }),
    offsetForgotten: (group, topic, partition) => append({ type: 'offset-forgotten', group, topic, partition }),
  };
}

export function replayOffsets(offsets: CommittedOffsets, entry: OffsetsEntry): void {
  switch (entry.type) {
    case 'commit':
      return offsets.restore(committedOf(entry));
    case 'pending':
      return offsets.restorePending(
        { producerId: BigInt(entry.producer), producerEpoch: entry.producerEpoch },
        committedOf(entry),
      );
    case 'ended': {
      const { group: groupId, producer, outcome } = entry;
      return offsets.restoreEnded({ groupId, producerId: BigInt(producer), outcome });
    }
    case 'topic-forgotten':
      return offsets.restoreForgotten(entry.topic);
    case 'group-forgotten':
      return offsets.restoreForgottenGroup(entry.group);
    case 'offset-forgotten':
      return offsets.restoreForgottenOffset(entry.group, entry.topic, entry.partition);
  }
}

export function* snapshotOffsets(offsets: CommittedOffsets): Iterable<OffsetsEntry> {
  for (const { producerId, producerEpoch, ...committed } of offsets.all()) {
    yield producerId === undefined ? commitEntry(committed) : pendingEntry({ producerId, producerEpoch }, committed);
  }
}

function commitEntry(committed: CommittedPartition): OffsetsEntry {
  return { type: 'commit', ...keptOf(committed) };
}

function pendingEntry({ producerId, producerEpoch }: PendingProducer, pending: CommittedPartition): OffsetsEntry {
  return { type: 'pending', producer: producerId.toString(), producerEpoch, ...keptOf(pending) };
}

function keptOf({ groupId, topic, partition, offset, leaderEpoch, metadata }: CommittedPartition): KeptOffset {
  return { group: groupId, topic, partition, offset: offset.toString(), epoch: leaderEpoch, metadata };
}

function committedOf({ group: groupId, topic, partition, offset, epoch: leaderEpoch, metadata }: KeptOffset) {
  return { groupId, topic, partition, offset: BigInt(offset), leaderEpoch, metadata };
}
