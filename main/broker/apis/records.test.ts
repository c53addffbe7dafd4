import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
  decodeResponse,
} from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { settle } from '../../../tests/support/manual-clock.ts';
import { buildBatch, checkBatches, kafkaApis } from '../../wire/index.ts';
import type { Outcome } from '../server/connection.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;
/** What a broker waits for by itself: the next look at what is too old to keep, and at what may be compacted. */
const timersOfBroker = 2;
let topicId: string;
beforeEach(() => {
  broker = inProcessBroker();
  ({ topicId } = broker.context.cluster.createTopic({
    name: 'orders',
    replicaIds: [[1], [1], [2]],
    config: new Map(),
  }));
});
afterEach(() => broker.close());

interface Asked {
  acks?: number;
  name?: string;
  index?: number;
  records?: Uint8Array | null;
  byId?: string;
}

function produceRequest({ acks = -1, name = 'orders', index = 0, records = exampleBatch(['a']), byId }: Asked) {
  const partitionData = [{ index, records }];
  const topicData = [
    byId === undefined ? { name, topicId: zeroTopicId, partitionData } : { topicId: byId, partitionData },
  ];
  return { acks, timeoutMs: 1000, topicData };
}

async function produce(asked: Asked = {}, version = asked.byId === undefined ? 9 : 13) {
  const { responses } = await broker.ask(kafkaApis.produce, version, produceRequest(asked));
  const answer = responses[0]?.partitionResponses[0];
  if (!answer) throw new Error('no answer');
  return { ...answer, error: kafkaErrorName(answer.errorCode) };
}

interface Wanted {
  partition?: number;
  fetchOffset?: bigint;
  partitionMaxBytes?: number;
  currentLeaderEpoch?: number;
  lastFetchedEpoch?: number;
}

interface FetchSettings {
  maxWaitMs?: number;
  minBytes?: number;
  maxBytes?: number;
  isolationLevel?: number;
  replicaId?: number;
  byId?: string;
  topic?: string;
}

function fetchRequest(wanted: Wanted[], { byId, topic = 'orders', ...settings }: FetchSettings = {}) {
  const partitions = wanted.map((partition) => ({
    partition: 0,
    fetchOffset: 0n,
    partitionMaxBytes: 100_000,
    ...partition,
  }));
  return {
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    topics: [byId === undefined ? { topic, topicId: zeroTopicId, partitions } : { topicId: byId, partitions }],
    forgottenTopicsData: [],
    ...settings,
  };
}

async function fetch(wanted: Wanted[] = [{}], settings: FetchSettings = {}) {
  const version = settings.byId === undefined ? 12 : 17;
  const response = await broker.ask(kafkaApis.fetch, version, fetchRequest(wanted, settings));
  return { ...response, partitions: response.responses.flatMap(({ partitions }) => partitions.map(summary)) };
}

function summary(partition: {
  partitionIndex: number;
  errorCode: number;
  highWatermark: bigint;
  records: Uint8Array | null;
}) {
  const batches = Array.from(checkBatches(partition.records ?? new Uint8Array(0)));
  return {
    ...partition,
    error: kafkaErrorName(partition.errorCode),
    offsets: batches.map(({ header }) => header.baseOffset),
  };
}

describe('Produce', () => {
  it('appends, and tells the offset', async () => {
    expect(await produce({ records: exampleBatch(['a', 'b']) })).toMatchObject({
      error: 'NONE',
      baseOffset: 0n,
      logStartOffset: 0n,
    });
    expect(await produce({}, 3)).toMatchObject({ error: 'NONE', baseOffset: 2n, logAppendTimeMs: -1n });
    expect(await produce({ byId: topicId, acks: 1 })).toMatchObject({ error: 'NONE', baseOffset: 3n });
  });

  it.each([
    ['an unknown topic', { name: 'nobody' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic id', { byId: 'AAAAAAAAAAAAAAAAAAAAAQ' }, 'UNKNOWN_TOPIC_ID'],
    ['an unknown partition', { index: 9 }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a negative partition', { index: -1 }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a partition that another broker leads', { index: 2 }, 'NOT_LEADER_OR_FOLLOWER'],
    ['unheard-of acks', { acks: 5 }, 'INVALID_REQUIRED_ACKS'],
    ['no records', { records: null }, 'INVALID_RECORD'],
    ['a damaged batch', { records: exampleBatch(['a']).fill(7, 70) }, 'CORRUPT_MESSAGE'],
  ] satisfies [string, Asked, string][])('refuses %s', async (_name, asked, error) => {
    expect(await produce(asked)).toMatchObject({ error, baseOffset: -1n });
  });

  it('is silent with acks=0, and closes the connection where that failed', async () => {
    const send = (asked: Asked) =>
      broker.send(requestFrame(kafkaApis.produce, 9, produceRequest({ acks: 0, ...asked })));
    expect(await send({})).toEqual({ type: 'silence' });
    expect(await send({ index: 9 })).toMatchObject({ type: 'close', reason: expect.stringContaining('UNKNOWN_TOPIC') });
    expect((await fetch()).partitions[0]?.highWatermark).toBe(1n);
  });

  it('answers a retry of an idempotent producer with the offset of the first time', async () => {
    const records = buildBatch([{ offset: 0n, timestamp: 5n, key: null, value: null, headers: [] }], {
      producerId: 4n,
      producerEpoch: 0,
      baseSequence: 0,
    });
    await produce();
    expect(await produce({ records: records.slice() })).toMatchObject({ error: 'NONE', baseOffset: 1n });
    expect(await produce({ records: records.slice() })).toMatchObject({ error: 'NONE', baseOffset: 1n });
    expect((await fetch()).partitions[0]?.highWatermark).toBe(2n);
  });
});

describe('Fetch', () => {
  it('gives batches as they were stored, with the offsets of the log', async () => {
    await produce({ records: exampleBatch(['a', 'b']) });
    await produce({ records: exampleBatch(['c']) });
    const { partitions } = await fetch([{ fetchOffset: 1n }]);
    expect(partitions).toMatchObject([
      { error: 'NONE', highWatermark: 3n, lastStableOffset: 3n, logStartOffset: 0n, offsets: [0n, 2n] },
    ]);
    expect((await fetch([{}], { byId: topicId })).partitions[0]?.offsets).toEqual([0n, 2n]);
    expect(partitions[0]).toMatchObject({ abortedTransactions: null });
    expect((await fetch([{}], { isolationLevel: 1 })).partitions[0]).toMatchObject({ abortedTransactions: [] });
  });

  it('keeps to the limits of partition and response, but for the first batch', async () => {
    const { length } = exampleBatch(['a']);
    for (const index of [0, 0, 1, 1]) await produce({ index });
    const both = [{ partition: 0 }, { partition: 1 }];
    const counts = async (settings: FetchSettings, wanted: Wanted[] = both) =>
      (await fetch(wanted, settings)).partitions.map(({ offsets }) => offsets.length);
    expect(await counts({})).toEqual([2, 2]);
    expect(await counts({ maxBytes: 3 * length })).toEqual([2, 1]);
    expect(await counts({ maxBytes: 1 })).toEqual([1, 0]);
    expect(await counts({}, [{ partition: 0, partitionMaxBytes: length }, { partition: 1 }])).toEqual([1, 2]);
    expect(await counts({ maxBytes: 1 }, [{ partition: 0, fetchOffset: 2n }, { partition: 1 }])).toEqual([0, 1]);
  });

  it.each([
    ['an unknown topic', [{}], { topic: 'nobody' }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic id', [{}], { byId: 'AAAAAAAAAAAAAAAAAAAAAQ' }, 'UNKNOWN_TOPIC_ID'],
    ['an unknown partition', [{ partition: 9 }], {}, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['a partition that another broker leads', [{ partition: 2 }], {}, 'NOT_LEADER_OR_FOLLOWER'],
    ['an offset past the end', [{ fetchOffset: 2n }], {}, 'OFFSET_OUT_OF_RANGE'],
    ['an offset before the start', [{ fetchOffset: -1n }], {}, 'OFFSET_OUT_OF_RANGE'],
    ['a leader epoch to come', [{ currentLeaderEpoch: 1 }], {}, 'UNKNOWN_LEADER_EPOCH'],
    ['a record epoch that never was', [{ lastFetchedEpoch: 5 }], {}, 'OFFSET_OUT_OF_RANGE'],
    ['a follower that is none', [{}], { replicaId: 7 }, 'NOT_LEADER_OR_FOLLOWER'],
  ] satisfies [string, Wanted[], FetchSettings, string][])(
    'says at once what is wrong: %s',
    async (_name, wanted, settings, error) => {
      await produce();
      const { partitions } = await fetch(wanted, { maxWaitMs: 10_000, minBytes: 1_000_000, ...settings });
      expect(partitions).toMatchObject([{ error, highWatermark: -1n, offsets: [] }]);
    },
  );

  it('fences a client that believes in an older leader epoch, and tells where its log diverges', async () => {
    await produce();
    broker.context.cluster.beginLeadership([1]);
    expect((await fetch([{ currentLeaderEpoch: 0 }])).partitions[0]?.error).toBe('FENCED_LEADER_EPOCH');
    expect((await fetch([{ currentLeaderEpoch: 1 }])).partitions[0]?.error).toBe('NONE');
    await produce();
    expect((await fetch([{ fetchOffset: 2n, lastFetchedEpoch: 0 }])).partitions[0]).toMatchObject({
      error: 'NONE',
      divergingEpoch: { epoch: 0, endOffset: 1n },
      offsets: [],
    });
  });
});

describe('a fetch that waits', () => {
  function start(settings: FetchSettings, wanted: Wanted[] = [{}, { partition: 1 }], gone = broker.peer.gone) {
    const frame = requestFrame(kafkaApis.fetch, 12, fetchRequest(wanted, settings));
    const waiting: { outcome: Outcome | undefined } = { outcome: undefined };
    const outcome = gone === broker.peer.gone ? broker.send(frame) : broker.sendAs({ ...broker.peer, gone }, frame);
    void Promise.resolve(outcome).then((settled) => (waiting.outcome = settled));
    return waiting;
  }
  const offsetsOf = ({ outcome }: { outcome: Outcome | undefined }) => {
    if (outcome?.type !== 'response') throw new Error('no response yet');
    const { responses } = decodeResponse(kafkaApis.fetch, 12, outcome.pieces);
    return responses.flatMap(({ partitions }) => partitions.map((partition) => summary(partition).offsets));
  };

  it('is woken by an append to a partition that it waits for, and by no other', async () => {
    const other = broker.context.cluster.createTopic({ name: 'other', replicaIds: [[1]], config: new Map() });
    const waiting = start({ maxWaitMs: 500 });
    await produce({ name: other.name });
    await settle();
    expect(waiting.outcome).toBeUndefined();
    await produce({ index: 1 });
    await settle();
    expect(offsetsOf(waiting)).toEqual([[], [0n]]);
    expect(broker.clock.pendingTimers).toBe(timersOfBroker);
  });

  it('waits until enough was appended to all its partitions together', async () => {
    const { length } = exampleBatch(['a']);
    const waiting = start({ maxWaitMs: 500, minBytes: 2 * length });
    await produce({ index: 0 });
    await settle();
    expect(waiting.outcome).toBeUndefined();
    await produce({ index: 1 });
    await settle();
    expect(offsetsOf(waiting)).toEqual([[0n], [0n]]);
  });

  it('is answered with what there is when its time is up', async () => {
    const waiting = start({ maxWaitMs: 500, minBytes: 1_000_000 });
    await produce();
    await broker.clock.advance(499);
    expect(waiting.outcome).toBeUndefined();
    await broker.clock.advance(1);
    expect(offsetsOf(waiting)).toEqual([[0n], []]);
  });

  it('is answered when its topic is deleted', async () => {
    const waiting = start({ maxWaitMs: 500 });
    const topic = broker.context.cluster.topicByName('orders');
    if (topic) broker.context.cluster.deleteTopic(topic);
    await settle();
    if (waiting.outcome?.type !== 'response') throw new Error('no response yet');
    const { responses } = decodeResponse(kafkaApis.fetch, 12, waiting.outcome.pieces);
    expect(kafkaErrorName(responses[0]?.partitions[0]?.errorCode ?? 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('is given up when its client goes', async () => {
    const client = new AbortController();
    const waiting = start({ maxWaitMs: 500 }, [{}], client.signal);
    client.abort();
    await settle();
    expect(waiting.outcome).toBeDefined();
    expect(broker.clock.pendingTimers).toBe(timersOfBroker);
  });
});

describe('ListOffsets', () => {
  const ask = async (
    timestamp: bigint,
    version = 11,
    partition: { partitionIndex?: number; currentLeaderEpoch?: number } = {},
  ) => {
    const { topics } = await broker.ask(kafkaApis.listOffsets, version, {
      replicaId: -1,
      isolationLevel: 0,
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp, ...partition }] }],
      timeoutMs: version >= 10 ? 1000 : 0,
    });
    const [answer] = topics[0]?.partitions ?? [];
    if (!answer) throw new Error('no answer');
    return answer.errorCode === 0 ? [answer.offset, answer.timestamp] : kafkaErrorName(answer.errorCode);
  };
  const produceAt = (...timestamps: bigint[]) => {
    const records = timestamps.map((timestamp, index) => ({
      offset: BigInt(index),
      timestamp,
      key: null,
      value: null,
      headers: [],
    }));
    return produce({ records: buildBatch(records) });
  };

  it('finds the ends of the log', async () => {
    expect(await ask(-1n)).toEqual([0n, -1n]);
    await produceAt(10n, 20n);
    expect([await ask(-1n), await ask(-2n), await ask(-4n)]).toEqual([
      [2n, -1n],
      [0n, -1n],
      [0n, -1n],
    ]);
    expect([await ask(-5n), await ask(-6n)]).toEqual([
      [-1n, -1n],
      [-1n, -1n],
    ]);
  });

  it('finds the record of a time, within its batch', async () => {
    await produceAt(100n, 300n, 200n);
    await produceAt(50n, 400n);
    expect(await ask(0n)).toEqual([0n, 100n]);
    expect(await ask(101n)).toEqual([1n, 300n]);
    expect(await ask(301n)).toEqual([4n, 400n]);
    expect(await ask(401n)).toEqual([-1n, -1n]);
    expect(await ask(-3n)).toEqual([4n, 400n]);
  });

  it('refuses what a version has no meaning for, and partitions that it does not lead', async () => {
    for (const [timestamp, version] of [
      [-3n, 6],
      [-4n, 7],
      [-5n, 8],
      [-6n, 10],
      [-7n, 11],
    ] as const) {
      expect(await ask(timestamp, version)).toBe('UNSUPPORTED_VERSION');
    }
    expect(await ask(-1n, 11, { partitionIndex: 9 })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(await ask(-1n, 11, { partitionIndex: 2 })).toBe('NOT_LEADER_OR_FOLLOWER');
    expect(await ask(-1n, 11, { currentLeaderEpoch: 3 })).toBe('UNKNOWN_LEADER_EPOCH');
  });
});
