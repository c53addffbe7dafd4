import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { type RunningBroker, startBroker } from '../../main/broker/index.ts';
import { readBatchHeader } from '../../main/wire/index.ts';
import { askBroker } from '../support/ask-broker.ts';
import { TransactionClient } from '../support/transaction-client.ts';

/*
 * A power cut may take the end of one file and leave what was written after it to another. Here the files of a broker that
 * runs are copied, and each test takes away what it wants to be lost.
 */
let folder: string;
const cutFolder = () => path.join(folder, 'cut');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'broker-power-cut-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(dataDirectory: string): Promise<{ broker: RunningBroker; client: TransactionClient }> {
  const broker = await startBroker({ dataDirectory });
  onTestFinished(() => broker.close());
  const ask: TransactionClient['ask'] = (api, version, request) => askBroker(broker.bootstrap, api, version, request);
  return { broker, client: new TransactionClient(ask, 'orders') };
}

async function startFirst(): Promise<TransactionClient> {
  const { client } = await start(path.join(folder, 'first'));
  await client.createTopic();
  return client;
}

function cutPower(): void {
  cpSync(path.join(folder, 'first'), cutFolder(), { recursive: true });
  const topics = path.join(cutFolder(), 'topics');
  const states = readdirSync(topics, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('log-state'),
  );
  for (const state of states) rmSync(path.join(topics, state));
}

function loseLastBatch(partition: number): void {
  const topics = path.join(cutFolder(), 'topics');
  const folder = path.join(topics, readdirSync(topics)[0] ?? '', String(partition));
  const log = path.join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-1) ?? '',
  );
  const bytes = readFileSync(log);
  let last = 0;
  for (let at = 0; at < bytes.length; at += readBatchHeader(bytes, at).sizeBytes) last = at;
  truncateSync(log, last);
}

function loseEntries(journal: string, isLost: (line: string) => boolean): void {
  const file = path.join(cutFolder(), `${journal}.journal`);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !isLost(line)).join('\n'));
}

it('commits what was committed, where the marker and the group’s end are lost', async () => {
  const before = await startFirst();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  await before.commitOffset(producer, 'shop', 1n);
  await before.end(producer, 'commit');
  cutPower();
  loseLastBatch(0);
  loseEntries('offsets', (line) => line.includes('"ended"'));
  const { broker, client } = await start(cutFolder());
  expect(broker.recovery).toMatchObject({ endedTransactions: 2, cutBytes: 0 });
  expect(await client.readCommitted(2n)).toMatchObject({ values: ['a'], aborted: [] });
  expect(await client.fetchOffset('shop')).toEqual({ error: 'NONE', offset: 1n });
});

it('aborts what the coordinator knows nothing of', async () => {
  const before = await startFirst();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  await before.commitOffset(producer, 'shop', 1n);
  cutPower();
  loseEntries('transactions', (line) => line.includes('"Ongoing"'));
  const { broker, client } = await start(cutFolder());
  expect(broker.recovery).toMatchObject({ endedTransactions: 2 });
  expect(await client.readCommitted(2n)).toMatchObject({
    aborted: [{ producerId: producer.producerId, firstOffset: 0n }],
  });
  expect(await client.fetchOffset('shop')).toEqual({ error: 'NONE', offset: -1n });
});

it('aborts what came after the last commit, of a producer whose end is remembered', async () => {
  const before = await startFirst();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  const { producerEpoch } = await before.end(producer, 'commit');
  await before.produce({ ...producer, producerEpoch }, 0, { value: 'b' });
  cutPower();
  loseEntries('transactions', (line) => line.includes('"Ongoing"'));
  const { broker, client } = await start(cutFolder());
  expect(broker.recovery).toMatchObject({ endedTransactions: 1 });
  expect(await client.readCommitted(4n)).toMatchObject({
    aborted: [{ producerId: producer.producerId, firstOffset: 2n }],
  });
});

it('aborts offsets of a group that came after the last commit', async () => {
  const before = await startFirst();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  await before.commitOffset(producer, 'shop', 1n);
  const { producerEpoch } = await before.end(producer, 'commit');
  await before.commitOffset({ ...producer, producerEpoch }, 'shop', 2n);
  cutPower();
  loseEntries('transactions', (line) => line.includes('"Ongoing"'));
  const { broker, client } = await start(cutFolder());
  expect(broker.recovery).toMatchObject({ endedTransactions: 1 });
  expect(await client.fetchOffset('shop')).toEqual({ error: 'NONE', offset: 1n });
});

it('gives a transaction back what it has forgotten, and ends it whole', async () => {
  const before = await startFirst();
  const producer = await before.producer('payments');
  await before.produce(producer, 0, { value: 'a' });
  await before.produce(producer, 0, { value: 'b', partition: 1 });
  cutPower();
  loseEntries('transactions', (line) => /"partition":0.*"partition":1/.test(line));
  const { broker, client } = await start(cutFolder());
  expect(broker.recovery).toMatchObject({ endedTransactions: 0 });
  expect(await client.describe('payments')).toMatchObject({
    transactionState: 'Ongoing',
    topics: [{ topic: 'orders', partitions: [0, 1] }],
  });
  expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE' });
  expect(await client.readCommitted(2n)).toMatchObject({ values: ['a'], aborted: [] });
});
