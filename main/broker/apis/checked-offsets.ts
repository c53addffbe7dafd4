import type { KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { CommittedPartition } from '../groups/committed-partition.ts';
import type { RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';

/** `offset.metadata.max.bytes` */
const maxMetadataBytes = 4096;

interface OffsetsOfTopic {
  name: string;
  topicId: string;
  partitions: readonly {
    partitionIndex: number;
    committedOffset: bigint;
    committedLeaderEpoch: number;
    committedMetadata: string | null;
  }[];
}

export interface CheckedOffsets {
  /** Those that nothing is wrong with. */
  accepted: CommittedPartition[];
  /** Each partition in the order of the request; `error` is undefined where it was accepted. */
  answers: {
    name: string;
    topicId: string;
    partitions: { partitionIndex: number; error: KafkaErrorName | undefined }[];
  }[];
}

/** Sorts the offsets of a commit: those of topics and partitions that are there and may be read, with metadata that isn't too large. */
export function checkOffsets(
  context: RequestContext,
  groupId: string,
  topics: readonly OffsetsOfTopic[],
  byId: boolean,
): CheckedOffsets {
  const accepted: CommittedPartition[] = [];
  const answers = topics.map((wanted) => {
    const topic = authorizedTopic(context, wanted, byId, 'read');
    const partitions = wanted.partitions.map((asked) => {
      const { partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch } = asked;
      const metadata = asked.committedMetadata ?? '';
      let error: KafkaErrorName | undefined;
      if (typeof topic === 'string') error = topic;
      else if (!topic.partitions[partitionIndex]) error = 'UNKNOWN_TOPIC_OR_PARTITION';
      else if (Buffer.byteLength(metadata) > maxMetadataBytes) error = 'OFFSET_METADATA_TOO_LARGE';
      else accepted.push({ groupId, topic: topic.name, partition: partitionIndex, offset, leaderEpoch, metadata });
      return { partitionIndex, error };
    });
    return { name: wanted.name, topicId: wanted.topicId, partitions };
  });
  return { accepted, answers };
}

/** That there is no such partition, or that it is none of the client's business, is said first, whoever asks; then why the group takes nothing; then what else is wrong. */
export function offsetError(own: KafkaErrorName | undefined, ofGroup: KafkaErrorName | undefined): KafkaErrorName {
  if (own !== undefined && own !== 'OFFSET_METADATA_TOO_LARGE') return own;
  return ofGroup ?? own ?? 'NONE';
}
