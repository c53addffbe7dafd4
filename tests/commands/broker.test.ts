import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAdminClient } from '../support/with-admin.ts';
import { readTopics } from '../support/read-topics.ts';
import { type RunningCommand, startTopicraft } from '../support/topicraft-command.ts';

interface ReadyLine {
  ready: boolean;
  bootstrap: string;
  type?: never;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function bootstrapOf(command: RunningCommand): Promise<string> {
  const line = await command.line<ReadyLine>(({ ready }) => ready);
  return line.bootstrap;
}

describe('topicraft broker', () => {
  it('prints one line when it answers, serves an independent client, and keeps its data for the next one', async () => {
    const first = startTopicraft(['broker', '--data', folder]);
    const bootstrap = await bootstrapOf(first);
    expect(bootstrap).toMatch(/^127\.0\.0\.1:\d+$/);
    const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'greetings', numPartitions: 2 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'greetings', messages: [{ key: 'k', value: 'hello' }] });
    await producer.disconnect();
    first.signal('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, output: `{"ready":true,"bootstrap":"${bootstrap}"}\n` });

    const second = startTopicraft(['broker', '--data', folder]);
    expect(await readTopics(await bootstrapOf(second), ['greetings'])).toMatchObject([{ key: 'k', value: 'hello' }]);
    second.signal('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  it('says after a kill what was read again, and takes fsync in three words', async () => {
    const first = startTopicraft(['broker', '--data', folder, '--fsync', 'batch']);
    const kafka = new Kafka({ brokers: [await bootstrapOf(first)], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'greetings', messages: [{ value: 'hello' }] });
    await producer.disconnect();
    first.signal('SIGKILL');
    await first.ended;

    const second = startTopicraft(['broker', '--data', folder, '--fsync', 'never']);
    expect(await second.line<ReadyLine>(({ ready }) => ready)).toMatchObject({
      recovered: {
        partitions: 1,
        readBytes: expect.any(Number),
        cutBytes: 0,
        endedTransactions: 0,
        durationMs: expect.any(Number),
      },
    });
    second.signal('SIGTERM');
    expect((await second.ended).errors).toContain('did not end in good order');

    const wrong = await startTopicraft(['broker', '--fsync', 'sometimes']).ended;
    expect(wrong).toMatchObject({ code: 2, output: '' });
    expect(wrong.errors).toContain('--fsync takes batch, interval or never, not sometimes.');
  });

  it('runs several brokers, whose topics have so many replicas', async () => {
    const command = startTopicraft(['broker', '--brokers', '3', '--replication-factor', '2']);
    const brokers = (await bootstrapOf(command)).split(',');
    expect(brokers).toHaveLength(3);
    const { topics } = await withAdminClient({ brokers }, async (admin) => {
      await admin.createTopics({ topics: [{ topic: 'greetings', numPartitions: 3 }], waitForLeaders: true });
      return await admin.fetchTopicMetadata({ topics: ['greetings'] });
    });
    const partitions = topics[0]?.partitions ?? [];
    expect(new Set(partitions.map(({ leader }) => leader))).toEqual(new Set([1, 2, 3]));
    expect(partitions.every(({ replicas }) => replicas.length === 2)).toBe(true);
    command.signal('SIGTERM');
    expect(await command.ended).toMatchObject({ code: 0 });
    const wrong = await startTopicraft(['broker', '--replication-factor', '2']).ended;
    expect(wrong).toMatchObject({ code: 2, output: '' });
  });

  it('says in plain words that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, output, errors } = await startTopicraft(['broker', '--port', String(port)]).ended;
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(`${port}`);
    expect(errors).not.toContain('    at ');
    server.close();
    await once(server, 'close');
  });
});
