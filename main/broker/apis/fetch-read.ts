import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { FetchTarget, WantedPartition } from '../fetch-sessions/fetched-partition.ts';
import type { TargetAnswer } from '../fetch-sessions/fetch-sessions.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import type { RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { currentLeaderFor, unknownLeader } from './current-leader.ts';
import { findLedPartition, findReplica, type LedPartition } from './partitions.ts';

/** From this version on a consumer may fetch from any replica (KIP-392). */
const firstVersionFromFollowers = 11;
/** From this version on the client is told who leads, where it believes in another leader (KIP-951). */
const firstVersionWithLeader = 16;

export interface FetchReadOptions {
  /** Whose fetch it is: what the one who sent it may not read is refused at each fetch, in a session too. */
  context: RequestContext;
  /** Topics go by id (KIP-516). */
  byId: boolean;
  /** Nothing is replicated from here. */
  isFollower: boolean;
  /** Gives nothing at or after the last stable offset, and tells what was aborted before it. */
  onlyStable: boolean;
  /** No answer has more, but for one batch that alone is larger. */
  maxBytes: number;
}

export type FetchAnswer = ReturnType<typeof emptyPartition>;

export interface FetchRead {
  answers: TargetAnswer<FetchAnswer>[];
  byteCount: number;
  logs: PartitionLog[];
  /** Waiting would not make the answer better. */
  mustAnswerNow: boolean;
}

/**
 * Reads what a fetch asks for, in order, as far as there is room. Partitions that don't exist or are denied come last, as in Kafka, and keep
 * nobody from waiting for the others.
 */
export function readAll(targets: readonly FetchTarget[], options: FetchReadOptions): FetchRead {
  const answers: TargetAnswer<FetchAnswer>[] = [];
  const unknown: TargetAnswer<FetchAnswer>[] = [];
  const logs: PartitionLog[] = [];
  let byteCount = 0;
  let mustAnswerNow = false;
  let remainingBytes = options.maxBytes;
  for (const target of targets) {
    const { wanted } = target;
    const found = options.isFollower ? 'NOT_LEADER_OR_FOLLOWER' : findPartition(target, options);
    if (typeof found === 'string') {
      const answer = { ...failedPartition(wanted.partition, found), currentLeader: leaderFor(target, found, options) };
      if (absentErrors.has(found)) {
        unknown.push({ target, answer });
      } else {
        mustAnswerNow = true;
        answers.push({ target, answer });
      }
      continue;
    }
    const { isFinal, response } = readPartition(found, wanted, options.onlyStable, remainingBytes, byteCount === 0);
    if (isFinal) mustAnswerNow = true;
    logs.push(found.log);
    byteCount += response.records.length;
    remainingBytes -= response.records.length;
    answers.push({ target, answer: response });
  }
  return { answers: [...answers, ...unknown], byteCount, logs, mustAnswerNow: mustAnswerNow || logs.length === 0 };
}

const absentErrors = new Set<KafkaErrorName>([
  'UNKNOWN_TOPIC_ID',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** A session remembers the name of a topic id: once the topic is gone, its name is unknown or another topic's. */
function findPartition(target: FetchTarget, { context, byId }: FetchReadOptions): LedPartition | KafkaErrorName {
  const { wanted } = target;
  const { broker, apiVersion } = context;
  const topic = authorizedTopic(context, { name: wanted.topic, topicId: wanted.topicId }, byId, 'read');
  if (topic === 'TOPIC_AUTHORIZATION_FAILED') return topic;
  if (typeof topic !== 'string') {
    target.topicName = topic.name;
    const find = apiVersion >= firstVersionFromFollowers ? findReplica : findLedPartition;
    return find(broker, topic, wanted.partition, wanted.currentLeaderEpoch);
  }
  if (!byId) return 'UNKNOWN_TOPIC_OR_PARTITION';
  if (target.topicName === undefined) return 'UNKNOWN_TOPIC_ID';
  const namesake = broker.cluster.topicByName(target.topicName);
  return namesake?.partitions[wanted.partition] ? 'INCONSISTENT_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION';
}

function leaderFor({ wanted, topicName }: FetchTarget, error: KafkaErrorName, { context }: FetchReadOptions) {
  if (context.apiVersion < firstVersionWithLeader || topicName === undefined) return unknownLeader;
  const topic = context.broker.cluster.topicByName(topicName);
  return currentLeaderFor(error, topic?.partitions[wanted.partition]);
}

function readPartition(
  { log }: LedPartition,
  wanted: WantedPartition,
  onlyStable: boolean,
  remainingBytes: number,
  isFirst: boolean,
): { isFinal: boolean; response: FetchAnswer } {
  const { highWatermark, lastStableOffset, logStartOffset } = log;
  const place = { highWatermark, lastStableOffset, logStartOffset };
  if (wanted.lastFetchedEpoch >= 0) {
    const end = log.epochs.endOf(wanted.lastFetchedEpoch, log.logEndOffset);
    if (!end) return { isFinal: true, response: failedPartition(wanted.partition, 'OFFSET_OUT_OF_RANGE') };
    if (end.epoch < wanted.lastFetchedEpoch || end.endOffset < wanted.fetchOffset) {
      return { isFinal: true, response: { ...emptyPartition(wanted.partition), divergingEpoch: end, ...place } };
    }
  }
  const records = log.read({
    offset: wanted.fetchOffset,
    maxBytes: Math.min(wanted.partitionMaxBytes, Math.max(0, remainingBytes)),
    atLeastOneBatch: isFirst,
    onlyStable,
  });
  if (!records) return { isFinal: true, response: failedPartition(wanted.partition, 'OFFSET_OUT_OF_RANGE') };
  const abortedTransactions = onlyStable ? abortedAmong(log, wanted.fetchOffset, records) : null;
  return {
    isFinal: false,
    response: { ...emptyPartition(wanted.partition), ...place, abortedTransactions, records },
  };
}

/** What a reader of committed records must leave out of them. */
function abortedAmong(log: PartitionLog, offset: bigint, records: Uint8Array) {
  return log.abortedTransactions(offset, records).map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

function failedPartition(partitionIndex: number, error: KafkaErrorName): FetchAnswer {
  return { ...emptyPartition(partitionIndex), errorCode: kafkaErrorCode(error) };
}

function emptyPartition(partitionIndex: number) {
  return {
    partitionIndex,
    errorCode: 0,
    highWatermark: -1n,
    lastStableOffset: -1n,
    logStartOffset: -1n,
    divergingEpoch: { epoch: -1, endOffset: -1n },
    currentLeader: unknownLeader,
    abortedTransactions: null as { producerId: bigint; firstOffset: bigint }[] | null,
    records: new Uint8Array(0) as Uint8Array,
  };
}
