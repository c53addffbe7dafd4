import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, type StartOptions, startBroker } from '../../main/broker/library/index.ts';

async function start(options: StartOptions): Promise<Broker> {
  const broker = await startBroker(options);
  onTestFinished(() => broker.close());
  return broker;
}

async function connected({ bootstrap }: Broker) {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  onTestFinished(async () => void (await Promise.all([admin.disconnect(), producer.disconnect()])));
  return { kafka, admin, producer };
}

const topics = ['orders', { name: 'payments', partitions: 3, config: { 'retention.ms': '60000' } }];

describe('startBroker of the library', () => {
  it('has the topics of the start, and makes more', async () => {
    const broker = await start({ topics });
    expect(broker.bootstrap).toBe(`127.0.0.1:${broker.port}`);
    await broker.createTopic({ name: 'audit', partitions: 2 });
    const { admin } = await connected(broker);
    const metadata = await admin.fetchTopicMetadata();
    expect(metadata.topics.map(({ name, partitions }) => [name, partitions.length])).toEqual([
      ['audit', 2],
      ['orders', 1],
      ['payments', 3],
    ]);
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: 'payments', configNames: ['retention.ms'] }];
    const described = await admin.describeConfigs({ includeSynonyms: false, resources });
    expect(described.resources[0]?.configEntries[0]?.configValue).toBe('60000');
    await expect(broker.createTopic('audit')).rejects.toMatchObject({ name: 'BrokerError', code: 'topic-exists' });
    await expect(broker.createTopic('no such name')).rejects.toMatchObject({ code: 'topic-refused' });
    await expect(broker.createTopic({ name: 'a', config: { 'segment.bytes': 'x' } })).rejects.toMatchObject({
      code: 'topic-refused',
    });
  });

  it('is as new after reset, for clients that stay connected too', async () => {
    const broker = await start({ topics });
    const { kafka, admin, producer } = await connected(broker);
    await broker.createTopic('audit');
    await producer.send({ topic: 'orders', messages: [{ value: 'before' }] });
    const readOne = async () => {
      const consumer = kafka.consumer({ groupId: 'billing', maxWaitTimeInMs: 50 });
      await consumer.connect();
      await consumer.subscribe({ topic: 'orders', fromBeginning: true });
      const value = await new Promise((resolve) => {
        void consumer.run({ eachMessage: ({ message }) => Promise.resolve(resolve(message.value?.toString())) });
      });
      await consumer.disconnect();
      return value;
    };
    expect(await readOne()).toBe('before');
    expect((await admin.fetchOffsets({ groupId: 'billing', topics: ['orders'] }))[0]?.partitions[0]?.offset).toBe('1');
    await broker.reset();
    expect((await admin.listTopics()).sort()).toEqual(['orders', 'payments']);
    expect((await admin.listGroups()).groups).toEqual([]);
    await producer.send({ topic: 'orders', messages: [{ value: 'after' }] });
    expect(await readOne()).toBe('after');
  });

  it('keeps a data folder for the next start, whose topics stay as they are', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'broker-library-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const first = await start({ dataDir: folder, topics });
    const { producer } = await connected(first);
    await producer.send({ topic: 'orders', messages: [{ value: 'kept' }] });
    await expect(startBroker({ dataDir: folder })).rejects.toMatchObject({ code: 'data-in-use' });
    await expect(startBroker({ port: first.port })).rejects.toMatchObject({ code: 'cannot-listen' });
    await first.close();
    const { admin } = await connected(await start({ dataDir: folder, topics: ['orders', 'payments'] }));
    expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ high: '1' }]);
    expect(await admin.fetchTopicOffsets('payments')).toHaveLength(3);
  });

  it('fails as it is asked to, and after reset as at the start', async () => {
    const late = { id: 'late', match: { apis: ['Produce'] }, effect: { type: 'delay', delayMs: 1 } } as const;
    const broker = await start({ topics, faults: { seed: 1, faults: [late] } });
    const { producer } = await connected(broker);
    const send = () => producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
    await send();
    expect(broker.faults).toMatchObject([{ rule: late, state: 'on', happened: 1 }]);
    const full = { id: 'full', match: late.match, effect: { type: 'error', error: 'MESSAGE_TOO_LARGE' } } as const;
    await broker.setFaults({ faults: [full] });
    await expect(send()).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    await broker.clearFaults('full');
    await send();
    await broker.setFaults({ faults: [full] });
    await broker.reset();
    expect(broker.faults).toMatchObject([{ rule: late, happened: 0 }]);
    await broker.clearFaults();
    expect(broker.faults).toEqual([]);
  });

  it.each([
    [{ faults: [] }, 'a list with something'],
    [{ fault: [] }, 'no option fault'],
    [{ faults: [{ id: 'a' }] }, 'lacks effect'],
    [{ faults: [{ id: 'a', effect: { type: 'explode' } }] }, 'must have a type'],
    [{ faults: [{ id: 'a', effect: { type: 'delay' } }] }, 'needs delayMs'],
    [{ faults: [{ id: 'a', effect: { type: 'delay', delayMs: -1 } }] }, 'delayMs of the effect delay must be'],
    [{ faults: [{ id: 'a', effect: { type: 'error', error: 'OOPS' } }] }, 'the name of an error'],
    [{ faults: [{ id: 'a', effect: { type: 'freeze' }, match: { topic: 'a' } }] }, 'no option topic'],
    [{ faults: [{ id: 'a', effect: { type: 'broker-down' } }] }, 'has no end'],
  ])('takes no faults %j', async (faults, said) => {
    const wrong = { code: 'invalid-option', message: expect.stringContaining(said) };
    await expect(startBroker({ faults } as unknown as StartOptions)).rejects.toMatchObject(wrong);
  });

  it('takes no option that it does not know, and starts nothing with a topic that cannot be', async () => {
    const refusal = (options: object) => startBroker(options).catch((error: unknown) => error);
    expect(await refusal({ dataDirectory: '/tmp' })).toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/dataDirectory.*dataDir/),
    });
    expect(await refusal({ fsync: 'always' })).toMatchObject({ code: 'invalid-option' });
    expect(await refusal({ port: 65_536 })).toMatchObject({ code: 'invalid-option' });
    expect(await refusal({ toString: 1 })).toMatchObject({ code: 'invalid-option' });
    expect(await refusal({ topics: [{ partitions: 2 }] })).toMatchObject({ code: 'invalid-option' });
    expect(await refusal({ topics: [{ name: 'a', config: { 'retention.ms': 5 } }] })).toMatchObject({
      code: 'invalid-option',
    });
    expect(await refusal({ topics: 'orders' })).toMatchObject({ code: 'invalid-option' });
    expect(await refusal({ topics: ['fine', 'a b'] })).toMatchObject({ code: 'topic-refused' });
  });

  it('closes once, also by await using, and does nothing afterwards', async () => {
    const broker = await startBroker();
    await broker.createTopic('orders');
    await broker[Symbol.asyncDispose]();
    await broker.close();
    await expect(broker.createTopic('late')).rejects.toMatchObject({ code: 'closed' });
    await expect(broker.reset()).rejects.toMatchObject({ code: 'closed' });
  });
});
