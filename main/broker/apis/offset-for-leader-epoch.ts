import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { findLedPartition } from './partitions.ts';

const unknownEpoch = -1;

/** Where a leader epoch ended, by which a consumer finds that a log was cut. Versions 2 to 4. Source: KIP-101, KIP-320. */
export const offsetForLeaderEpoch = implementApi({
  kafka: kafkaApis.offsetForLeaderEpoch,
  answer({ topics }, context) {
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ topic: name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch: wanted }) => {
          const nothing = (error: KafkaErrorName) => ({
            errorCode: kafkaErrorCode(error),
            partition,
            leaderEpoch: unknownEpoch,
            endOffset: -1n,
          });
          const topic = authorizedTopic(context, { name }, false, 'describe');
          if (typeof topic === 'string') return nothing(topic);
          const led = findLedPartition(context.broker, topic, partition, currentLeaderEpoch);
          if (typeof led === 'string') return nothing(led);
          const { log } = led;
          const { leaderEpoch } = led.partition;
          // The leader's own epoch may have no record yet.
          if (wanted === leaderEpoch) return { errorCode: 0, partition, leaderEpoch, endOffset: log.logEndOffset };
          const end = wanted === unknownEpoch ? undefined : log.epochs.endOf(wanted, log.logEndOffset);
          return end ? { errorCode: 0, partition, leaderEpoch: end.epoch, endOffset: end.endOffset } : nothing('NONE');
        }),
      })),
    };
  },
});
