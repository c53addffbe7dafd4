import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { logSettings } from '../../tests/support/log-settings.ts';
import { buildBatch } from '../wire/index.ts';
import { startBroker, startBrokerWithContext } from './broker.ts';

const record = { offset: 0n, timestamp: BigInt(Date.now()), key: null, value: Buffer.from('x'), headers: [] };

it('a start that fails leaves the data to the next, which still knows that it begins after a crash', async () => {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'topicraft-failed-start-'));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true }));
  const { running, context } = await startBrokerWithContext({ dataDirectory });
  const topic = context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
  context.logs
    .open(topic, 0, () => logSettings)
    .append(buildBatch([record]), {
      produceVersion: 9,
      leaderEpoch: 0,
      nowMs: Date.now(),
    });
  await running.close();

  // As a crash leaves it, and with a log that can't be opened.
  const cleanEnd = path.join(dataDirectory, 'clean-end');
  rmSync(cleanEnd);
  const [topicFolder = ''] = readdirSync(path.join(dataDirectory, 'topics'));
  const partition = path.join(dataDirectory, 'topics', topicFolder, '0');
  renameSync(partition, `${partition}.away`);
  mkdirSync(path.join(partition, '00000000000000000000.log'), { recursive: true });
  await expect(startBroker({ dataDirectory })).rejects.toMatchObject({ code: 'storage-failed' });
  expect(existsSync(cleanEnd)).toBe(false);

  rmdirSync(path.join(partition, '00000000000000000000.log'));
  rmdirSync(partition);
  renameSync(`${partition}.away`, partition);
  const again = await startBroker({ dataDirectory });
  expect(again.recovery).toMatchObject({ partitions: 1 });
  await again.close();
  expect(existsSync(cleanEnd)).toBe(true);
});
