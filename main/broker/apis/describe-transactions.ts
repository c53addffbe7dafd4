import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { groupBy } from '../../../shared/lib/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { TransactionPartition } from '../transactions/transaction.ts';
import { implementApi } from './api.ts';
import { transactionRefusal } from './coordinated.ts';

/**
 * The state of transactions by their transactional ids. Version 0. Groups whose offsets a transaction commits aren't told: a
 * Kafka shows them as partitions of `__consumer_offsets`, which isn't there. Source: KIP-664.
 */
export const describeTransactions = implementApi({
  kafka: kafkaApis.describeTransactions,
  answer({ transactionalIds }, context) {
    const { broker, access } = context;
    const transactionStates = transactionalIds.map((transactionalId) => {
      const refusal = transactionRefusal(context, 'describe', transactionalId);
      if (refusal === 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED') return failed(transactionalId, refusal);
      if (transactionalId === '') return failed(transactionalId, 'INVALID_REQUEST');
      if (refusal) return failed(transactionalId, refusal);
      const transaction = broker.transactions.find(transactionalId);
      if (!transaction) return failed(transactionalId, 'TRANSACTIONAL_ID_NOT_FOUND');
      const { state, timeoutMs, startedMs, producerId, producerEpoch, partitions } = transaction;
      return {
        errorCode: 0,
        transactionalId,
        transactionState: state,
        transactionTimeoutMs: timeoutMs,
        transactionStartTimeMs: BigInt(startedMs),
        producerId,
        producerEpoch,
        topics: byTopic(partitions).filter(({ topic }) => access.may('describe', 'topic', topic)),
      };
    });
    return { throttleTimeMs: 0, transactionStates };
  },
});

function byTopic(partitions: readonly TransactionPartition[]) {
  const topics = groupBy(partitions, ({ topic }) => topic);
  return Array.from(topics, ([topic, ofTopic]) => ({ topic, partitions: ofTopic.map(({ partition }) => partition) }));
}

function failed(transactionalId: string, error: KafkaErrorName) {
  return {
    errorCode: kafkaErrorCode(error),
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0n,
    producerId: 0n,
    producerEpoch: 0,
    topics: [],
  };
}
