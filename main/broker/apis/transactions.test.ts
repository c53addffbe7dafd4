import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { settle } from '../../../tests/support/manual-clock.ts';
import { TransactionClient } from '../../../tests/support/transaction-client.ts';
import { describeTransactionsOf } from '../../../tests/support/transaction-tests.ts';
import { kafkaApis } from '../../wire/index.ts';

let broker: InProcessBroker;
let names = 0;

beforeEach(() => {
  broker = inProcessBroker();
});
afterEach(() => broker.close());

describeTransactionsOf(
  () => (api, version, request) => broker.ask(api, version, request),
  (subject) => `${subject}-${names++}`,
);

describe('besides', () => {
  async function begun(timeoutMs?: number) {
    const client = new TransactionClient((api, version, request) => broker.ask(api, version, request), 'orders');
    await client.createTopic();
    return { client, producer: await client.producer('payments', timeoutMs) };
  }

  it('a transaction is aborted when its time is up, and readers go on', async () => {
    const { client, producer } = await begun(5000);
    await client.produce(producer, 0);
    const waiting = client.fetch('committed', 0n, { maxWaitMs: 60_000, minBytes: 1 });
    await broker.clock.advance(4999);
    expect(await client.describe('payments')).toMatchObject({ transactionState: 'Ongoing' });
    await broker.clock.advance(1);
    expect(await waiting).toMatchObject({ aborted: [{ firstOffset: 0n }], lastStableOffset: 2n });
    expect(await client.describe('payments')).toMatchObject({ transactionState: 'CompleteAbort', producerEpoch: 1 });
    expect(await client.produce(producer, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
    expect(await client.end(producer, 'commit')).toMatchObject({ error: 'INVALID_TXN_STATE' });
  });

  it('a reader of committed records sleeps while only open transactions write', async () => {
    const { client, producer } = await begun();
    let isAnswered = false;
    const waiting = client.fetch('committed', 0n, { maxWaitMs: 60_000, minBytes: 1 }).finally(() => {
      isAnswered = true;
    });
    await client.produce(producer, 0);
    await client.produce(producer, 1);
    await settle();
    expect(isAnswered).toBe(false);
    await client.end(producer, 'commit');
    expect(await waiting).toMatchObject({ offsets: [0n, 1n, 2n] });
  });

  it('a topic that is deleted meanwhile does not hold up the end, and one of its name made anew gets no marker', async () => {
    const { client, producer } = await begun();
    await client.produce(producer, 0);
    const topics = [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }];
    await broker.ask(kafkaApis.deleteTopics, 6, { topics, timeoutMs: 1000 });
    await client.createTopic();
    expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE' });
    expect(await client.describe('payments')).toMatchObject({ transactionState: 'CompleteCommit' });
    expect(await client.fetch('uncommitted')).toMatchObject({ offsets: [] });
  });

  it('of an offset held back by a transaction and a later plain one the later counts', async () => {
    const { client, producer } = await begun();
    await client.commitOffset(producer, 'shop', 3n);
    const plain = {
      name: 'orders',
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
      partitions: [{ partitionIndex: 0, committedOffset: 8n, committedMetadata: null }],
    };
    await broker.ask(kafkaApis.offsetCommit, 8, { groupId: 'shop', memberId: '', topics: [plain] });
    await client.end(producer, 'commit');
    expect(await client.fetchOffset('shop')).toEqual({ error: 'NONE', offset: 8n });
  });
});
