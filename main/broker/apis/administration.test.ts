import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaApis } from '../../wire/index.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;

beforeEach(() => {
  broker = inProcessBroker();
  broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1], [1], [1]], config: new Map() });
});
afterEach(() => broker.close());

async function produce(count = 1, value = 'v'): Promise<string> {
  let error = '';
  for (let index = 0; index < count; index += 1) {
    const records = exampleBatch([value], BigInt(broker.clock.nowMs()));
    const { responses } = await broker.ask(kafkaApis.produce, 9, {
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records }] }],
    });
    error = kafkaErrorName(responses[0]?.partitionResponses[0]?.errorCode ?? -1);
  }
  return error;
}

async function offsets(): Promise<(bigint | undefined)[]> {
  const ask = async (timestamp: bigint) => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp }] }];
    const answer = await broker.ask(kafkaApis.listOffsets, 6, {
      replicaId: -1,
      isolationLevel: 0,
      topics,
      timeoutMs: 0,
    });
    return answer.topics[0]?.partitions[0]?.offset;
  };
  return [await ask(-2n), await ask(-1n)];
}

async function configured(...names: string[]) {
  const { results } = await broker.ask(kafkaApis.describeConfigs, 4, {
    resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys: names }],
    includeSynonyms: false,
    includeDocumentation: false,
  });
  return Object.fromEntries((results[0]?.configs ?? []).map(({ name, value }) => [name, value]));
}

type Change = [name: string, operation: 0 | 1 | 2 | 3 | 9, value: string | null];

async function alter(changes: Change[], { name = 'orders', validateOnly = false, resourceType = 2 } = {}) {
  const configs = changes.map(([key, configOperation, value]) => ({ name: key, configOperation, value }));
  const { responses } = await broker.ask(kafkaApis.incrementalAlterConfigs, 1, {
    resources: [{ resourceType, resourceName: name, configs }],
    validateOnly,
  });
  return kafkaErrorName(responses[0]?.errorCode ?? -1);
}

describe('DeleteRecords', () => {
  const deleteBefore = async (offset: bigint, partitionIndex = 0, name = 'orders') => {
    const { topics } = await broker.ask(kafkaApis.deleteRecords, 2, {
      topics: [{ name, partitions: [{ partitionIndex, offset }] }],
      timeoutMs: 1000,
    });
    const partition = topics[0]?.partitions[0];
    return [kafkaErrorName(partition?.errorCode ?? -1), partition?.lowWatermark];
  };

  it('moves the log start, never back', async () => {
    await produce(5);
    expect(await deleteBefore(2n)).toEqual(['NONE', 2n]);
    expect(await deleteBefore(1n)).toEqual(['NONE', 2n]);
    expect(await offsets()).toEqual([2n, 5n]);
    expect(await deleteBefore(-1n)).toEqual(['NONE', 5n]);
    expect(await offsets()).toEqual([5n, 5n]);
    expect(await produce()).toBe('NONE');
    expect(await offsets()).toEqual([5n, 6n]);
  });

  it('refuses what is not there', async () => {
    await produce(5);
    expect(await deleteBefore(9n)).toEqual(['OFFSET_OUT_OF_RANGE', -1n]);
    expect(await deleteBefore(-5n)).toEqual(['OFFSET_OUT_OF_RANGE', -1n]);
    expect(await deleteBefore(1n, 9)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', -1n]);
    expect(await deleteBefore(1n, 0, 'nobody')).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', -1n]);
  });
});

describe('IncrementalAlterConfigs', () => {
  it('takes effect on the open log', async () => {
    await produce();
    expect(await alter([['max.message.bytes', 0, '100']])).toBe('NONE');
    expect(await produce(1, 'long '.repeat(50))).toBe('MESSAGE_TOO_LARGE');
    expect(await alter([['max.message.bytes', 1, null]])).toBe('NONE');
    expect(await produce(1, 'long '.repeat(50))).toBe('NONE');
  });

  it('sets, deletes, adds to lists and takes from them', async () => {
    expect(await alter([['retention.ms', 0, '1000']])).toBe('NONE');
    expect(await alter([['cleanup.policy', 2, 'compact']])).toBe('NONE');
    expect(await configured('retention.ms', 'cleanup.policy')).toEqual({
      'retention.ms': '1000',
      'cleanup.policy': 'delete,compact',
    });
    expect(await alter([['cleanup.policy', 3, 'delete']])).toBe('NONE');
    expect(await alter([['retention.ms', 1, null]])).toBe('NONE');
    expect(await configured('retention.ms', 'cleanup.policy')).toEqual({
      'retention.ms': '604800000',
      'cleanup.policy': 'compact',
    });
  });

  it.each([
    ['a value of the wrong type', [['retention.ms', 0, 'x']], {}, 'INVALID_CONFIG'],
    ['an unknown name', [['nonsense', 0, 'x']], {}, 'INVALID_CONFIG'],
    ['an addition to what is no list', [['retention.ms', 2, '1']], {}, 'INVALID_CONFIG'],
    ['the same name twice', [['retention.ms', 0, '1'], ['retention.ms', 1, null]], {}, 'INVALID_REQUEST'], // prettier-ignore
    ['nothing to set', [['retention.ms', 0, null]], {}, 'INVALID_REQUEST'],
    ['an unknown operation', [['retention.ms', 9, '1']], {}, 'UNKNOWN_SERVER_ERROR'],
    ['an unknown topic', [['retention.ms', 0, '1']], { name: 'nobody' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a broker', [['log.retention.ms', 0, '1']], { name: '1', resourceType: 4 }, 'INVALID_REQUEST'],
    ['an unknown resource', [['retention.ms', 0, '1']], { resourceType: 99 }, 'INVALID_REQUEST'],
  ] satisfies [string, Change[], object, string][])('refuses %s', async (_name, changes, options, error) => {
    expect(await alter(changes, options)).toBe(error);
    expect(await configured('retention.ms')).toEqual({ 'retention.ms': '604800000' });
  });

  it('only says whether it could, where it is asked no more', async () => {
    expect(await alter([['retention.ms', 0, '5']], { validateOnly: true })).toBe('NONE');
    expect(await configured('retention.ms')).toEqual({ 'retention.ms': '604800000' });
  });
});

it('AlterConfigs replaces all that was set', async () => {
  await alter([['retention.ms', 0, '1000']]);
  const replace = async (value: string | null) => {
    const { responses } = await broker.ask(kafkaApis.alterConfigs, 2, {
      resources: [{ resourceType: 2, resourceName: 'orders', configs: [{ name: 'segment.bytes', value }] }],
      validateOnly: false,
    });
    return kafkaErrorName(responses[0]?.errorCode ?? -1);
  };
  expect(await replace('2000000')).toBe('NONE');
  expect(await configured('retention.ms', 'segment.bytes')).toEqual({
    'retention.ms': '604800000',
    'segment.bytes': '2000000',
  });
  expect(await replace(null)).toBe('INVALID_REQUEST');
  expect(await replace('1')).toBe('INVALID_CONFIG');
});

describe('retention', () => {
  it('by time deletes what is too old, the last segment too, and offsets go on', async () => {
    await produce(3);
    await alter([['retention.ms', 0, '600000']]);
    await broker.clock.advance(600_000);
    expect(await offsets()).toEqual([0n, 3n]);
    await broker.clock.advance(300_000);
    expect(await offsets()).toEqual([3n, 3n]);
    await produce();
    expect(await offsets()).toEqual([3n, 4n]);
  });

  it('by size keeps at least as much as it says', async () => {
    await alter([
      ['segment.bytes', 0, '1048576'],
      ['retention.bytes', 0, '2000000'],
    ]);
    await produce(40, 'x'.repeat(100_000));
    const log = broker.context.logs.open({ name: 'orders', topicId: topicId() }, 0, () => {
      throw new Error('the log is open');
    });
    const before = log.sizeBytes;
    await broker.clock.advance(300_000);
    expect(log.sizeBytes).toBeLessThan(before);
    expect(log.sizeBytes).toBeGreaterThanOrEqual(2_000_000);
    expect((await offsets())[0]).toBe(log.logStartOffset);
  });

  it('deletes nothing of a topic that is only compacted', async () => {
    await alter([
      ['cleanup.policy', 0, 'compact'],
      ['retention.ms', 0, '1000'],
    ]);
    await produce(3);
    await broker.clock.advance(900_000);
    expect(await offsets()).toEqual([0n, 3n]);
  });

  function topicId(): string {
    return broker.context.cluster.topicByName('orders')?.topicId ?? '';
  }
});

it('OffsetForLeaderEpoch tells where an epoch ended', async () => {
  await produce(2);
  const ask = async (leaderEpoch: number, currentLeaderEpoch = -1, partition = 0, topic = 'orders') => {
    const { topics } = await broker.ask(kafkaApis.offsetForLeaderEpoch, 4, {
      replicaId: -1,
      topics: [{ topic, partitions: [{ partition, currentLeaderEpoch, leaderEpoch }] }],
    });
    const found = topics[0]?.partitions[0];
    return [kafkaErrorName(found?.errorCode ?? -1), found?.leaderEpoch, found?.endOffset];
  };
  expect(await ask(0)).toEqual(['NONE', 0, 2n]);
  expect(await ask(0, -1, 1)).toEqual(['NONE', 0, 0n]);
  expect(await ask(5)).toEqual(['NONE', -1, -1n]);
  expect(await ask(0, 7)).toEqual(['UNKNOWN_LEADER_EPOCH', -1, -1n]);
  expect(await ask(0, -1, 9)).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', -1, -1n]);
  expect(await ask(0, -1, 0, 'nobody')).toEqual(['UNKNOWN_TOPIC_OR_PARTITION', -1, -1n]);
});

it('DescribeTopicPartitions goes on where its cursor says', async () => {
  const ask = async (limit: number, cursor: { topicName: string; partitionIndex: number } | null = null) => {
    const { topics, nextCursor } = await broker.ask(kafkaApis.describeTopicPartitions, 0, {
      topics: [{ name: 'orders' }, { name: 'nobody' }],
      responsePartitionLimit: limit,
      cursor,
    });
    const found = topics.map(({ name, errorCode, partitions }) => [
      name,
      kafkaErrorName(errorCode),
      partitions.map(({ partitionIndex }) => partitionIndex),
    ]);
    return { found, next: nextCursor };
  };
  const unknown = ['nobody', 'UNKNOWN_TOPIC_OR_PARTITION', []];
  expect(await ask(2000)).toEqual({ found: [unknown, ['orders', 'NONE', [0, 1, 2]]], next: null });
  const next = { topicName: 'orders', partitionIndex: 2 };
  expect(await ask(2)).toEqual({ found: [unknown, ['orders', 'NONE', [0, 1]]], next });
  expect(await ask(2, next)).toEqual({ found: [['orders', 'NONE', [2]]], next: null });
  expect((await ask(2, { ...next, partitionIndex: -1 })).found[0]).toEqual(['orders', 'INVALID_REQUEST', []]);
});

it('DescribeLogDirs tells how large partitions are', async () => {
  await produce();
  const { results } = await broker.ask(kafkaApis.describeLogDirs, 4, {
    topics: [{ topic: 'orders', partitions: [0, 9] }],
  });
  const partitions = results[0]?.topics[0]?.partitions;
  expect(partitions).toEqual([expect.objectContaining({ partitionIndex: 0, offsetLag: 0n })]);
  expect(partitions?.[0]?.partitionSize).toBeGreaterThan(60n);
});

it('ElectLeaders and reassignments find nothing to do, and say what is wrong', async () => {
  const elect = async (topic: string, partition: number, electionType = 0) => {
    const { replicaElectionResults } = await broker.ask(kafkaApis.electLeaders, 2, {
      electionType,
      topicPartitions: [{ topic, partitions: [partition] }],
      timeoutMs: 1000,
    });
    return kafkaErrorName(replicaElectionResults[0]?.partitionResult[0]?.errorCode ?? -1);
  };
  expect(await elect('orders', 0)).toBe('ELECTION_NOT_NEEDED');
  expect(await elect('orders', 9)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await elect('nobody', 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await elect('orders', 0, 5)).toBe('INVALID_REQUEST');
  const all = { electionType: 0, topicPartitions: null, timeoutMs: 1000 };
  const { replicaElectionResults } = await broker.ask(kafkaApis.electLeaders, 2, all);
  expect(replicaElectionResults).toEqual([expect.objectContaining({ topic: 'orders', partitionResult: [] })]);
  const reassign = async (replicas: number[] | null, name = 'orders', partitionIndex = 0) => {
    const { responses } = await broker.ask(kafkaApis.alterPartitionReassignments, 1, {
      timeoutMs: 1000,
      topics: [{ name, partitions: [{ partitionIndex, replicas }] }],
    });
    return kafkaErrorName(responses[0]?.partitions[0]?.errorCode ?? -1);
  };
  expect(await reassign([1])).toBe('NONE');
  expect(await reassign([7])).toBe('INVALID_REPLICA_ASSIGNMENT');
  expect(await reassign([])).toBe('INVALID_REPLICA_ASSIGNMENT');
  expect(await reassign([1, 1])).toBe('INVALID_REPLICA_ASSIGNMENT');
  expect(await reassign(null)).toBe('NO_REASSIGNMENT_IN_PROGRESS');
  expect(await reassign([1], 'nobody')).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await reassign([1], 'orders', 9)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  const listed = await broker.ask(kafkaApis.listPartitionReassignments, 0, { timeoutMs: 1000, topics: null });
  expect(listed).toMatchObject({ errorCode: 0, topics: [] });
});
