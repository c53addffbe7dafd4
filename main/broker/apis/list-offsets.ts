import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { recordAtTimestamp } from '../log/record-at-timestamp.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import { shortName } from '../short-name.ts';
import { implementApi } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { findLedPartition } from './partitions.ts';
import { repeatedOf } from './repeated.ts';

/** What a timestamp below zero asks for, and from which version on. */
const latest = -1n;
const earliest = -2n;
const maxTimestamp = -3n;
const earliestLocal = -4n;
const latestTiered = -5n;
const earliestPendingUpload = -6n;
const firstVersionOf = new Map<bigint, number>([
  [latest, 1],
  [earliest, 1],
  [maxTimestamp, 7],
  [earliestLocal, 8],
  [latestTiered, 9],
  [earliestPendingUpload, 11],
]);

/** From this version on a response has room for the leader epoch (KIP-320). */
const firstVersionWithLeaderEpoch = 4;

const readCommitted = 1;

interface FoundOffset {
  offset: bigint;
  timestamp: bigint;
  leaderEpoch: number;
}

const nothingFound: FoundOffset = { offset: -1n, timestamp: -1n, leaderEpoch: -1 };

/**
 * The offset of the first or last record, or of the first record at or after a time. Who reads committed records only is told
 * of none after the last stable offset. Versions 1 to 11. Source: KIP-98 (isolation levels), KIP-79 (by time), KIP-734 (largest timestamp), KIP-405 and KIP-1005 (tiered storage, of which there is none here).
 */
export const listOffsets = implementApi({
  kafka: kafkaApis.listOffsets,
  answer(request, context) {
    const { broker, apiVersion } = context;
    const repeated = repeatedPartitions(request.topics);
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, currentLeaderEpoch, timestamp }) => {
        const fail = (error: KafkaErrorName) => ({ partitionIndex, errorCode: kafkaErrorCode(error), ...nothingFound });
        const topic = authorizedTopic(context, { name }, false, 'describe');
        if (topic === 'TOPIC_AUTHORIZATION_FAILED') return fail(topic);
        if (repeated.has(`${name}/${partitionIndex}`)) return fail('INVALID_REQUEST');
        if (timestamp < 0n && apiVersion < (firstVersionOf.get(timestamp) ?? Infinity))
          return fail('UNSUPPORTED_VERSION');
        if (typeof topic === 'string') return fail(topic);
        const led = findLedPartition(broker, topic, partitionIndex, currentLeaderEpoch);
        if (typeof led === 'string') return fail(led);
        const isolation = request.isolationLevel === readCommitted ? 'committed' : 'uncommitted';
        const { leaderEpoch, ...found } = findOffset(led.log, timestamp, led.partition.leaderEpoch, isolation);
        const withEpoch = apiVersion >= firstVersionWithLeaderEpoch ? { leaderEpoch } : {};
        return { partitionIndex, errorCode: 0, ...found, ...withEpoch };
      }),
    }));
    return { throttleTimeMs: 0, topics: mergeRepeated(topics) };
  },
});

function findOffset(
  log: PartitionLog,
  timestamp: bigint,
  leaderEpoch: number,
  isolation: 'committed' | 'uncommitted',
): FoundOffset {
  const end = isolation === 'committed' ? log.lastStableOffset : log.highWatermark;
  switch (timestamp) {
    case latest:
      return { offset: end, timestamp: -1n, leaderEpoch };
    case earliest:
    case earliestLocal:
      return { offset: log.logStartOffset, timestamp: -1n, leaderEpoch: log.epochs.earliest ?? leaderEpoch };
    case latestTiered:
    case earliestPendingUpload:
      return nothingFound;
    default: {
      const batch = timestamp === maxTimestamp ? log.batchOfMaxTimestamp() : log.batchForTimestamp(timestamp);
      if (!batch) return nothingFound;
      const wanted = timestamp === maxTimestamp ? batch.header.maxTimestamp : timestamp;
      const found = recordAtTimestamp(batch, wanted);
      if (found.offset >= end) return nothingFound;
      return { ...found, leaderEpoch: batch.header.partitionLeaderEpoch };
    }
  }
}

function repeatedPartitions(topics: readonly { name: string; partitions: readonly { partitionIndex: number }[] }[]) {
  return repeatedOf(
    topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex }) => partitionKey(name, partitionIndex)),
    ),
  );
}

function partitionKey(name: string, partitionIndex: number): string {
  return `${shortName(name)}/${partitionIndex}`;
}

/** A partition that was asked for twice is answered once. */
function mergeRepeated<P extends { partitionIndex: number }>(topics: { name: string; partitions: P[] }[]) {
  const answered = new Set<string>();
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.filter(({ partitionIndex }) => {
      const key = partitionKey(name, partitionIndex);
      const isNew = !answered.has(key);
      answered.add(key);
      return isNew;
    }),
  }));
}
