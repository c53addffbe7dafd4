import { expect, it, onTestFinished } from 'vitest';
import { createRecordReader, type RecordReader } from '../../main/cluster/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import { buildBatch } from '../../main/wire/index.ts';
import { type FakeAnswers, type FakeBroker, startFakeBroker } from '../support/fake-broker.ts';
import { allRecords, textOf } from '../support/record-topics.ts';

const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';
const topicId = 'BBBBBBBBBBBBBBBBBBBBBA';
const notLeader = 6;
const earliest = -2n;

/** What the brokers of a cluster with one topic of one partition say of it. */
interface FakeTopic {
  brokers: FakeBroker[];
  leaderId: number;
  topicId: string;
  start: bigint;
  end: bigint;
}

function readerOf({ bootstrap }: FakeBroker): RecordReader {
  const reader = createRecordReader({ connection: { brokers: [bootstrap] }, clock: systemClock });
  onTestFinished(() => reader.close());
  return reader;
}

/** `fetch` gives the text of the record at an offset, or an error code. */
function answersOf(
  topic: FakeTopic,
  fetch: (asked: { offset: bigint; leaderEpoch: number; version: number }) => string | number,
): FakeAnswers {
  return {
    metadata: () => ({
      brokers: topic.brokers.map(({ port }, index) => ({ nodeId: index + 1, host: '127.0.0.1', port })),
      topics: [
        {
          errorCode: 0,
          name: 'orders',
          topicId: topic.topicId,
          partitions: [
            {
              errorCode: 0,
              partitionIndex: 0,
              leaderId: topic.leaderId,
              leaderEpoch: topic.leaderId,
              replicaNodes: [],
              isrNodes: [],
              offlineReplicas: [],
            },
          ],
        },
      ],
      throttleTimeMs: 0,
      errorCode: 0,
    }),
    listOffsets: ({ topics }) => ({
      throttleTimeMs: 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex, timestamp }) => ({
          partitionIndex,
          errorCode: 0,
          offset: timestamp === earliest ? topic.start : topic.end,
        })),
      })),
    }),
    fetch: ({ topics }, version) => {
      const [wanted] = topics;
      const { fetchOffset: offset = 0n, currentLeaderEpoch: leaderEpoch = -1 } = wanted?.partitions[0] ?? {};
      const answer = fetch({ offset, leaderEpoch, version });
      const record = { offset, timestamp: 0n, key: null, value: Buffer.from(String(answer)), headers: [] };
      const partition = {
        partitionIndex: 0,
        highWatermark: topic.end,
        abortedTransactions: null,
        errorCode: typeof answer === 'number' ? answer : 0,
        records: typeof answer === 'number' ? null : buildBatch([record]),
      };
      const responses = [{ topic: wanted?.topic ?? '', topicId: wanted?.topicId ?? '', partitions: [partition] }];
      return { throttleTimeMs: 0, errorCode: 0, responses };
    },
  };
}

it('follows a partition to another broker', async () => {
  const topic: FakeTopic = { brokers: [], leaderId: 1, topicId, start: 0n, end: 2n };
  const offsets: bigint[] = [];
  const first = await startFakeBroker(
    answersOf(topic, ({ offset }) => {
      offsets.push(offset);
      if (offset === 0n) return 'from the first';
      topic.leaderId = 2;
      return notLeader;
    }),
  );
  const second = await startFakeBroker(answersOf(topic, ({ leaderEpoch }) => `in epoch ${leaderEpoch}`));
  topic.brokers.push(first, second);
  const reading = readerOf(first).read({ topics: ['orders'], from: { type: 'beginning' }, follow: false });
  const records = await allRecords(reading);
  expect(records.map(({ value }) => textOf(value))).toEqual(['from the first', 'in epoch 2']);
  expect(offsets).toEqual([0n, 1n]);
});

it('reads topics by name where the broker knows no ids, and offsets beyond 2^53', async () => {
  const start = 2n ** 60n;
  const topic: FakeTopic = { brokers: [], leaderId: 1, topicId: noTopicId, start, end: start + 1n };
  const broker = await startFakeBroker(
    answersOf(topic, ({ version }) => `version ${version}`),
    { versions: { metadata: { min: 4, max: 9 }, fetch: { min: 4, max: 11 }, listOffsets: { min: 1, max: 5 } } },
  );
  topic.brokers.push(broker);
  const records = await allRecords(
    readerOf(broker).read({ topics: ['orders'], from: { type: 'beginning' }, follow: false }),
  );
  expect(records.map(({ offset, value }) => [offset, textOf(value)])).toEqual([[start, 'version 11']]);
});

it('waits for a slow reader with one answer in hand and one under way', async () => {
  const topic: FakeTopic = { brokers: [], leaderId: 1, topicId, start: 0n, end: 1000n };
  const broker = await startFakeBroker(answersOf(topic, ({ offset }) => `record ${offset}`));
  topic.brokers.push(broker);
  const reader = readerOf(broker);
  const fetches = (): number => broker.asked.filter((name) => name === 'Fetch').length;
  for await (const event of reader.read({ topics: ['orders'], from: { type: 'beginning' }, follow: false })) {
    expect(event.type).toBe('records');
    // Each of these takes a way to the broker and back, as further fetches would.
    for (let round = 0; round < 20; round += 1) await reader.ranges(['orders']);
    expect(fetches()).toBe(2);
    break;
  }
  // Its connection goes with the reading; the reader keeps the one that it asks other things over.
  while (broker.connections.size > 1) await reader.ranges(['orders']);
  expect(fetches()).toBe(2);
});

it('gives up where a partition has no leader', async () => {
  const topic: FakeTopic = { brokers: [], leaderId: 7, topicId, start: 0n, end: 1n };
  const broker = await startFakeBroker(answersOf(topic, () => 'never'));
  topic.brokers.push(broker);
  await expect(readerOf(broker).ranges(['orders'])).rejects.toMatchObject({ code: 'leader-moved' });
});
