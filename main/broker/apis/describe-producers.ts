import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { findLedPartition } from './partitions.ts';

/** What partitions remember of idempotent producers and of their open transactions. Version 0. Source: KIP-664. */
export const describeProducers = implementApi({
  kafka: kafkaApis.describeProducers,
  answer({ topics }, context) {
    const { broker } = context;
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          const topic = authorizedTopic(context, { name }, false, 'read');
          const led = typeof topic === 'string' ? topic : findLedPartition(broker, topic, partitionIndex);
          if (typeof led === 'string') {
            const isUnknown = topic === 'UNKNOWN_TOPIC_OR_PARTITION';
            const errorMessage = isUnknown ? 'This server does not host this topic-partition.' : null;
            return { partitionIndex, errorCode: kafkaErrorCode(led), errorMessage, activeProducers: [] };
          }
          const activeProducers = led.log.producers().map((producer) => ({
            producerId: producer.producerId,
            producerEpoch: producer.producerEpoch,
            lastSequence: producer.lastSequence,
            lastTimestamp: producer.lastTimestampMs,
            coordinatorEpoch: producer.coordinatorEpoch,
            currentTxnStartOffset: producer.transactionStartOffset,
          }));
          return { partitionIndex, errorCode: 0, errorMessage: null, activeProducers };
        }),
      })),
    };
  },
});
