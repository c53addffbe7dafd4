import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { type BrokerProcess, startBrokerProcess } from '../support/broker-process.ts';
import { askBroker } from '../support/ask-broker.ts';
import { kafkaErrorCode } from '../../shared/kafka/index.ts';
import { buildBatch, checkBatches, kafkaApis } from '../../main/wire/index.ts';

const execute = promisify(execFile);
const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';
const topic = 'orders';

/** Only root may mount a disk that is small; for others main/broker/log/full-disk.test.ts injects the fault. */
const mayMount = process.getuid?.() === 0 && process.platform === 'linux';

async function smallDisk(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'broker-full-disk-'));
  await execute('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  onTestFinished(async () => {
    await execute('umount', ['--lazy', folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Answers Kafka's error code and the offset. */
async function produce(
  { bootstrap }: BrokerProcess,
  value: Buffer,
): Promise<{ errorCode: number; baseOffset: bigint }> {
  const record = { offset: 0n, timestamp: BigInt(Date.now()), key: null, value, headers: [] };
  const topicData = [{ name: topic, topicId: noTopicId, partitionData: [{ index: 0, records: buildBatch([record]) }] }];
  const answer = await askBroker(bootstrap, kafkaApis.produce, 9, { acks: -1, timeoutMs: 1000, topicData });
  const partition = answer.responses[0]?.partitionResponses[0];
  return { errorCode: partition?.errorCode ?? -1, baseOffset: partition?.baseOffset ?? -1n };
}

/** How many records can be read from the first on. */
async function readAll({ bootstrap }: BrokerProcess): Promise<number> {
  let count = 0;
  for (;;) {
    const partitions = [{ partition: 0, fetchOffset: BigInt(count), partitionMaxBytes: 50_000_000 }];
    const { responses } = await askBroker(bootstrap, kafkaApis.fetch, 4, {
      replicaId: -1,
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 50_000_000,
      isolationLevel: 0,
      topics: [{ topic, topicId: noTopicId, partitions }],
      forgottenTopicsData: [],
    });
    const read = responses[0]?.partitions[0];
    expect(read?.errorCode).toBe(0);
    const batches = [...checkBatches(read?.records ?? new Uint8Array(0))];
    if (batches.length === 0) return count;
    count += batches.length;
  }
}

it.runIf(mayMount)(
  'tells producers of a full disk, lets readers read, and goes on by itself once there is room',
  async () => {
    const disk = await smallDisk();
    const dataDirectory = path.join(disk, 'data');
    await mkdir(dataDirectory);
    let broker = await startBrokerProcess({ dataDirectory });
    onTestFinished(async () => void (await broker.kill()));
    await askBroker(broker.bootstrap, kafkaApis.createTopics, 5, {
      topics: [{ name: topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 1000,
      validateOnly: false,
    });
    const ballast = path.join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(2 * 1024 * 1024));
    const value = Buffer.alloc(100_000, 'x');
    let acknowledged = 0;
    let refused = 0;
    while (refused < 3) {
      const { errorCode, baseOffset } = await produce(broker, value);
      if (errorCode === 0) {
        expect(baseOffset).toBe(BigInt(acknowledged));
        acknowledged += 1;
      } else {
        expect(errorCode).toBe(kafkaErrorCode('KAFKA_STORAGE_ERROR'));
        refused += 1;
      }
    }
    expect(acknowledged).toBeGreaterThan(5);
    expect(await readAll(broker)).toBe(acknowledged);

    await rm(ballast);
    expect(await produce(broker, value)).toEqual({ errorCode: 0, baseOffset: BigInt(acknowledged) });
    acknowledged += 1;
    expect(await readAll(broker)).toBe(acknowledged);

    await broker.kill();
    broker = await startBrokerProcess({ dataDirectory });
    expect(await readAll(broker)).toBe(acknowledged);
  },
);
