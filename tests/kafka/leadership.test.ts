import { beforeEach, describe, expect, it } from 'vitest';
import { kafkaApis } from '../../main/wire/index.ts';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { askBroker } from '../support/ask-broker.ts';
import { exampleBatch } from '../support/request-examples.ts';
import { untilSettled } from '../support/transaction-client.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { freshName } from './topics.ts';

const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

describe.each(brokersUnderTest())('leaders and replicas on $name', ({ bootstrap }) => {
  let topic: string;
  beforeEach(() => {
    topic = freshName('leadership');
  });

  async function createTopic(configs: { name: string; value: string }[] = []): Promise<void> {
    const topics = [{ name: topic, numPartitions: 2, replicationFactor: 1, assignments: [], configs }];
    const created = await askBroker(bootstrap, kafkaApis.createTopics, 7, {
      topics,
      timeoutMs: 10_000,
      validateOnly: false,
    });
    expect(kafkaErrorName(created.topics[0]?.errorCode ?? -1)).toBe('NONE');
  }

  async function produce(acks: number): Promise<string> {
    const { error } = await untilSettled(async () => {
      const { responses } = await askBroker(bootstrap, kafkaApis.produce, 12, {
        transactionalId: null,
        acks,
        timeoutMs: 10_000,
        topicData: [{ name: topic, topicId: zeroTopicId, partitionData: [{ index: 0, records: exampleBatch(['x']) }] }],
      });
      return { error: kafkaErrorName(responses[0]?.partitionResponses[0]?.errorCode ?? -1) };
    });
    return error;
  }

  it('a setting that wants more replicas in sync than there are wants those that there are', async () => {
    await createTopic([{ name: 'min.insync.replicas', value: '2' }]);
    expect(await produce(1)).toBe('NONE');
    expect(await produce(-1)).toBe('NONE');
  });

  it('an election that nobody needs is said where a partition was named, and left out where all were asked for', async () => {
    await createTopic();
    await produce(1);
    for (const electionType of [0, 1]) {
      const named = await askBroker(bootstrap, kafkaApis.electLeaders, 2, {
        electionType,
        topicPartitions: [{ topic, partitions: [0, 7] }],
        timeoutMs: 10_000,
      });
      const [results] = named.replicaElectionResults;
      expect(results?.partitionResult.map(({ errorCode }) => kafkaErrorName(errorCode)).sort()).toEqual([
        'ELECTION_NOT_NEEDED',
        'UNKNOWN_TOPIC_OR_PARTITION',
      ]);
      const all = await askBroker(bootstrap, kafkaApis.electLeaders, 2, {
        electionType,
        topicPartitions: null,
        timeoutMs: 10_000,
      });
      expect(all.errorCode).toBe(0);
      expect(all.replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)).toEqual([]);
    }
  });

  it('a reassignment to who has the partition already is done, and to a stranger refused', async () => {
    await createTopic();
    const { topics } = await askBroker(bootstrap, kafkaApis.metadata, 12, {
      topics: [{ name: topic, topicId: zeroTopicId }],
      includeTopicAuthorizedOperations: false,
    });
    const replicas = topics[0]?.partitions[0]?.replicaNodes ?? [];
    const reassign = async (wanted: number[]): Promise<string> => {
      const { responses } = await askBroker(bootstrap, kafkaApis.alterPartitionReassignments, 1, {
        timeoutMs: 10_000,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, replicas: wanted }] }],
      });
      return kafkaErrorName(responses[0]?.partitions[0]?.errorCode ?? -1);
    };
    expect(await reassign(replicas)).toBe('NONE');
    expect(await reassign([4711])).toBe('INVALID_REPLICA_ASSIGNMENT');
    expect(await reassign([...replicas, ...replicas])).toBe('INVALID_REPLICA_ASSIGNMENT');
  });

  it('an epoch that no leader has had yet is refused, without a word of who leads', async () => {
    await createTopic();
    expect(await produce(1)).toBe('NONE');
    const { responses, nodeEndpoints } = await askBroker(bootstrap, kafkaApis.fetch, 12, {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [
        {
          topic,
          topicId: zeroTopicId,
          partitions: [{ partition: 0, currentLeaderEpoch: 99, fetchOffset: 0n, partitionMaxBytes: 1000 }],
        },
      ],
      forgottenTopicsData: [],
    });
    const partition = responses[0]?.partitions[0];
    expect(kafkaErrorName(partition?.errorCode ?? -1)).toBe('UNKNOWN_LEADER_EPOCH');
    expect(partition?.currentLeader).toEqual({ leaderId: -1, leaderEpoch: -1 });
    expect(nodeEndpoints).toEqual([]);
  });
});
