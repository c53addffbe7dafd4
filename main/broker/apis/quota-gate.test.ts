import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Peer } from '../server/connection.ts';
import { zeroTopicId } from './partitions.ts';

/** How long requests take goes by this. */
let preciseMs = 0;
let takesMs = 0;
let broker: InProcessBroker;
beforeEach(() => {
  preciseMs = 1;
  takesMs = 0;
  broker = inProcessBroker({}, {}, () => (preciseMs += takesMs));
  broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
});
afterEach(() => broker.close());

const alice = { user: 'ANONYMOUS' };
const limit = (key: string, value: number | null) => broker.context.cluster.clientQuotas.set(alice, key, value);
const batchBytes = 10_000;
const records = exampleBatch(['x'.repeat(batchBytes)]);

async function produce(acks = 1, peer = broker.peer) {
  const topicData = [{ name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records }] }];
  const outcome = await broker.sendAs(peer, requestFrame(kafkaApis.produce, 9, { acks, timeoutMs: 1000, topicData }));
  return outcome.type === 'response' ? decodeResponse(kafkaApis.produce, 9, outcome.pieces).throttleTimeMs : undefined;
}

interface Fetch {
  peer?: Peer;
  sessionId?: number;
  sessionEpoch?: number;
  offset?: bigint;
  maxBytes?: number;
  minBytes?: number;
  maxWaitMs?: number;
  replicaId?: number;
}

/** Without a session unless one is named. */
async function fetch({ peer, offset = 0n, sessionEpoch = -1, ...wanted }: Fetch = {}) {
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 10_000_000 }];
  const isIncremental = sessionEpoch > 0;
  const request = {
    maxWaitMs: 0,
    minBytes: 0,
    ...wanted,
    sessionEpoch,
    topics: isIncremental ? [] : [{ topic: 'orders', topicId: zeroTopicId, partitions }],
    forgottenTopicsData: [],
  };
  const answer = await broker.ask(kafkaApis.fetch, 12, request, peer);
  return {
    throttleMs: answer.throttleTimeMs,
    error: kafkaErrorName(answer.errorCode),
    sessionId: answer.sessionId,
    bytes: answer.responses[0]?.partitions[0]?.records?.length,
  };
}

const nothing = { error: 'NONE', sessionId: 0, bytes: undefined };

describe('a fetch', () => {
  it('over its byte rate is given nothing and told to wait, and has what it wanted later', async () => {
    await produce();
    // A second more than the batch takes at this rate.
    limit('consumer_byte_rate', batchBytes / 9);
    expect(await fetch()).toMatchObject({ throttleMs: 0, bytes: records.length });
    await broker.clock.advance(5000);
    const { throttleMs, ...held } = await fetch();
    expect(held).toEqual(nothing);
    // Twice the batch within ten seconds is what takes eighteen.
    expect(throttleMs).toBeGreaterThan(8000);
    expect(throttleMs).toBeLessThan(8500);
    let isAnswered = false;
    const next = fetch().finally(() => (isAnswered = true));
    await broker.clock.advance(throttleMs - 1);
    expect(isAnswered).toBe(false);
    await broker.clock.advance(1);
    expect(isAnswered).toBe(true);
    // What it was given is more than eleven seconds ago, and what it wasn't given doesn't count.
    expect(await next).toMatchObject({ throttleMs: 0, bytes: records.length });
  });

  it('is given no more at once than it may have in ten seconds', async () => {
    for (let batch = 0; batch < 5; batch += 1) await produce();
    limit('consumer_byte_rate', 2500);
    expect(await fetch()).toMatchObject({ throttleMs: 0, bytes: records.length * 2 });
    await broker.clock.advance(60_000);
    expect(await fetch({ maxBytes: batchBytes })).toMatchObject({ throttleMs: 0, bytes: records.length });
  });

  it('waits for no more than it may have at once, and has that after a moment', async () => {
    await produce();
    limit('consumer_byte_rate', records.length / 10);
    const wanted = { minBytes: 20_000, maxWaitMs: 500 };
    const { throttleMs, ...held } = await fetch(wanted);
    expect(held).toEqual(nothing);
    expect(throttleMs).toBeLessThan(100);
    await broker.clock.advance(throttleMs);
    expect(await fetch(wanted)).toMatchObject({ throttleMs: 0, bytes: records.length });
  });

  it('over its byte rate begins no session', async () => {
    await produce();
    limit('consumer_byte_rate', 100);
    const { throttleMs, ...held } = await fetch({ sessionEpoch: 0 });
    expect(throttleMs).toBeGreaterThan(0);
    expect(held).toEqual(nothing);
    expect(broker.context.fetchSessions.size).toBe(0);
  });

  it('over its byte rate keeps its session, which then tells what it has not told', async () => {
    await produce();
    const { sessionId } = await fetch({ sessionEpoch: 0 });
    await produce();
    limit('consumer_byte_rate', 1);
    const { throttleMs, ...held } = await fetch({ sessionId, sessionEpoch: 1 });
    expect(throttleMs).toBeGreaterThan(0);
    expect(held).toEqual({ ...nothing, sessionId });
    limit('consumer_byte_rate', null);
    await broker.clock.advance(throttleMs);
    expect(await fetch({ sessionId, sessionEpoch: 2 })).toMatchObject({ sessionId, bytes: records.length * 2 });
    expect(await fetch({ sessionId, sessionEpoch: 2 })).toMatchObject({ error: 'INVALID_FETCH_SESSION_EPOCH' });
  });

  it('counts what its session has news of only', async () => {
    const { sessionId } = await fetch({ sessionEpoch: 0 });
    limit('consumer_byte_rate', 3);
    expect(await fetch({ sessionId, sessionEpoch: 1 })).toMatchObject({ throttleMs: 0 });
    const full = await fetch({});
    expect(full.throttleMs).toBeGreaterThan(0);
  });

  it('of a broker is held back by nothing', async () => {
    limit('consumer_byte_rate', 0.001);
    expect(await fetch({ replicaId: 2 })).toMatchObject({ throttleMs: 0 });
  });

  it('of a client without an id has the limits of its user only', async () => {
    broker.context.cluster.clientQuotas.set({ 'client-id': null }, 'consumer_byte_rate', 1);
    const of = (clientId: string) =>
      broker.context.cluster.clientQuotas.limitOf('consumer_byte_rate', 'ANONYMOUS', clientId)?.perSecond;
    expect([of(''), of('test')]).toEqual([undefined, 1]);
    limit('consumer_byte_rate', 2);
    expect([of(''), of('test')]).toEqual([2, 2]);
  });
});

describe('the percentage of a thread’s time', () => {
  const ask = async (peer?: Peer) =>
    (await broker.ask(kafkaApis.findCoordinator, 3, { key: 'x', coordinatorKeys: [] }, peer)).throttleTimeMs;

  it('holds back who takes more, by a second at most', async () => {
    // A tenth of a thread: a second of ten.
    limit('request_percentage', 10);
    takesMs = 900;
    expect(await ask()).toBe(0);
    // Another 900 ms for the encoding of the first, and 900 for this one.
    const throttled = ask();
    expect(await throttled).toBe(1000);
    const next = ask();
    let isAnswered = false;
    void next.then(() => (isAnswered = true));
    await broker.clock.advance(999);
    expect(isAnswered).toBe(false);
    await broker.clock.advance(1);
    expect(isAnswered).toBe(true);
  });

  it('is told by how much it was too much', async () => {
    limit('request_percentage', 10);
    takesMs = 1050;
    expect(await ask()).toBe(500);
  });

  it('gives a fetch nothing, and its bytes back', async () => {
    await produce();
    limit('request_percentage', 1);
    limit('consumer_byte_rate', 1050);
    takesMs = 101;
    const { throttleMs, ...held } = await fetch();
    expect(throttleMs).toBe(100);
    expect(held).toEqual(nothing);
    limit('request_percentage', null);
    await broker.clock.advance(throttleMs);
    expect(await fetch()).toMatchObject({ throttleMs: 0, bytes: records.length });
  });

  it('counts no time for which a request only waits', async () => {
    limit('request_percentage', 10);
    takesMs = 10;
    const waiting = fetch({ minBytes: 1, maxWaitMs: 500 });
    preciseMs += 5000;
    await broker.clock.advance(500);
    expect((await waiting).throttleMs).toBe(0);
  });

  it('with a byte rate holds back for the longer of the two', async () => {
    limit('request_percentage', 10);
    limit('producer_byte_rate', 1000);
    takesMs = 1050;
    const bytesAndTime = await produce();
    expect(bytesAndTime).toBe(500);
    limit('producer_byte_rate', 100);
    expect(await produce(1, broker.connect())).toBeGreaterThan(1000);
  });

  it('is nothing to a producer that wants no answer', async () => {
    limit('request_percentage', 1);
    takesMs = 5000;
    expect(await produce(0)).toBeUndefined();
    takesMs = 0;
    expect(await ask()).toBe(0);
  });
});
