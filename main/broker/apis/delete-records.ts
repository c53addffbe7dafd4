import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi, type RequestContext } from './api.ts';
import { authorizedTopic } from './authorized-topics.ts';
import { findLedPartition } from './partitions.ts';

/** Means all records that there are. */
const highWatermark = -1n;

/** Deletes the records before an offset of each partition. Versions 0 to 2. Source: KIP-107. */
export const deleteRecords = implementApi({
  kafka: kafkaApis.deleteRecords,
  answer({ topics }, context) {
    return {
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, offset }) => ({
          partitionIndex,
          ...deleteBefore(context, name, partitionIndex, offset),
        })),
      })),
    };
  },
});

function deleteBefore(context: RequestContext, name: string, index: number, offset: bigint) {
  const topic = authorizedTopic(context, { name }, false, 'delete');
  const led = typeof topic === 'string' ? topic : findLedPartition(context.broker, topic, index);
  if (typeof led === 'string') return failed(led);
  const { log } = led;
  try {
    const isThere = log.deleteBefore(offset === highWatermark ? log.highWatermark : offset);
    return isThere ? { lowWatermark: log.logStartOffset, errorCode: 0 } : failed('OFFSET_OUT_OF_RANGE');
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'storage-failed') return failed('KAFKA_STORAGE_ERROR');
    throw fault;
  }
}

function failed(error: KafkaErrorName) {
  return { lowWatermark: -1n, errorCode: kafkaErrorCode(error) };
}
