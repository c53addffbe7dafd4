import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { kafkaApis } from '../../wire/index.ts';
import { brokerFault } from '../broker-fault.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;
beforeEach(() => {
  broker = inProcessBroker();
  broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
});
afterEach(() => broker.close());

function fullDisk(): never {
  throw brokerFault('storage-failed', 'no space left on device');
}

it('has a commit asked for again while the disk is full', async () => {
  const write = vi.spyOn(broker.context.groups.offsets, 'commit').mockImplementation(fullDisk);
  const commit = async () => {
    const { topics } = await broker.ask(kafkaApis.offsetCommit, 8, {
      groupId: 'billing',
      generationIdOrMemberEpoch: -1,
      memberId: '',
      topics: [
        {
          name: 'orders',
          topicId: zeroTopicId,
          partitions: [{ partitionIndex: 0, committedOffset: 5n, committedMetadata: '' }],
        },
      ],
    });
    return kafkaErrorName(topics[0]?.partitions[0]?.errorCode ?? -1);
  };
  expect(await commit()).toBe('NOT_COORDINATOR');
  write.mockRestore();
  expect(await commit()).toBe('NONE');
  expect(broker.context.groups.offsets.find('billing', 'orders', 0)).toMatchObject({ offset: 5n });
});

it('makes no topic while the disk is full', async () => {
  const write = vi.spyOn(broker.context.cluster, 'createTopic').mockImplementation(fullDisk);
  const create = async () => {
    const { topics } = await broker.ask(kafkaApis.createTopics, 7, {
      topics: [{ name: 'new', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 1000,
    });
    return kafkaErrorName(topics[0]?.errorCode ?? -1);
  };
  expect(await create()).toBe('KAFKA_STORAGE_ERROR');
  expect(broker.context.cluster.topicByName('new')).toBeUndefined();
  write.mockRestore();
  expect(await create()).toBe('NONE');
});
