import type { CommittedOffsets, CommittedPartition, OffsetsJournal } from './committed-offsets.ts';

/** One change of the committed offsets, as their journal keeps it. Offsets are decimal strings. */
export type OffsetsEntry =
  | { type: 'commit'; group: string; topic: string; partition: number; offset: string; epoch: number; metadata: string }
  | { type: 'topic-forgotten'; topic: string };

/** Writes commits down before they are acknowledged. */
export function journalOffsets(append: (...entries: OffsetsEntry[]) => void): OffsetsJournal {
  return {
    committed: (offsets) => append(...offsets.map(commitEntry)),
    topicForgotten: (topic) => append({ type: 'topic-forgotten', topic }),
  };
}

export function replayOffsets(offsets: CommittedOffsets, entry: OffsetsEntry): void {
  if (entry.type === 'topic-forgotten') return offsets.restoreForgotten(entry.topic);
  const { group: groupId, topic, partition, epoch: leaderEpoch, metadata } = entry;
  return offsets.restore({ groupId, topic, partition, offset: BigInt(entry.offset), leaderEpoch, metadata });
}

export function* snapshotOffsets(offsets: CommittedOffsets): Iterable<OffsetsEntry> {
  for (const committed of offsets.all()) yield commitEntry(committed);
}

function commitEntry({ groupId, topic, partition, offset, leaderEpoch, metadata }: CommittedPartition): OffsetsEntry {
  return {
    type: 'commit',
    group: groupId,
    topic,
    partition,
    offset: offset.toString(),
    epoch: leaderEpoch,
    metadata,
  };
}
