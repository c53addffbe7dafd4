import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { TransactionMarker } from '../log/transaction-marker.ts';
import { type BrokerContext, implementApi } from './api.ts';
import { findLedPartition } from './partitions.ts';

/**
 * Ends a transaction on single partitions, whatever its coordinator knows of it: what an operator does about one that hangs
 * (`kafka-transactions.sh abort`). Versions 1 to 2. Source: KIP-98, KIP-664 (hanging transactions), KIP-1228 (version 2).
 */
export const writeTxnMarkers = implementApi({
  kafka: kafkaApis.writeTxnMarkers,
  answer({ markers }, { broker, access }) {
    const mayWrite = access.mayCluster('alter') || access.mayCluster('clusterAction');
    return {
      markers: markers.map(({ producerId, producerEpoch, transactionResult, coordinatorEpoch, topics }) => {
        const outcome = transactionResult ? 'commit' : 'abort';
        const marker: TransactionMarker = { producerId, producerEpoch, outcome, coordinatorEpoch };
        return {
          producerId,
          topics: topics.map(({ name, partitionIndexes }) => ({
            name,
            partitions: partitionIndexes.map((partitionIndex) => ({
              partitionIndex,
              errorCode: kafkaErrorCode(
                mayWrite ? write(broker, name, partitionIndex, marker) : 'CLUSTER_AUTHORIZATION_FAILED',
              ),
            })),
          })),
        };
      }),
    };
  },
});

function write(broker: BrokerContext, name: string, index: number, marker: TransactionMarker): KafkaErrorName {
  const topic = broker.cluster.topicByName(name);
  const led = topic ? findLedPartition(broker, topic, index) : 'UNKNOWN_TOPIC_OR_PARTITION';
  if (typeof led === 'string') return led;
  const { leaderEpoch } = led.partition;
  try {
    return led.log.appendMarker(marker, { leaderEpoch, nowMs: broker.clock.nowMs() }) ?? 'NONE';
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'storage-failed') return 'KAFKA_STORAGE_ERROR';
    throw fault;
  }
}
