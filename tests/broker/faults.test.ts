import { once } from 'node:events';
import { connect } from 'node:net';
import { type Admin, Kafka, logLevel, type Producer } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultRule, type RunningBroker, startBroker } from '../../main/broker/index.ts';

let broker: RunningBroker;
let kafka: Kafka;
let admin: Admin;
const producers: Producer[] = [];

beforeEach(async () => {
  broker = await startBroker({ initialRebalanceDelayMs: 0 });
  kafka = new Kafka({
    brokers: [broker.bootstrap],
    clientId: 'shop',
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 10, factor: 0, retries: 20 },
  });
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2 }, { topic: 'payments' }] });
});
afterEach(async () => {
  await Promise.all([admin, ...producers.splice(0)].map((client) => client.disconnect()));
  await broker.close();
});

async function producer(options: { idempotent?: boolean; retries?: number } = {}): Promise<Producer> {
  const { idempotent = false, retries = 20 } = options;
  const made = kafka.producer({ idempotent, retry: { initialRetryTime: 10, factor: 0, retries } });
  producers.push(made);
  await made.connect();
  return made;
}

function set(rule: Omit<FaultRule, 'id'>): void {
  broker.faults.set({ faults: [{ id: 'it', ...rule }] });
}

function happened(): number | undefined {
  return broker.faults.list()[0]?.happened;
}

async function recordsOf(topic: string): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}

async function read(topic: string, wanted: number): Promise<string[]> {
  const consumer = kafka.consumer({
    groupId: 'billing',
    maxWaitTimeInMs: 50,
    retry: { initialRetryTime: 10, factor: 0 },
  });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  await consumer.run({
    eachMessage: ({ message }) => {
      values.push(String(message.value));
      if (values.length === wanted) resolve();
      return Promise.resolve();
    },
  });
  await promise;
  await consumer.disconnect();
  return values;
}

const order = { topic: 'orders', messages: [{ value: 'one', partition: 0 }] };

describe('a producer', () => {
  it('whose answer is lost after the append writes its record twice, and once where it is idempotent', async () => {
    for (const idempotent of [false, true]) {
      const sender = await producer({ idempotent });
      const before = await recordsOf('orders');
      set({
        match: { apis: ['Produce'], topics: ['orders'] },
        effect: { type: 'disconnect', when: 'after' },
        times: 1,
      });
      await sender.send(order);
      expect(happened()).toBe(1);
      expect((await recordsOf('orders')) - before).toBe(idempotent ? 1 : 2);
    }
  });

  it('whose connection is lost before the append writes its record once', async () => {
    const sender = await producer();
    set({ match: { apis: ['Produce'] }, effect: { type: 'disconnect', when: 'before' }, times: 2 });
    await sender.send(order);
    expect(happened()).toBe(2);
    expect(await recordsOf('orders')).toBe(1);
  });

  it('gets over a leader that is elsewhere twice, and a topic that is not meant never hears of it', async () => {
    const sender = await producer({ retries: 20 });
    set({
      match: { apis: ['Produce'], topics: ['orders'], partitions: [0] },
      effect: { type: 'error', error: 'NOT_LEADER_OR_FOLLOWER' },
      times: 2,
    });
    await sender.send({ topic: 'payments', messages: [{ value: 'paid' }] });
    expect(happened()).toBe(0);
    await sender.send(order);
    expect(happened()).toBe(2);
    expect([await recordsOf('orders'), await recordsOf('payments')]).toEqual([1, 1]);
  });

  it('is told of an error that no retry helps', async () => {
    const sender = await producer();
    set({ match: { apis: ['Produce'] }, effect: { type: 'error', error: 'MESSAGE_TOO_LARGE' } });
    await expect(sender.send(order)).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    expect(await recordsOf('orders')).toBe(0);
  });

  it('waits while the leader is moved, and goes on under a new leader epoch', async () => {
    const sender = await producer();
    set({ match: { topics: ['orders'] }, effect: { type: 'leader-moved' }, forMs: 300 });
    await sender.send(order);
    expect(await recordsOf('orders')).toBe(1);
    expect(broker.faults.list()).toMatchObject([{ state: 'over', happened: 1 }]);
  });
});

describe('a consumer', () => {
  it('reads everything through lost connections, errors and a frozen broker', async () => {
    const sender = await producer();
    const values = Array.from({ length: 20 }, (_, index) => `order ${index}`);
    await sender.send({ topic: 'payments', messages: values.map((value) => ({ value })) });
    broker.faults.set({
      seed: 7,
      faults: [
        { id: 'lost', match: { apis: ['Fetch'] }, effect: { type: 'disconnect', when: 'after' }, times: 2 },
        {
          id: 'elsewhere',
          match: { apis: ['FindCoordinator'], groups: ['billing'] },
          effect: coordinatorAway,
          times: 2,
        },
        { id: 'loading', match: { apis: ['JoinGroup'] }, effect: coordinatorAway, times: 1 },
        { id: 'frozen', match: { groups: ['billing'] }, effect: { type: 'freeze' }, forMs: 200 },
        { id: 'slow', match: { apis: ['Fetch'] }, effect: { type: 'delay', delayMs: 5, jitterMs: 20 }, times: 10 },
      ],
    });
    expect(await read('payments', 20)).toEqual(values);
    const counts = Object.fromEntries(broker.faults.list().map(({ rule, happened }) => [rule.id, happened]));
    expect(counts).toMatchObject({ lost: 2, elsewhere: 2, loading: 1 });
    expect(counts['frozen']).toBeGreaterThan(0);
  });
});

const coordinatorAway = { type: 'error', error: 'COORDINATOR_NOT_AVAILABLE' } as const;

describe('the broker', () => {
  it('that is down ends every connection and takes none, and answers on the same port afterwards', async () => {
    const sender = await producer();
    const idle = connect(broker.port, '127.0.0.1');
    await once(idle, 'connect');
    const ended = once(idle, 'close');
    set({ effect: { type: 'broker-down' }, forMs: 300 });
    idle.resume();
    await ended;
    const refused = connect(broker.port, '127.0.0.1');
    expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await sender.send(order);
    expect(await recordsOf('orders')).toBe(1);
  });

  it('can be closed while it is down', async () => {
    set({ effect: { type: 'broker-down' }, forMs: 60_000 });
    await broker.close();
    const refused = connect(broker.port, '127.0.0.1');
    expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
  });

  it('that refuses connections keeps those that it has', async () => {
    set({ effect: { type: 'refuse' }, times: 1 });
    const refused = connect(broker.port, '127.0.0.1');
    refused.resume();
    await once(refused, 'close');
    expect(await admin.listTopics()).toHaveLength(2);
    const sender = await producer();
    await sender.send(order);
  });
});
