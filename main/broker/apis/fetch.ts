import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import { implementApi, type RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { waitForRecords } from './fetch-wait.ts';
import { findLedPartition, type LedPartition } from './partitions.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;
/** `fetch.max.bytes`: no response is larger, but for one batch that alone is. */
const maxResponseBytes = 57_671_680;
const readCommitted = 1;
/** Session epochs of a request that stands alone, or that asks for a session (KIP-227). */
const fullFetchEpochs = [-1, 0];

type FetchRequest = MessageValue<typeof kafkaApis.fetch.request>;
type WantedTopic = FetchRequest['topics'][number];
type WantedPartition = WantedTopic['partitions'][number];

/**
 * Gives records as they are stored, from an offset of each partition on, and waits for them if it must. Versions 4 to 18.
 * Every fetch is a full one: a client that asks for a session (KIP-227) is told session 0, which is none.
 * Source: KIP-74 (size limits), KIP-98 (isolation levels), KIP-320 (leader epochs), KIP-516 (topic ids), KIP-595 (diverging epochs).
 */
export const fetch = implementApi({
  kafka: kafkaApis.fetch,
  async answer(request, context) {
    if (!fullFetchEpochs.includes(request.sessionEpoch)) {
      const errorCode = kafkaErrorCode('FETCH_SESSION_ID_NOT_FOUND');
      return { throttleTimeMs: 0, errorCode, sessionId: 0, responses: [] };
    }
    const { broker, peer } = context;
    let result = readAll(request, context);
    if (!result.mustAnswerNow && result.byteCount < request.minBytes && request.maxWaitMs > 0) {
      await waitForRecords({
        logs: result.read.map(({ log }) => log),
        onlyStable: request.isolationLevel === readCommitted,
        missingBytes: request.minBytes - result.byteCount,
        maxWaitMs: request.maxWaitMs,
        clock: broker.clock,
        gone: peer.gone,
      });
      result = readAll(request, context);
    }
    return { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses: result.responses };
  },
});

function readAll(request: FetchRequest, context: RequestContext) {
  const byId = context.apiVersion >= firstVersionWithTopicIds;
  const isFollower = request.replicaId >= 0 || request.replicaState.replicaId >= 0;
  const read: LedPartition[] = [];
  let byteCount = 0;
  let mustAnswerNow = false;
  let remainingBytes = Math.min(request.maxBytes, maxResponseBytes);
  const responses = request.topics.map((wantedTopic) => ({
    topic: wantedTopic.topic,
    topicId: wantedTopic.topicId,
    partitions: wantedTopic.partitions.map((wanted) => {
      const found = isFollower ? 'NOT_LEADER_OR_FOLLOWER' : findPartition(context, wantedTopic, wanted, byId);
      if (typeof found === 'string') {
        mustAnswerNow = true;
        return failedPartition(wanted.partition, found);
      }
      const onlyStable = request.isolationLevel === readCommitted;
      const answer = readPartition(found, wanted, onlyStable, remainingBytes, byteCount === 0);
      if (answer.isFinal) mustAnswerNow = true;
      read.push(found);
      byteCount += answer.response.records.length;
      remainingBytes -= answer.response.records.length;
      return answer.response;
    }),
  }));
  return { responses, byteCount, read, mustAnswerNow: mustAnswerNow || read.length === 0 };
}

function findPartition(
  context: RequestContext,
  wantedTopic: WantedTopic,
  wanted: WantedPartition,
  byId: boolean,
): LedPartition | KafkaErrorName {
  const topic = authorizedTopic(context, { name: wantedTopic.topic, topicId: wantedTopic.topicId }, byId, 'read');
  if (typeof topic === 'string') return topic;
  return findLedPartition(context.broker, topic, wanted.partition, wanted.currentLeaderEpoch);
}

/** `isFinal`: waiting would not make the answer better. */
function readPartition(
  { log }: LedPartition,
  wanted: WantedPartition,
  onlyStable: boolean,
  remainingBytes: number,
  isFirst: boolean,
) {
  if (wanted.lastFetchedEpoch >= 0) {
    const end = log.epochs.endOf(wanted.lastFetchedEpoch, log.logEndOffset);
    if (!end) return { isFinal: true, response: failedPartition(wanted.partition, 'OFFSET_OUT_OF_RANGE') };
    if (end.epoch < wanted.lastFetchedEpoch || end.endOffset < wanted.fetchOffset) {
      const response = { ...emptyPartition(wanted.partition), divergingEpoch: end, highWatermark: log.highWatermark };
      return { isFinal: true, response };
    }
  }
  const records = log.read({
    offset: wanted.fetchOffset,
    maxBytes: Math.min(wanted.partitionMaxBytes, Math.max(0, remainingBytes)),
    atLeastOneBatch: isFirst,
    onlyStable,
  });
  if (!records) return { isFinal: true, response: failedPartition(wanted.partition, 'OFFSET_OUT_OF_RANGE') };
  return {
    isFinal: false,
    response: {
      ...emptyPartition(wanted.partition),
      highWatermark: log.highWatermark,
      lastStableOffset: log.lastStableOffset,
      logStartOffset: log.logStartOffset,
      abortedTransactions: onlyStable ? abortedAmong(log, wanted.fetchOffset, records) : null,
      records,
    },
  };
}

/** What a reader of committed records must leave out of them. */
function abortedAmong(log: PartitionLog, offset: bigint, records: Uint8Array) {
  return log.abortedTransactions(offset, records).map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

function failedPartition(partitionIndex: number, error: KafkaErrorName) {
  return { ...emptyPartition(partitionIndex), errorCode: kafkaErrorCode(error) };
}

function emptyPartition(partitionIndex: number) {
  return {
    partitionIndex,
    errorCode: 0,
    highWatermark: -1n,
    lastStableOffset: -1n,
    logStartOffset: -1n,
    abortedTransactions: null as { producerId: bigint; firstOffset: bigint }[] | null,
    records: new Uint8Array(0) as Uint8Array,
  };
}
