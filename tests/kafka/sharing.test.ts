import { describe, expect, inject, it } from 'vitest';
import { kafkaApis } from '../../main/wire/index.ts';
import { askBroker } from '../support/ask-broker.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { type ForeignConsumer, produceWith, startConsumer } from './clients/foreign-client.ts';
import { foreignClients } from './clients/foreign-clients.ts';
import { makeRecords } from './record-set.ts';
import { freshName } from './topics.ts';

const recordCount = 200;
const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';
const manyRecords = 1_000_000;

/** Takes note of what a member prints, until it is stopped. */
function collect(consumer: ForeignConsumer, keys: Set<string>): Promise<void> {
  return (async () => {
    for await (const { key, value } of consumer.records) keys.add(`${key}=${value}`);
  })();
}

describe.each(brokersUnderTest())('two members of a group on $name', ({ bootstrap }) => {
  const clients = foreignClients(inject('foreignClients')).filter(({ name }) =>
    ['java', 'confluent-kafka'].includes(name),
  );
  const cases = clients.flatMap((client) =>
    (['consumer', 'cooperative'] as const).map((sharing) => ({ client, sharing, name: client.name })),
  );

  it.each(cases)('of $name share partitions out ($sharing)', async ({ client, sharing }) => {
    const topic = freshName('shared');
    await createTopic(bootstrap, topic);
    const group = freshName('group');
    const order = { bootstrap, group, topics: [topic], count: manyRecords, sharing };
    const produce = (from: number) => {
      const records = makeRecords(recordCount, client.fixedHeaders).map(({ key, ...rest }) => ({
        ...rest,
        key: `${from} ${key}`,
      }));
      return produceWith(client, { bootstrap, topic, codec: 'none', records }).then(() =>
        records.map(({ key, value }) => `${key}=${value}`),
      );
    };
    const [ofFirst, ofSecond] = [new Set<string>(), new Set<string>()];
    const first = startConsumer(client, order);
    const firstEnd = collect(first, ofFirst);
    const early = await produce(1);
    await expect.poll(() => early.every((record) => ofFirst.has(record)), { timeout: 120_000 }).toBe(true);

    const second = startConsumer(client, order);
    const secondEnd = collect(second, ofSecond);
    await expect.poll(() => partitionCounts(bootstrap, group, sharing), { timeout: 120_000 }).toHaveLength(2);
    const shared = await produce(2);
    const isRead = (record: string) => ofFirst.has(record) || ofSecond.has(record);
    await expect.poll(() => shared.every(isRead), { timeout: 120_000 }).toBe(true);
    expect(shared.some((record) => ofFirst.has(record))).toBe(true);
    expect(shared.some((record) => ofSecond.has(record))).toBe(true);

    first.stop();
    await firstEnd;
    const late = await produce(3);
    await expect.poll(() => late.every((record) => ofSecond.has(record)), { timeout: 120_000 }).toBe(true);
    second.stop();
    await secondEnd;
  });
});

async function createTopic(bootstrap: string, name: string): Promise<void> {
  const topic = { name, numPartitions: 4, replicationFactor: 1, assignments: [], configs: [] };
  await askBroker(bootstrap, kafkaApis.createTopics, 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false });
  const isLed = async () => {
    const { topics } = await askBroker(bootstrap, kafkaApis.metadata, 8, {
      topics: [{ name, topicId: zeroTopicId }],
      includeTopicAuthorizedOperations: false,
    });
    return topics[0]?.partitions.every(({ leaderId }) => leaderId >= 0) && topics[0].partitions.length === 4;
  };
  await expect.poll(isLed, { timeout: 30_000 }).toBe(true);
}

/** How many bytes or partitions each member has that has any, once the group is stable. */
async function partitionCounts(bootstrap: string, group: string, sharing: 'consumer' | 'cooperative') {
  if (sharing === 'consumer') {
    const { groups } = await askBroker(bootstrap, kafkaApis.consumerGroupDescribe, 0, {
      groupIds: [group],
      includeAuthorizedOperations: false,
    });
    if (groups[0]?.groupState !== 'Stable') return [];
    const counts = groups[0].members.map(({ assignment }) =>
      assignment.topicPartitions.reduce((sum, { partitions }) => sum + partitions.length, 0),
    );
    return counts.filter((count) => count > 0);
  }
  const { groups } = await askBroker(bootstrap, kafkaApis.describeGroups, 5, {
    groups: [group],
    includeAuthorizedOperations: false,
  });
  if (groups[0]?.groupState !== 'Stable') return [];
  // An assignment of nothing is version, an empty list and no user data: ten bytes.
  return groups[0].members.map(({ memberAssignment }) => memberAssignment.length).filter((length) => length > 10);
}
