import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { AppendAnswer, TransactionRefusal } from '../log/partition-log.ts';
import { isTransactionalBatch } from '../log/produced-batch.ts';
import { topicConfigValue } from '../cluster/config-values.ts';
import type { Partition } from '../cluster/partition.ts';
import type { Topic } from '../cluster/cluster.ts';
import type { TransactionPartition } from '../transactions/transaction.ts';
import { CloseConnection, implementApi, noResponse, type RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { type CurrentLeader, currentLeaderFor, leaderEndpoints, unknownLeader } from './current-leader.ts';
import { findLedPartition } from './partitions.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;
/** `acks=all` */
const allReplicas = -1;

/** From this version on the client is told who leads, where it asked somebody else (KIP-951). */
const firstVersionWithLeader = 10;
/** From this version on the client knows TRANSACTION_ABORTABLE (KIP-1050). */
const firstVersionWithAbortable = 11;
/** From this version on a partition that is written to joins the transaction by itself (KIP-890, transaction.version 2). */
const firstVersionThatJoins = 12;

/**
 * Appends one record batch to each of some partitions. Versions 3 to 13; 0 to 2 are shown and refused, as in Kafka.
 * Source: KIP-98 (idempotence, transactions), KIP-890 (whether the transaction has the partition), KIP-467 (record errors), KIP-951 (current leader), KIP-516 (topic ids).
 */
export const produce = implementApi({
  kafka: kafkaApis.produce,
  answer(request, context) {
    const { transactionalId } = request;
    const leaders: CurrentLeader[] = [];
    let firstError: string | undefined;
    // Whoever may not write with a transactional id is told so of all of its records, whosever topics they are for.
    const isOfNobody =
      (transactionalId === null || !context.access.may('write', 'transactionalId', transactionalId)) &&
      request.topicData.some(({ partitionData }) => partitionData.some(({ records }) => isTransactionalBatch(records)));
    const responses = request.topicData.map((topicData) => ({
      name: topicData.name,
      topicId: topicData.topicId,
      partitionResponses: topicData.partitionData.map((partitionData) => {
        let answer: PartitionAnswer;
        if (![-1, 0, 1].includes(request.acks)) answer = refused('INVALID_REQUIRED_ACKS', null);
        else if (isOfNobody) answer = refused('TRANSACTIONAL_ID_AUTHORIZATION_FAILED', null);
        else
          answer = append(
            topicData,
            partitionData,
            { transactionalId: transactionalId ?? '', acks: request.acks },
            context,
          );
        if (answer.error !== undefined) {
          firstError ??= `${answer.error} for partition ${partitionData.index} of topic ${topicData.name ?? topicData.topicId}`;
        }
        leaders.push(answer.currentLeader);
        return { index: partitionData.index, ...partitionResponse(answer) };
      }),
    }));
    if (request.acks === 0) {
      return firstError === undefined ? noResponse : new CloseConnection(`Produce with acks=0 failed: ${firstError}`);
    }
    return {
      responses,
      throttleTimeMs: 0,
      nodeEndpoints: leaderEndpoints(context.broker.cluster, leaders),
    };
  },
});

type PartitionAnswer = { currentLeader: CurrentLeader } & (
  | { error: undefined; baseOffset: bigint; logAppendTimeMs: bigint; logStartOffset: bigint }
  | {
      error: KafkaErrorName;
      message: string | null;
      recordErrors: { batchIndex: number; message: string }[];
      logStartOffset: bigint;
    }
);

function append(
  topicData: { name?: string; topicId?: string },
  partitionData: { index: number; records: Uint8Array | null },
  { transactionalId, acks }: { transactionalId: string; acks: number },
  context: RequestContext,
): PartitionAnswer {
  const { broker, apiVersion } = context;
  const byId = apiVersion >= firstVersionWithTopicIds;
  const topic = authorizedTopic(context, topicData, byId, 'write');
  if (typeof topic === 'string') return refused(topic, null);
  const led = findLedPartition(broker, topic, partitionData.index);
  if (typeof led === 'string') {
    const tellsLeader = apiVersion >= firstVersionWithLeader;
    const partition = topic.partitions[partitionData.index];
    return refused(led, null, tellsLeader ? currentLeaderFor(led, partition) : unknownLeader);
  }
  const { log, partition } = led;
  if (acks === allReplicas && led.partition.isrIds.length < leastReplicas(topic, led.partition)) {
    return refused('NOT_ENOUGH_REPLICAS', null);
  }
  const place = { topicId: topic.topicId, topic: topic.name, partition: partitionData.index };
  let refusal: TransactionRefusal | undefined;
  let answer: AppendAnswer;
  try {
    answer = log.append(partitionData.records, {
      produceVersion: apiVersion,
      leaderEpoch: partition.leaderEpoch,
      nowMs: broker.clock.nowMs(),
      joinTransaction: (producer) => (refusal = joinTransaction({ ...producer, transactionalId }, place, context)),
    });
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'storage-failed') return refused('KAFKA_STORAGE_ERROR', fault.message);
    throw fault;
  }
  // Kafka doesn't look at the log for a batch that its transaction doesn't have.
  if (refusal) return refused(refusal.error, refusal.message);
  return { ...answer, logStartOffset: log.logStartOffset, currentLeader: unknownLeader };
}

/** Makes sure that the producer's transaction has the partition, in the words that the client's version knows. */
function joinTransaction(
  claim: { transactionalId: string; producerId: bigint; producerEpoch: number },
  place: TransactionPartition,
  { broker, apiVersion }: RequestContext,
): TransactionRefusal | undefined {
  const joins = apiVersion >= firstVersionThatJoins;
  const error = joins
    ? broker.transactions.add(claim, { partitions: [place], bumpsEpoch: true })
    : broker.transactions.verify(claim, place);
  switch (error) {
    case undefined:
      return undefined;
    case 'PRODUCER_FENCED':
      return { error: 'INVALID_PRODUCER_EPOCH', message: null };
    case 'CONCURRENT_TRANSACTIONS':
    case 'COORDINATOR_NOT_AVAILABLE': {
      // Older clients take no other error for one that passes by itself.
      if (joins && error === 'CONCURRENT_TRANSACTIONS') return { error, message: null };
      const message = `Unable to verify the partition has been added to the transaction. Underlying error: ${error}`;
      return { error: 'NOT_ENOUGH_REPLICAS', message };
    }
    case 'TRANSACTION_ABORTABLE':
      if (apiVersion >= firstVersionWithAbortable) return { error, message: null };
      return { error: 'INVALID_TXN_STATE', message: 'Partition was not added to the transaction' };
    default:
      return { error, message: null };
  }
}

/** How many replicas must be in sync for acks=all; as many as there are, where the setting wants more. */
function leastReplicas({ config }: Topic, { replicaIds }: Partition): number {
  return Math.min(Number(topicConfigValue(config, 'min.insync.replicas')), replicaIds.length);
}

function refused(error: KafkaErrorName, message: string | null, currentLeader = unknownLeader): PartitionAnswer {
  return { error, message, recordErrors: [], logStartOffset: -1n, currentLeader };
}

function partitionResponse(answer: PartitionAnswer) {
  const { currentLeader } = answer;
  if (answer.error === undefined) {
    const { baseOffset, logAppendTimeMs, logStartOffset } = answer;
    const nothingWrong = { errorCode: 0, recordErrors: [], errorMessage: null };
    return { ...nothingWrong, baseOffset, logAppendTimeMs, logStartOffset, currentLeader };
  }
  return {
    currentLeader,
    errorCode: kafkaErrorCode(answer.error),
    baseOffset: -1n,
    logAppendTimeMs: -1n,
    logStartOffset: answer.logStartOffset,
    recordErrors: answer.recordErrors.map(({ batchIndex, message }) => ({
      batchIndex,
      batchIndexErrorMessage: message,
    })),
    errorMessage: answer.message,
  };
}
