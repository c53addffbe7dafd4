import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Admin,
  type ClientFault,
  type CompressionName,
  type ConsumedBatch,
  type ConsumedRecord,
  createAdmin,
  createEventProducer,
  createGroupMember,
  createTransactionalProducer,
  type EventProducer,
  type EventProducerOptions,
  type GroupAssignment,
  type GroupMember,
  type GroupMemberOptions,
  leaveGroups,
  type ProducedRecord,
  type TransactionalProducer,
} from '../../main/clients/index.ts';
import { type BatchHeader, kafkaApis, readBatchHeader } from '../../main/wire/index.ts';
import { askBroker } from '../support/ask-broker.ts';
import { type BrokerProcess, startBrokerProcess } from '../support/broker-process.ts';
import { committedOffsets, membersOf } from '../support/groups.ts';
import { readTopics } from '../support/read-topics.ts';

let folder: string;
let broker: BrokerProcess;
let admin: Admin;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  broker = await startBrokerProcess({ dataDirectory: folder, autoCreateTopics: false });
  admin = createAdmin({ connection: connection() });
  await admin.start();
});

afterEach(async () => {
  await admin.stop();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

function connection() {
  return { brokers: [broker.bootstrap] };
}

function record(topic: string, value: string, fields: Partial<ProducedRecord> = {}): ProducedRecord {
  return { topic, partition: 0, key: null, value: Buffer.from(value), headers: [], ...fields };
}

async function startProducer(options: Partial<EventProducerOptions> = {}): Promise<EventProducer> {
  const producer = createEventProducer({ connection: connection(), ...options });
  onTestFinished(() => producer.close());
  await producer.start();
  return producer;
}

/** A member with what it was told, and a way to wait for it. */
function startMember(options: Partial<GroupMemberOptions> = {}) {
  const told = {
    assignments: [] as GroupAssignment[],
    batches: [] as ConsumedBatch[],
    rebalances: 0,
    restarts: [] as ClientFault[],
  };
  const waiting = new Set<() => void>();
  const tell = (): void => {
    for (const look of waiting) look();
  };
  const member: GroupMember = createGroupMember(
    { connection: connection(), groupId: 'billing', topics: ['orders'], fromBeginning: true, ...options },
    {
      assigned: (assignment) => {
        told.assignments.push(assignment);
        tell();
      },
      rebalancing: () => {
        told.rebalances += 1;
        tell();
      },
      fetched: (batch) => {
        told.batches.push(batch);
        tell();
      },
      restarting: (fault) => {
        told.restarts.push(fault);
        tell();
      },
    },
  );
  onTestFinished(() => member.stop());
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const records = (): ConsumedRecord[] => told.batches.flatMap((batch) => batch.records);
  const values = (): string[] => records().map(({ value }) => Buffer.from(value ?? []).toString());
  return { member, told, until, records, values };
}

const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The headers of the record batches of a partition, as they lie in the log. */
async function batchesOf(topic: string): Promise<BatchHeader[]> {
  const { responses } = await askBroker(broker.bootstrap, kafkaApis.fetch, 11, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 10_000_000,
    topics: [
      { topic, topicId: noTopicId, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 10_000_000 }] },
    ],
    forgottenTopicsData: [],
  });
  let bytes: Uint8Array = responses[0]?.partitions[0]?.records ?? new Uint8Array(0);
  const headers: BatchHeader[] = [];
  while (bytes.byteLength > 0) {
    const header = readBatchHeader(bytes);
    headers.push(header);
    bytes = bytes.subarray(header.sizeBytes);
  }
  return headers;
}

describe('a producer', () => {
  beforeEach(() =>
    admin
      .createTopics([
        { name: 'orders', partitions: 1 },
        { name: 'small', partitions: 1, config: { 'max.message.bytes': '1000' } },
      ])
      .then(() => undefined),
  );

  it('sends what comes in one turn as one batch, in order, and numbers it so that nothing is written twice', async () => {
    const producer = await startProducer();
    const first = await Promise.all(['a', 'b', 'c'].map((value) => producer.send(record('orders', value))));
    expect(first.map(({ offset }) => offset)).toEqual(['0', '1', '2']);
    const second = await Promise.all(['d', 'e'].map((value) => producer.send(record('orders', value))));
    expect(second.map(({ offset }) => offset)).toEqual(['3', '4']);
    const batches = await batchesOf('orders');
    expect(batches.map(({ recordCount, baseSequence }) => ({ recordCount, baseSequence }))).toEqual([
      { recordCount: 3, baseSequence: 0 },
      { recordCount: 2, baseSequence: 3 },
    ]);
    const [batch] = batches;
    expect(batch?.producerId).toBeGreaterThanOrEqual(0n);
    expect(batches.every(({ producerId }) => producerId === batch?.producerId)).toBe(true);
    expect((await readTopics(broker.bootstrap, ['orders'])).map(({ value }) => value)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  it('cuts what waits into requests of bounded size', async () => {
    const producer = await startProducer({ maxRequestBytes: 1000 });
    const values = Array.from({ length: 5 }, (_, index) => String(index).repeat(400));
    await Promise.all(values.map((value) => producer.send(record('orders', value))));
    expect((await batchesOf('orders')).map(({ recordCount }) => recordCount)).toEqual([2, 2, 1]);
  });

  it('keeps key, headers in their order, tombstone and time', async () => {
    const producer = await startProducer();
    const headers = ['one', 'two'].map((value) => ({ name: 'twice', value: Buffer.from(value) }));
    await producer.send({
      topic: 'orders',
      key: Buffer.from('k'),
      value: null,
      headers,
      timestampMs: 1_700_000_000_123,
    });
    const { member, until, records } = startMember();
    await member.start();
    await until(() => records().length > 0);
    const [read] = records();
    expect(read).toMatchObject({
      topic: 'orders',
      partition: 0,
      offset: '0',
      timestampMs: 1_700_000_000_123,
      value: null,
    });
    expect(Buffer.from(read?.key ?? []).toString()).toBe('k');
    expect(read?.headers.map(({ name, value }) => [name, Buffer.from(value ?? []).toString()])).toEqual([
      ['twice', 'one'],
      ['twice', 'two'],
    ]);
  });

  it('rejects the one record that the broker refuses, and the others of its turn arrive in their order', async () => {
    const producer = await startProducer();
    const outcomes = await Promise.allSettled([
      producer.send(record('small', 'a')),
      producer.send(record('small', 'x'.repeat(5000))),
      producer.send(record('small', 'b')),
      producer.send(record('orders', 'c')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'RECORD_TOO_LARGE', retriable: false } });
    expect((await readTopics(broker.bootstrap, ['small'])).map(({ value }) => value)).toEqual(['a', 'b']);
    await producer.send(record('small', 'd'));
    expect((await readTopics(broker.bootstrap, ['small'])).map(({ value }) => value)).toEqual(['a', 'b', 'd']);
  });

  it('says what is wrong: a topic that is not there, a cluster that is not there, a producer that is closed', async () => {
    const producer = await startProducer({ deliveryTimeoutMs: 1 });
    await expect(producer.send(record('nowhere', 'a'))).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
    await producer.close();
    await expect(producer.send(record('orders', 'a'))).rejects.toMatchObject({ code: 'CLOSED', retriable: false });
    const elsewhere = createEventProducer({ connection: { brokers: ['127.0.0.1:1'] }, deliveryTimeoutMs: 1 });
    await expect(elsewhere.start()).rejects.toMatchObject({ code: 'UNREACHABLE', retriable: true });
    await elsewhere.close();
  });

  it('waits for a broker that is away for a moment, and writes each record once', async () => {
    const producer = await startProducer();
    await producer.send(record('orders', 'before'));
    const { port } = broker;
    await broker.kill();
    const sent = Promise.all(['one', 'two'].map((value) => producer.send(record('orders', value))));
    broker = await startBrokerProcess({ port, dataDirectory: folder, autoCreateTopics: false });
    expect((await sent).map(({ offset }) => offset)).toEqual(['1', '2']);
    expect((await readTopics(broker.bootstrap, ['orders'])).map(({ value }) => value)).toEqual([
      'before',
      'one',
      'two',
    ]);
  });

  it('closes after what waits is sent', async () => {
    const producer = await startProducer();
    const sent = producer.send(record('orders', 'last'));
    await producer.close();
    expect(await sent).toMatchObject({ offset: '0' });
  });

  it.each([
    ['none', 0],
    ['gzip', 1],
    ['snappy', 2],
    ['lz4', 3],
    ['zstd', 4],
  ] satisfies [CompressionName, number][])('compresses with %s, and members read it', async (compression, code) => {
    const producer = await startProducer({ compression });
    const values = Array.from({ length: 50 }, (_, index) => `${index} ${'order '.repeat(40)}`);
    await Promise.all(values.map((value) => producer.send(record('orders', value))));
    const [batch] = await batchesOf('orders');
    expect(batch?.compression).toBe(code);
    if (code !== 0) expect(batch?.sizeBytes).toBeLessThan(values.join('').length / 4);
    const reader = startMember();
    await reader.member.start();
    await reader.until(() => reader.records().length === values.length);
    expect(reader.values()).toEqual(values);
  });
});

describe('a member of a group', () => {
  beforeEach(() => admin.createTopics([{ name: 'orders', partitions: 2 }]).then(() => undefined));

  it('joins, reads from the beginning, and goes on where it committed and nowhere before', async () => {
    const producer = await startProducer();
    for (const value of ['a', 'b', 'c']) await producer.send(record('orders', value));
    const first = startMember();
    const assignment = await first.member.start();
    expect(assignment.partitions).toHaveLength(2);
    expect(assignment).toMatchObject({ generation: 1, isLeader: true });
    expect(await membersOf(broker, 'billing')).toEqual([assignment.memberId]);
    await first.until(() => first.records().length === 3);
    expect(first.told.batches.at(-1)).toMatchObject({
      topic: 'orders',
      partition: 0,
      nextOffset: '3',
      highWatermark: '3',
    });
    await first.member.commit([{ topic: 'orders', partition: 0, offset: '2' }]);
    expect(await committedOffsets(broker, 'billing', 'orders')).toEqual(['2', '-1']);
    await first.member.stop();
    expect(await membersOf(broker, 'billing')).toEqual([]);
    await first.member.stop();

    const second = startMember();
    await second.member.start();
    await second.until(() => second.records().length > 0);
    expect(second.values()).toEqual(['c']);
  });

  it('reads on from the offset that it is told', async () => {
    const producer = await startProducer();
    await producer.send(record('orders', 'before'));
    const { member, until, values } = startMember({ fromBeginning: false });
    await member.start();
    member.seek({ topic: 'orders', partition: 0 }, '1');
    await producer.send(record('orders', 'after'));
    await until(() => values().length > 0);
    expect(values()).toEqual(['after']);
  });

  it('fetches nothing of a paused partition, and everything of it afterwards', async () => {
    const producer = await startProducer();
    const { member, until, values } = startMember();
    await member.start();
    member.pause([{ topic: 'orders', partition: 0 }]);
    await producer.send(record('orders', 'other', { partition: 1 }));
    await until(() => values().includes('other'));
    await producer.send(record('orders', 'paused'));
    for (const value of ['more', 'and more']) await producer.send(record('orders', value, { partition: 1 }));
    await until(() => values().includes('and more'));
    expect(values()).toEqual(['other', 'more', 'and more']);
    member.resume([{ topic: 'orders', partition: 0 }]);
    await until(() => values().includes('paused'));
  });

  it('shares the partitions with who comes, is told before, and can not commit for who has gone on without it', async () => {
    const one = startMember({ heartbeatIntervalMs: 100 });
    const { memberId } = await one.member.start();
    const other = startMember({ heartbeatIntervalMs: 100 });
    await other.member.start();
    await one.until(() => one.told.assignments.length > 1 && one.told.assignments.at(-1)?.partitions.length === 1);
    expect(one.told.rebalances).toBeGreaterThan(0);
    expect(one.told.assignments.at(-1)).toMatchObject({ memberId, generation: 2 });
    const shared = [one, other].flatMap(({ told }) => told.assignments.at(-1)?.partitions ?? []);
    expect(shared.map(({ partition }) => partition).sort((a, b) => a - b)).toEqual([0, 1]);

    await leaveGroups({ connection: connection() }, [{ groupId: 'billing', memberId }]);
    await expect(one.member.commit([{ topic: 'orders', partition: 0, offset: '0' }])).rejects.toMatchObject({
      code: 'STALE_MEMBER',
    });
  });

  it('joins again after a broker that died has come back, and goes on where it committed', async () => {
    const producer = await startProducer();
    await producer.send(record('orders', 'before'));
    const { member, told, until, values } = startMember();
    await member.start();
    await until(() => values().length === 1);
    await member.commit([{ topic: 'orders', partition: 0, offset: '1' }]);
    const { port } = broker;
    await broker.kill();
    broker = await startBrokerProcess({ port, dataDirectory: folder, autoCreateTopics: false });
    await producer.send(record('orders', 'after'));
    await until(() => values().includes('after'));
    expect(told.restarts.every(({ code }) => typeof code === 'string')).toBe(true);
    expect(values()).toEqual(['before', 'after']);
  });

  it('is refused for good where no wait would mend it', async () => {
    const { member } = startMember({ sessionTimeoutMs: 10, heartbeatIntervalMs: 1 });
    await expect(member.start()).rejects.toMatchObject({ code: 'GROUP_REFUSED', retriable: false });
  });
});

describe('a transactional producer', () => {
  beforeEach(() => admin.createTopics([{ name: 'orders', partitions: 1 }]).then(() => undefined));

  async function startTransactional(transactionalId: string): Promise<TransactionalProducer> {
    const options = { connection: connection(), transactionalId, transactionTimeoutMs: 60_000 };
    const producer = createTransactionalProducer(options);
    onTestFinished(() => producer.close());
    await producer.start();
    return producer;
  }

  it('commits records and offsets together, or neither, one transaction after the other', async () => {
    const producer = await startTransactional('billing/orders/0');
    for (const [number, end] of (['commit', 'abort', 'commit'] as const).entries()) {
      const transaction = await producer.begin();
      await Promise.all(['a', 'b'].map((value) => transaction.send(record('orders', `${number} ${value}`))));
      if (end === 'abort') await transaction.abort();
      else await transaction.commit('billing', [{ topic: 'orders', partition: 0, offset: String(number) }]);
      await expect(transaction.send(record('orders', 'too late'))).rejects.toMatchObject({ code: 'CLOSED' });
      expect(await committedOffsets(broker, 'billing', 'orders')).toEqual([end === 'abort' ? '0' : String(number)]);
    }
    expect(producer.isSound).toBe(true);
    const seen = (await readTopics(broker.bootstrap, ['orders'])).map(({ value }) => value);
    expect(seen).toEqual(['0 a', '0 b', '2 a', '2 b']);
  });

  it('is fenced by the next one of its id, which ends what it has left open', async () => {
    const first = await startTransactional('billing/orders/0');
    const open = await first.begin();
    await open.send(record('orders', 'left open'));
    const second = await startTransactional('billing/orders/0');
    const offsets = [{ topic: 'orders', partition: 0, offset: '7' }];
    await expect(open.commit('billing', offsets)).rejects.toMatchObject({ code: 'FENCED' });
    expect(first.isSound).toBe(false);
    await expect(first.begin()).rejects.toMatchObject({ code: 'FENCED' });
    const transaction = await second.begin();
    await transaction.send(record('orders', 'committed'));
    await transaction.commit('billing', []);
    expect((await readTopics(broker.bootstrap, ['orders'])).map(({ value }) => value)).toEqual(['committed']);
    expect(await committedOffsets(broker, 'billing', 'orders')).toEqual(['-1']);
  });

  it('commits nothing of a transaction of which the cluster refused a record, though nobody waited for that', async () => {
    const producer = await startTransactional('billing/orders/0');
    const transaction = await producer.begin();
    await transaction.send(record('orders', 'taken'));
    const refused = transaction.send(record('orders', 'x'.repeat(2_000_000)));
    const commit = transaction.commit('billing', [{ topic: 'orders', partition: 0, offset: '7' }]);
    await expect(refused).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
    await expect(commit).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
    expect(producer.isSound).toBe(false);
    expect(await readTopics(broker.bootstrap, ['orders'])).toEqual([]);
    expect(await committedOffsets(broker, 'billing', 'orders')).toEqual(['-1']);
  });

  it('hides from members what it took back, where transactions overlap too, and lets them get past it', async () => {
    const producers = await Promise.all(['one', 'two', 'three'].map(startTransactional));
    const transactions = await Promise.all(producers.map((producer) => producer.begin()));
    for (const round of ['a', 'b']) {
      for (const [index, each] of transactions.entries()) await each.send(record('orders', `${round} ${index}`));
    }
    // The one that began later ends before; then nothing but what was taken back.
    for (const index of [1, 0]) await transactions[index]?.abort();
    await transactions[2]?.commit('billing', []);
    const last = await producers[0]?.begin();
    await last?.send(record('orders', 'at the end'));
    await last?.abort();
    const { member, told, until, values } = startMember();
    await member.start();
    const end = (await admin.endOffsets('orders'))[0]?.offset;
    await until(() => told.batches.at(-1)?.nextOffset === end);
    expect(values()).toEqual(['a 2', 'b 2']);
  });
});

describe('members whose process has died', () => {
  it('are taken out of their groups by others, at once, and unknown ones are no failure', async () => {
    await admin.createTopics([{ name: 'orders', partitions: 1 }]);
    const dead = startMember({ sessionTimeoutMs: 300_000, heartbeatIntervalMs: 100_000 });
    const { memberId } = await dead.member.start();
    await leaveGroups({ connection: connection() }, [
      { groupId: 'billing', memberId: 'nobody' },
      { groupId: 'nothing', memberId: 'nobody' },
      { groupId: 'billing', memberId },
    ]);
    expect(await membersOf(broker, 'billing')).toEqual([]);
    const next = startMember();
    expect((await next.member.start()).partitions).toHaveLength(1);
  });
});

describe('an admin', () => {
  it('creates topics, tells of them, and says what is wrong', async () => {
    expect(await admin.createTopics([{ name: 'orders', partitions: 2, config: { 'retention.ms': '1000' } }])).toEqual([
      'orders',
    ]);
    expect(await admin.createTopics([{ name: 'orders', partitions: 5 }])).toEqual([]);
    const [described] = await admin.describeTopics(['orders', 'unheard-of']);
    expect(described).toMatchObject({ name: 'orders', internal: false });
    expect(described?.partitions.map(({ partition }) => partition)).toEqual([0, 1]);
    expect((await admin.topicConfig('orders'))['retention.ms']).toBe('1000');
    const producer = await startProducer();
    await producer.send(record('orders', 'a'));
    expect(await admin.endOffsets('orders')).toEqual([
      { topic: 'orders', partition: 0, offset: '1' },
      { topic: 'orders', partition: 1, offset: '0' },
    ]);
    await expect(admin.createTopics([{ name: 'no spaces', partitions: 1 }])).rejects.toMatchObject({
      code: 'INVALID_TOPIC',
    });
    await admin.deleteTopics(['orders']);
    expect(await admin.listTopics()).not.toContain('orders');
  });
});
