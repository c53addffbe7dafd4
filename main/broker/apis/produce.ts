import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { AppendAnswer, TransactionRefusal } from '../log/partition-log.ts';
import { isTransactionalBatch } from '../log/produced-batch.ts';
import type { TransactionPartition } from '../transactions/transaction.ts';
import { CloseConnection, implementApi, noResponse, type RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { findLedPartition } from './partitions.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;

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
        else answer = append(topicData, partitionData, transactionalId ?? '', context);
        if (answer.error !== undefined) {
          firstError ??= `${answer.error} for partition ${partitionData.index} of topic ${topicData.name ?? topicData.topicId}`;
        }
        return { index: partitionData.index, ...partitionResponse(answer) };
      }),
    }));
    if (request.acks === 0) {
      return firstError === undefined ? noResponse : new CloseConnection(`Produce with acks=0 failed: ${firstError}`);
    }
    return { responses, throttleTimeMs: 0 };
  },
});

type PartitionAnswer =
  | { error: undefined; baseOffset: bigint; logAppendTimeMs: bigint; logStartOffset: bigint }
  | {
      error: KafkaErrorName;
      message: string | null;
      recordErrors: { batchIndex: number; message: string }[];
      logStartOffset: bigint;
    };

function append(
  topicData: { name?: string; topicId?: string },
  partitionData: { index: number; records: Uint8Array | null },
  transactionalId: string,
  context: RequestContext,
): PartitionAnswer {
  const { broker, apiVersion } = context;
  const byId = apiVersion >= firstVersionWithTopicIds;
  const topic = authorizedTopic(context, topicData, byId, 'write');
  if (typeof topic === 'string') return refused(topic, null);
  const led = findLedPartition(broker, topic, partitionData.index);
  if (typeof led === 'string') return refused(led, null);
  const { log, partition } = led;
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
  return refusal ? refused(refusal.error, refusal.message) : { ...answer, logStartOffset: log.logStartOffset };
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

function refused(error: KafkaErrorName, message: string | null): PartitionAnswer {
  return { error, message, recordErrors: [], logStartOffset: -1n };
}

function partitionResponse(answer: PartitionAnswer) {
  if (answer.error === undefined) {
    const { baseOffset, logAppendTimeMs, logStartOffset } = answer;
    return { errorCode: 0, baseOffset, logAppendTimeMs, logStartOffset, recordErrors: [], errorMessage: null };
  }
  return {
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
