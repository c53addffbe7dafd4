import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaApis } from '../../wire/index.ts';
import { zeroTopicId } from './partitions.ts';

const unknownTopicId = 'AAAAAAAAAAAAAAAAAAAAAQ';

let broker: InProcessBroker;
beforeEach(() => {
  broker = inProcessBroker({ defaultPartitions: 3 });
});
afterEach(() => broker.close());

interface NewTopic {
  name: string;
  numPartitions?: number;
  replicationFactor?: number;
  assignments?: { partitionIndex: number; brokerIds: number[] }[];
  configs?: { name: string; value: string | null }[];
}

async function create(topics: NewTopic[], validateOnly = false) {
  const filled = topics.map((topic) => ({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [],
    configs: [],
    ...topic,
  }));
  const response = await broker.ask(kafkaApis.createTopics, 7, { topics: filled, validateOnly });
  return response.topics;
}

async function createError(topic: NewTopic): Promise<string> {
  const [result] = await create([topic]);
  return kafkaErrorName(result?.errorCode ?? 0);
}

async function describeTopics(names: string[], allowAutoTopicCreation = false) {
  const response = await broker.ask(kafkaApis.metadata, 12, {
    topics: names.map((name) => ({ name, topicId: zeroTopicId })),
    allowAutoTopicCreation,
    includeTopicAuthorizedOperations: false,
  });
  return response.topics.map(({ name, errorCode, partitions }) => ({
    name,
    error: kafkaErrorName(errorCode),
    partitions: partitions.length,
  }));
}

describe('CreateTopics', () => {
  it('makes topics with the counts asked for, or with the defaults', async () => {
    const [orders, payments] = await create([
      { name: 'orders', numPartitions: 2, replicationFactor: 1 },
      { name: 'payments' },
    ]);
    expect(orders).toMatchObject({ errorCode: 0, errorMessage: null, numPartitions: 2, replicationFactor: 1 });
    expect(payments).toMatchObject({ errorCode: 0, numPartitions: 3, replicationFactor: 1 });
    expect(orders?.topicId).not.toBe(payments?.topicId);
    expect(orders?.configs).toHaveLength(37);
  });

  it('makes topics by assignment', async () => {
    const assignments = [1, 0].map((partitionIndex) => ({ partitionIndex, brokerIds: [1] }));
    expect(await createError({ name: 'orders', assignments })).toBe('NONE');
    expect(await describeTopics(['orders'])).toEqual([{ name: 'orders', error: 'NONE', partitions: 2 }]);
  });

  it('only says whether it could, when asked to', async () => {
    expect(await create([{ name: 'orders' }], true)).toMatchObject([{ errorCode: 0, numPartitions: 3 }]);
    expect(await describeTopics(['orders'])).toMatchObject([{ error: 'UNKNOWN_TOPIC_OR_PARTITION' }]);
  });

  const assigned = (...replicas: number[][]) =>
    replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
  it.each([
    ['no name', { name: '' }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name of dots', { name: '..' }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name with a space', { name: 'a b' }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name that is too long', { name: 'a'.repeat(250) }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name that is taken', { name: 'here.already' }, 'TOPIC_ALREADY_EXISTS'],
    ['a name that collides', { name: 'here_already' }, 'INVALID_TOPIC_EXCEPTION'],
    ['no partitions', { name: 'a', numPartitions: 0 }, 'INVALID_PARTITIONS'],
    ['less than no partitions', { name: 'a', numPartitions: -2 }, 'INVALID_PARTITIONS'],
    ['far too many partitions', { name: 'a', numPartitions: 100_000 }, 'POLICY_VIOLATION'],
    ['no replicas', { name: 'a', replicationFactor: 0 }, 'INVALID_REPLICATION_FACTOR'],
    ['more replicas than brokers', { name: 'a', replicationFactor: 2 }, 'INVALID_REPLICATION_FACTOR'],
    ['an assignment and a count', { name: 'a', numPartitions: 1, assignments: assigned([1]) }, 'INVALID_REQUEST'],
    ['an assignment and a factor', { name: 'a', replicationFactor: 1, assignments: assigned([1]) }, 'INVALID_REQUEST'],
    ['an unknown broker', { name: 'a', assignments: assigned([9]) }, 'INVALID_REPLICA_ASSIGNMENT'],
    ['a broker twice', { name: 'a', assignments: assigned([1, 1]) }, 'INVALID_REPLICA_ASSIGNMENT'],
    ['a partition without replicas', { name: 'a', assignments: assigned([]) }, 'INVALID_REPLICA_ASSIGNMENT'],
    ['a gap', { name: 'a', assignments: [{ partitionIndex: 1, brokerIds: [1] }] }, 'INVALID_REPLICA_ASSIGNMENT'],
    ['an unknown configuration', { name: 'a', configs: [{ name: 'nope', value: '1' }] }, 'INVALID_CONFIG'],
    ['no value', { name: 'a', configs: [{ name: 'retention.ms', value: null }] }, 'INVALID_CONFIG'],
    ['no number', { name: 'a', configs: [{ name: 'retention.ms', value: 'abc' }] }, 'INVALID_CONFIG'],
    ['too small a number', { name: 'a', configs: [{ name: 'segment.bytes', value: '1' }] }, 'INVALID_CONFIG'],
    ['too large a number', { name: 'a', configs: [{ name: 'segment.bytes', value: '2147483648' }] }, 'INVALID_CONFIG'],
    ['an unknown choice', { name: 'a', configs: [{ name: 'cleanup.policy', value: 'zap' }] }, 'INVALID_CONFIG'],
    ['no boolean', { name: 'a', configs: [{ name: 'preallocate', value: 'maybe' }] }, 'INVALID_CONFIG'],
  ] satisfies [string, NewTopic, string][])('refuses %s', async (_name, topic, error) => {
    await create([{ name: 'here.already' }]);
    expect(await createError(topic)).toBe(error);
  });

  it('refuses a name that stands twice in a request, and makes the others', async () => {
    const results = await create([{ name: 'twice' }, { name: 'once' }, { name: 'twice' }]);
    expect(results.map(({ name, errorCode }) => [name, kafkaErrorName(errorCode)])).toEqual([
      ['once', 'NONE'],
      ['twice', 'INVALID_REQUEST'],
    ]);
  });
});

describe('Metadata', () => {
  const ask = (version: number, topics: { name: string | null; topicId: string }[] | null) =>
    broker.ask(kafkaApis.metadata, version, {
      topics,
      ...(version >= 4 ? { allowAutoTopicCreation: false } : {}),
      includeTopicAuthorizedOperations: false,
    });

  it('tells of all topics for null, and for an empty list in version 0 only', async () => {
    await create([{ name: 'b' }, { name: 'a' }]);
    expect((await ask(1, null)).topics.map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await ask(12, null)).topics).toHaveLength(2);
    expect((await ask(1, [])).topics).toEqual([]);
    expect(
      (await broker.ask(kafkaApis.metadata, 0, { topics: [], includeTopicAuthorizedOperations: false })).topics,
    ).toHaveLength(2);
  });

  it('tells of brokers, leaders and epochs', async () => {
    await create([{ name: 'orders', numPartitions: 1 }]);
    const { brokers, controllerId, topics } = await ask(9, null);
    expect(brokers).toEqual([{ nodeId: 1, host: '127.0.0.1', port: 9092, rack: null }]);
    expect(controllerId).toBe(1);
    expect(topics[0]?.partitions).toEqual([
      {
        errorCode: 0,
        partitionIndex: 0,
        leaderId: 1,
        leaderEpoch: 0,
        replicaNodes: [1],
        isrNodes: [1],
        offlineReplicas: [],
      },
    ]);
  });

  it('makes a topic that is asked for, where client and broker allow it', async () => {
    expect(await describeTopics(['new'], false)).toMatchObject([{ error: 'UNKNOWN_TOPIC_OR_PARTITION' }]);
    expect(await describeTopics(['new', 'not good'], true)).toEqual([
      { name: 'new', error: 'NONE', partitions: 3 },
      { name: 'not good', error: 'INVALID_TOPIC_EXCEPTION', partitions: 0 },
    ]);
    broker.close();
    broker = inProcessBroker({ autoCreateTopics: false });
    expect(await describeTopics(['new'], true)).toMatchObject([{ error: 'UNKNOWN_TOPIC_OR_PARTITION' }]);
  });

  it('finds topics by id from version 12 on, and refuses ids before', async () => {
    const [orders] = await create([{ name: 'orders' }]);
    const topicId = orders?.topicId ?? '';
    expect((await ask(12, [{ name: null, topicId }])).topics).toMatchObject([{ name: 'orders', errorCode: 0 }]);
    expect((await ask(12, [{ name: null, topicId: unknownTopicId }])).topics).toMatchObject([
      { name: null, errorCode: 100 },
    ]);
    expect((await ask(10, [{ name: 'orders', topicId }])).topics).toMatchObject([{ errorCode: 42 }]);
  });
});

describe('CreatePartitions', () => {
  const grow = async (
    name: string,
    count: number,
    assignments: { brokerIds: number[] }[] | null = null,
    validateOnly = false,
  ) => {
    const topics = [{ name, count, assignments }];
    const { results } = await broker.ask(kafkaApis.createPartitions, 3, { topics, timeoutMs: 1000, validateOnly });
    return results.map(({ errorCode }) => kafkaErrorName(errorCode));
  };

  it('adds partitions, and only says so when asked to', async () => {
    await create([{ name: 'orders' }]);
    expect(await grow('orders', 5, null, true)).toEqual(['NONE']);
    expect(await describeTopics(['orders'])).toMatchObject([{ partitions: 3 }]);
    expect(await grow('orders', 4, [{ brokerIds: [1] }])).toEqual(['NONE']);
    expect(await describeTopics(['orders'])).toMatchObject([{ partitions: 4 }]);
  });

  it('refuses what is no growth, and wrong assignments', async () => {
    await create([{ name: 'orders' }]);
    for (const count of [3, 2, 0, -1]) expect(await grow('orders', count)).toEqual(['INVALID_PARTITIONS']);
    expect(await grow('nobody', 2)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    expect(await grow('orders', 5, [{ brokerIds: [1] }])).toEqual(['INVALID_REPLICA_ASSIGNMENT']);
    expect(await grow('orders', 4, [{ brokerIds: [] }])).toEqual(['INVALID_REPLICA_ASSIGNMENT']);
    expect(await grow('orders', 4, [{ brokerIds: [9] }])).toEqual(['INVALID_REPLICA_ASSIGNMENT']);
  });
});

describe('DeleteTopics', () => {
  const drop = async (topics: { name: string | null; topicId?: string }[]) => {
    const wanted = topics.map(({ name, topicId = zeroTopicId }) => ({ name, topicId }));
    const { responses } = await broker.ask(kafkaApis.deleteTopics, 6, { topics: wanted, timeoutMs: 1000 });
    return responses.map(({ errorCode }) => kafkaErrorName(errorCode));
  };

  it('deletes by name and by id', async () => {
    const [, payments] = await create([{ name: 'orders' }, { name: 'payments' }]);
    expect(await drop([{ name: 'orders' }, { name: null, topicId: payments?.topicId ?? '' }])).toEqual([
      'NONE',
      'NONE',
    ]);
    expect(await describeTopics(['orders', 'payments'])).toMatchObject([
      { error: 'UNKNOWN_TOPIC_OR_PARTITION' },
      { error: 'UNKNOWN_TOPIC_OR_PARTITION' },
    ]);
  });

  it('refuses what it cannot tell', async () => {
    await create([{ name: 'orders' }]);
    expect(await drop([{ name: 'nobody' }])).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    expect(await drop([{ name: null, topicId: unknownTopicId }])).toEqual(['UNKNOWN_TOPIC_ID']);
    expect(await drop([{ name: null }])).toEqual(['INVALID_REQUEST']);
    expect(await drop([{ name: 'orders', topicId: unknownTopicId }])).toEqual(['INVALID_REQUEST']);
    expect(await drop([{ name: 'orders' }, { name: 'orders' }])).toEqual(['INVALID_REQUEST']);
    expect(await describeTopics(['orders'])).toMatchObject([{ error: 'NONE' }]);
  });

  it('takes records and committed offsets along: a topic made again begins anew', async () => {
    await create([{ name: 'orders', numPartitions: 1 }]);
    const produce = {
      acks: -1,
      timeoutMs: 1000,
      topicData: [
        { name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records: exampleBatch(['a', 'b']) }] },
      ],
    };
    await broker.ask(kafkaApis.produce, 9, produce);
    broker.context.groups.offsets.commit([
      { groupId: 'billing', topic: 'orders', partition: 0, offset: 2n, leaderEpoch: 0, metadata: '' },
    ]);
    await drop([{ name: 'orders' }]);
    await create([{ name: 'orders', numPartitions: 1 }]);
    const { responses } = await broker.ask(kafkaApis.produce, 9, produce);
    expect(responses[0]?.partitionResponses[0]?.baseOffset).toBe(0n);
    expect(broker.context.groups.offsets.find('billing', 'orders', 0)).toBeUndefined();
  });
});

describe('DescribeConfigs', () => {
  const ask = async (resourceType: number, resourceName: string, configurationKeys: string[] | null = null) => {
    const resources = [{ resourceType, resourceName, configurationKeys }];
    const asked = { resources, includeSynonyms: true, includeDocumentation: true };
    const { results } = await broker.ask(kafkaApis.describeConfigs, 4, asked);
    const [result] = results;
    if (!result) throw new Error('no result');
    return { error: kafkaErrorName(result.errorCode), configs: result.configs };
  };

  it("tells a topic's own values, and where the others come from", async () => {
    await create([{ name: 'orders', configs: [{ name: 'retention.ms', value: '1000' }] }]);
    const { configs } = await ask(2, 'orders', ['retention.ms', 'max.message.bytes', 'nope']);
    expect(configs).toMatchObject([
      {
        name: 'max.message.bytes',
        value: '1048588',
        configSource: 5,
        configType: 3,
        synonyms: [{ name: 'message.max.bytes' }],
      },
      {
        name: 'retention.ms',
        value: '1000',
        configSource: 1,
        configType: 5,
        synonyms: [
          { name: 'retention.ms', value: '1000', source: 1 },
          { name: 'log.retention.ms', value: '604800000', source: 5 },
        ],
      },
    ]);
    expect((await ask(2, 'orders')).configs).toHaveLength(37);
    for (const { documentation } of (await ask(2, 'orders', [])).configs) expect(documentation).toMatch(/\w/);
  });

  it("tells this broker's values", async () => {
    const { configs } = await ask(4, '1');
    expect(configs.find(({ name }) => name === 'num.partitions')).toMatchObject({ value: '3', configSource: 4 });
    expect(configs.find(({ name }) => name === 'message.max.bytes')).toMatchObject({
      value: '1048588',
      configSource: 5,
    });
    expect((await ask(4, '')).configs).toEqual([]);
  });

  it('refuses what it has no configuration of', async () => {
    expect((await ask(2, 'nobody')).error).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect((await ask(2, 'not good')).error).toBe('INVALID_TOPIC_EXCEPTION');
    expect((await ask(4, '2')).error).toBe('INVALID_REQUEST');
    expect((await ask(4, 'x')).error).toBe('INVALID_REQUEST');
    expect((await ask(9, 'x')).error).toBe('INVALID_REQUEST');
  });
});

describe('DescribeCluster', () => {
  const ask = (endpointType: number) =>
    broker.ask(kafkaApis.describeCluster, 2, {
      endpointType,
      includeClusterAuthorizedOperations: true,
      includeFencedBrokers: false,
    });

  it('tells of the brokers, and of nothing but brokers', async () => {
    expect(await ask(1)).toMatchObject({
      errorCode: 0,
      controllerId: 1,
      brokers: [{ brokerId: 1, port: 9092, isFenced: false }],
      clusterAuthorizedOperations: 8096,
    });
    expect(kafkaErrorName((await ask(2)).errorCode)).toBe('MISMATCHED_ENDPOINT_TYPE');
    expect(kafkaErrorName((await ask(9)).errorCode)).toBe('UNSUPPORTED_ENDPOINT_TYPE');
  });
});

describe('FindCoordinator and InitProducerId', () => {
  it('know the coordinator of groups and transactional ids, and say plainly that there is none of share groups', async () => {
    const find = (version: number, keyType: number) =>
      broker.ask(kafkaApis.findCoordinator, version, {
        keyType,
        ...(version < 4 ? { key: 'a', coordinatorKeys: [] } : { coordinatorKeys: ['a'] }),
      });
    expect(await find(3, 0)).toMatchObject({ errorCode: 0, nodeId: 1, host: '127.0.0.1', port: 9092 });
    expect((await find(6, 0)).coordinators).toMatchObject([{ key: 'a', errorCode: 0, nodeId: 1 }]);
    expect(await find(3, 1)).toMatchObject({ errorCode: 0, nodeId: 1, port: 9092 });
    expect((await find(6, 1)).coordinators).toMatchObject([{ key: 'a', errorCode: 0, nodeId: 1 }]);
    expect((await find(6, 2)).coordinators).toMatchObject([{ errorCode: 42 }]);
  });

  it('never give the same producer id twice', async () => {
    const init = (transactionalId: string | null, producerId = -1n, producerEpoch = -1) =>
      broker.ask(kafkaApis.initProducerId, 4, {
        transactionalId,
        transactionTimeoutMs: 1000,
        producerId,
        producerEpoch,
      });
    const ids = new Set<bigint>();
    for (let count = 0; count < 2500; count += 1) ids.add((await init(null)).producerId);
    expect(ids.size).toBe(2500);
    expect(await init(null, 5n, 1)).toMatchObject({ errorCode: 0, producerEpoch: 0 });
    expect(kafkaErrorName((await init(null, 5n)).errorCode)).toBe('INVALID_REQUEST');
    expect(kafkaErrorName((await init(null, -1n, 3)).errorCode)).toBe('INVALID_REQUEST');
    expect(kafkaErrorName((await init('')).errorCode)).toBe('INVALID_REQUEST');
  });
});
