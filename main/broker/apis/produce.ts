import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { AppendAnswer } from '../log/partition-log.ts';
import { CloseConnection, implementApi, noResponse, type RequestContext } from './api.ts';
import { findLedPartition, findTopic } from './partitions.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;

/**
 * Appends one record batch to each of some partitions. Versions 3 to 13; 0 to 2 are shown and refused, as in Kafka.
 * Source: KIP-98 (idempotence), KIP-467 (record errors), KIP-951 (current leader), KIP-516 (topic ids).
 */
export const produce = implementApi({
  kafka: kafkaApis.produce,
  answer(request, context) {
    let firstError: string | undefined;
    const responses = request.topicData.map((topicData) => ({
      name: topicData.name,
      topicId: topicData.topicId,
      partitionResponses: topicData.partitionData.map((partitionData) => {
        const answer = [-1, 0, 1].includes(request.acks)
          ? append(topicData, partitionData, context)
          : refused('INVALID_REQUIRED_ACKS', null);
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
  { broker, apiVersion }: RequestContext,
): PartitionAnswer {
  const byId = apiVersion >= firstVersionWithTopicIds;
  const topic = findTopic(broker, topicData, byId);
  if (!topic) return refused(byId ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION', null);
  const led = findLedPartition(broker, topic, partitionData.index);
  if (typeof led === 'string') return refused(led, null);
  const { log, partition } = led;
  let answer: AppendAnswer;
  try {
    answer = log.append(partitionData.records, {
      produceVersion: apiVersion,
      leaderEpoch: partition.leaderEpoch,
      nowMs: broker.clock.nowMs(),
    });
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'storage-failed') return refused('KAFKA_STORAGE_ERROR', fault.message);
    throw fault;
  }
  return { ...answer, logStartOffset: log.logStartOffset };
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
