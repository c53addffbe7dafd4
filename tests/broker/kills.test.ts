import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { expect, it, onTestFinished } from 'vitest';
import { createEventRandom } from '../../shared/lib/index.ts';
import { startBrokerProcess } from '../support/broker-process.ts';
import { startTransactions, startWriter } from '../support/kill-writers.ts';
import { readCommitted } from '../support/read-committed.ts';

/** `npm run soak -- kill` asks for 200. */
const rounds = Number(process.env['TOPICRAFT_SOAK_KILLS'] ?? '4');

it(`loses, reorders and repeats nothing that it may not, when it is killed ${rounds} times amid writers of three kinds`, async () => {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'broker-kills-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  let broker = await startBrokerProcess({ dataDirectory });
  onTestFinished(async () => void (await broker.kill()));
  const { bootstrap, port } = broker;
  const kafka = new Kafka({
    brokers: [bootstrap],
    logLevel: logLevel.NOTHING,
    retry: { retries: 200, maxRetryTime: 200 },
  });
  const admin = kafka.admin();
  await admin.connect();
  const topics = ['plain', 'idempotent', 'transactional'].map((topic) => ({ topic, numPartitions: 2 }));
  await admin.createTopics({ topics });
  await admin.disconnect();

  const [plain, idempotent, transactional] = await Promise.all([
    startWriter(kafka, 'plain', false),
    startWriter(kafka, 'idempotent', true),
    startTransactions(kafka, 'transactional'),
  ]);
  const writers = [plain, idempotent, transactional];
  const random = createEventRandom(rounds, 'kills', 'moments');
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(writers.map((writer) => writer.more(2)));
    await writers[round % writers.length]?.more(1 + Math.floor(random() * 20));
    await broker.kill();
    broker = await startBrokerProcess({ dataDirectory, port });
  }
  await Promise.all(writers.map((writer) => writer.more(2)));
  await Promise.all(writers.map((writer) => writer.stop()));

  const plainRead = await readCommitted(bootstrap, 'plain', 0);
  // A producer that isn't idempotent writes a value again whose acknowledgement it missed.
  expectWritten([...new Set(plainRead)], plain);
  expectWritten(await readCommitted(bootstrap, 'idempotent', 0), idempotent);
  const [left = [], right] = await Promise.all([0, 1].map((index) => readCommitted(bootstrap, 'transactional', index)));
  expect(left).toEqual(right);
  expectWritten(left, transactional);
  expect(left.filter((value) => transactional.aborted.has(value))).toEqual([]);
  expect(transactional.aborted.size).toBeGreaterThan(0);
});

/** All that was acknowledged, in its order and once; beside it only what nobody knows of. */
function expectWritten(
  read: readonly string[],
  { acknowledged, unknown }: { acknowledged: readonly string[]; unknown: ReadonlySet<string> },
): void {
  expect(read.filter((value) => !unknown.has(value))).toEqual(acknowledged);
  expect(new Set(read).size).toBe(read.length);
  expect(read.map(Number)).toEqual(read.map(Number).sort((one, other) => one - other));
}
