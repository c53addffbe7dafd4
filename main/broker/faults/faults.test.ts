import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorCode, kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { settle } from '../../../tests/support/manual-clock.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { type KafkaApi, kafkaApis, type MessageInput } from '../../wire/index.ts';
import { zeroTopicId } from '../apis/partitions.ts';
import type { Outcome } from '../server/connection.ts';
import type { FaultEffect, FaultMatch, FaultRule } from './fault-rule.ts';

let broker: InProcessBroker;
let topicId: string;
beforeEach(() => {
  broker = inProcessBroker();
  ({ topicId } = broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1], [1]], config: new Map() }));
  broker.context.cluster.createTopic({ name: 'payments', replicaIds: [[1]], config: new Map() });
});
afterEach(() => broker.close());

function set(effect: FaultEffect, match?: FaultMatch, more: Partial<FaultRule> = {}, seed = 0): void {
  broker.context.faults.set({ seed, faults: [{ id: 'it', effect, ...(match && { match }), ...more }] });
}

const allTopics = { topics: null, includeTopicAuthorizedOperations: false };

/** To partitions 0 and 1 of orders and 0 of payments, a record each. */
const toAll: MessageInput<typeof kafkaApis.produce.request> = {
  acks: -1,
  timeoutMs: 1000,
  topicData: [
    {
      name: 'orders',
      topicId: zeroTopicId,
      partitionData: [
        { index: 0, records: exampleBatch(['a']) },
        { index: 1, records: exampleBatch(['b']) },
      ],
    },
    { name: 'payments', topicId: zeroTopicId, partitionData: [{ index: 0, records: exampleBatch(['c']) }] },
  ],
};

/** A line a partition: its place and its error. */
async function produced(request = toAll, version = 9): Promise<string[]> {
  const { responses } = await broker.ask(kafkaApis.produce, version, request);
  return responses
    .flatMap(({ name, partitionResponses }) =>
      partitionResponses.map(({ index, errorCode }) => `${name} ${index} ${kafkaErrorName(errorCode)}`),
    )
    .sort();
}

async function endOffsets(): Promise<string[]> {
  const partitions = [0, 1].map((partitionIndex) => ({ partitionIndex, timestamp: -1n }));
  const topics = [
    { name: 'orders', partitions },
    { name: 'payments', partitions: partitions.slice(0, 1) },
  ];
  const answer = await broker.ask(kafkaApis.listOffsets, 5, { replicaId: -1, isolationLevel: 0, topics, timeoutMs: 0 });
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) => `${name} ${partitionIndex} ${offset}`),
  );
}

function heartbeat(groupId = 'billing') {
  return broker.ask(kafkaApis.heartbeat, 4, { groupId, generationId: 1, memberId: 'm' });
}

async function outcomeOf<Kafka extends KafkaApi>(
  api: Kafka,
  version: number,
  request: MessageInput<Kafka['request']>,
): Promise<Outcome> {
  return await broker.send(requestFrame(api, version, request));
}

/** Whether the promise has settled by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => (done = true));
  await settle();
  return done;
}

describe('an error', () => {
  const error = { type: 'error', error: 'NOT_LEADER_OR_FOLLOWER' } as const;

  it('is told of the partitions that match, which are not appended to, and of no others', async () => {
    set(error, { apis: ['Produce'], topics: ['orders'], partitions: [1] });
    expect(await produced()).toEqual(['orders 0 NONE', 'orders 1 NOT_LEADER_OR_FOLLOWER', 'payments 0 NONE']);
    expect(await endOffsets()).toEqual(['orders 0 1', 'orders 1 0', 'payments 0 1']);
  });

  it('after the append is told of what was appended', async () => {
    set({ ...error, when: 'after' }, { apis: ['Produce'], topics: ['payments'] });
    expect(await produced()).toEqual(['orders 0 NONE', 'orders 1 NONE', 'payments 0 NOT_LEADER_OR_FOLLOWER']);
    expect(await endOffsets()).toEqual(['orders 0 1', 'orders 1 1', 'payments 0 1']);
  });

  it('finds topics that go by their ids', async () => {
    set(error, { apis: ['Produce'], topics: ['orders'] });
    const request = { ...toAll, topicData: [{ topicId, partitionData: [{ index: 0, records: exampleBatch(['a']) }] }] };
    const { responses } = await broker.ask(kafkaApis.produce, 13, request);
    expect(responses).toMatchObject([{ topicId, partitionResponses: [{ index: 0, errorCode: 6, baseOffset: -1n }] }]);
    expect(await endOffsets()).toEqual(['orders 0 0', 'orders 1 0', 'payments 0 0']);
  });

  it('of all of a request that wants no answer closes the connection', async () => {
    set(error, { apis: ['Produce'] });
    expect(await outcomeOf(kafkaApis.produce, 9, { ...toAll, acks: 0 })).toMatchObject({ type: 'close' });
    expect(await endOffsets()).toEqual(['orders 0 0', 'orders 1 0', 'payments 0 0']);
  });

  it('is the first of two', async () => {
    const match = { apis: ['Produce'] };
    const second: FaultRule = { id: 'second', match, effect: { type: 'error', error: 'MESSAGE_TOO_LARGE' } };
    broker.context.faults.set({
      faults: [{ id: 'first', match: { ...match, topics: ['orders'] }, effect: { ...error, when: 'after' } }, second],
    });
    expect(await produced()).toEqual([
      'orders 0 NOT_LEADER_OR_FOLLOWER',
      'orders 1 NOT_LEADER_OR_FOLLOWER',
      'payments 0 MESSAGE_TOO_LARGE',
    ]);
  });

  it('of a topic is told of the topic, and of a partition of the partition', async () => {
    const ask = async () => {
      const { topics } = await broker.ask(kafkaApis.metadata, 12, allTopics);
      return topics.map(({ name, errorCode, partitions }) => [name, errorCode, partitions.map((of) => of.errorCode)]);
    };
    set(error, { apis: ['Metadata'], topics: ['orders'] });
    expect(await ask()).toEqual([
      ['orders', 6, []],
      ['payments', 0, [0]],
    ]);
    set(error, { apis: ['Metadata'], topics: ['orders'], partitions: [1] });
    expect(await ask()).toEqual([
      ['orders', 0, [0, 6]],
      ['payments', 0, [0]],
    ]);
  });

  it('keeps a topic from being made, and lets another one be', async () => {
    set({ type: 'error', error: 'POLICY_VIOLATION' }, { apis: ['CreateTopics'], topics: ['secret'] });
    const topic = { numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const topics = ['secret', 'open'].map((name) => ({ name, ...topic }));
    const answer = await broker.ask(kafkaApis.createTopics, 7, { topics });
    expect(answer.topics.map(({ name, errorCode }) => [name, kafkaErrorName(errorCode)])).toEqual([
      ['open', 'NONE'],
      ['secret', 'POLICY_VIOLATION'],
    ]);
    expect(broker.context.cluster.topicByName('secret')).toBeUndefined();
    expect(broker.context.cluster.topicByName('open')).toBeDefined();
  });

  it('is told of a group where the version has room for it, and of its partitions where the fault names topics', async () => {
    const groups = [{ groupId: 'billing', topics: [{ name: 'orders', topicId: zeroTopicId, partitionIndexes: [0] }] }];
    set({ type: 'error', error: 'NOT_COORDINATOR' }, { apis: ['OffsetFetch'], groups: ['billing'] });
    const ofGroup = await broker.ask(kafkaApis.offsetFetch, 8, { groups });
    expect(ofGroup.groups).toMatchObject([{ groupId: 'billing', errorCode: 16, topics: [] }]);
    const old = await broker.ask(kafkaApis.offsetFetch, 7, { groupId: 'billing', topics: null, groups: [] });
    expect(old).toMatchObject({ errorCode: 16, topics: [] });
    set({ type: 'error', error: 'UNSTABLE_OFFSET_COMMIT' }, { apis: ['OffsetFetch'], topics: ['orders'] });
    const ofPartition = await broker.ask(kafkaApis.offsetFetch, 8, { groups });
    expect(ofPartition.groups).toMatchObject([{ errorCode: 0, topics: [{ partitions: [{ errorCode: 88 }] }] }]);
  });

  it('does not find a group in the coordinator of a transaction', async () => {
    set({ type: 'error', error: 'COORDINATOR_NOT_AVAILABLE' }, { apis: ['FindCoordinator'], groups: ['billing'] });
    const ask = async (keyType: number) => {
      const { coordinators } = await broker.ask(kafkaApis.findCoordinator, 4, {
        keyType,
        coordinatorKeys: ['billing'],
      });
      return coordinators.map(({ errorCode }) => errorCode);
    };
    expect(await ask(0)).toEqual([15]);
    expect(await ask(1)).toEqual([0]);
  });

  it('comes to a fetch at once, also of a partition that only its session knows, and goes again', async () => {
    const partitions = [0, 1].map((partition) => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1000 }));
    const request = { maxWaitMs: 60_000, minBytes: 1, maxBytes: 1000, forgottenTopicsData: [] };
    const begin = { ...request, maxWaitMs: 0, sessionId: 0, sessionEpoch: 0 };
    const { sessionId } = await broker.ask(kafkaApis.fetch, 12, {
      ...begin,
      topics: [{ topic: 'orders', topicId: zeroTopicId, partitions }],
    });
    expect(sessionId).toBeGreaterThan(0);
    set(error, { apis: ['Fetch'], topics: ['orders'], partitions: [1] }, { times: 1 });
    const next = await broker.ask(kafkaApis.fetch, 12, { ...request, sessionId, sessionEpoch: 1, topics: [] });
    expect(next.responses).toMatchObject([{ topic: 'orders', partitions: [{ partitionIndex: 1, errorCode: 6 }] }]);
    await produced();
    const last = await broker.ask(kafkaApis.fetch, 12, { ...request, sessionId, sessionEpoch: 2, topics: [] });
    expect(last.responses.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))).toEqual([0, 0]);
  });

  it('in place of records leaves them out', async () => {
    await produced();
    set(error, { apis: ['Fetch'] });
    const answer = await broker.ask(kafkaApis.fetch, 12, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1000,
      forgottenTopicsData: [],
      topics: [
        {
          topic: 'orders',
          topicId: zeroTopicId,
          partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1000 }],
        },
      ],
    });
    const [partition] = answer.responses[0]?.partitions ?? [];
    expect(partition).toMatchObject({ errorCode: 6, highWatermark: -1n });
    expect(partition?.records?.byteLength).toBe(0);
  });
});

describe('a match', () => {
  const delay = { type: 'delay', delayMs: 1000 } as const;
  it.each<[string, FaultMatch, { produce: boolean; heartbeat: boolean }]>([
    ['of nothing meets everything', {}, { produce: true, heartbeat: true }],
    ['of an API', { apis: ['Heartbeat'] }, { produce: false, heartbeat: true }],
    ['of a topic', { topics: ['orders'] }, { produce: true, heartbeat: false }],
    ['of another topic', { topics: ['others'] }, { produce: false, heartbeat: false }],
    ['of a partition', { partitions: [1] }, { produce: true, heartbeat: false }],
    ['of another partition', { topics: ['payments'], partitions: [1] }, { produce: false, heartbeat: false }],
    ['of a client', { clientIds: ['test'] }, { produce: true, heartbeat: true }],
    ['of another client', { clientIds: ['other'] }, { produce: false, heartbeat: false }],
    ['of a group', { groups: ['billing'] }, { produce: false, heartbeat: true }],
    ['of another group', { groups: ['shipping'] }, { produce: false, heartbeat: false }],
  ])('%s', async (_name, match, expected) => {
    set(delay, match);
    const [producing, beating] = [produced(), heartbeat()];
    const delayed = { produce: !(await isDone(producing)), heartbeat: !(await isDone(beating)) };
    expect(delayed).toEqual(expected);
    await broker.clock.advance(1000);
    await Promise.all([producing, beating]);
  });

  it('of nothing that is asked changes no byte of any answer', async () => {
    const frame = requestFrame(kafkaApis.metadata, 12, allTopics);
    const plain = await broker.send(frame);
    set({ type: 'error', error: 'UNKNOWN_SERVER_ERROR' }, { apis: ['Metadata'], topics: ['others'] });
    expect(await broker.send(frame)).toEqual(plain);
    expect(broker.context.faults.list()).toMatchObject([{ state: 'on', happened: 0 }]);
  });
});

describe('a delay', () => {
  it('holds the request for its time, before it is acted upon', async () => {
    set({ type: 'delay', delayMs: 500 }, { apis: ['Produce'] });
    const producing = produced();
    await broker.clock.advance(499);
    expect(await isDone(producing)).toBe(false);
    expect(await endOffsets()).toEqual(['orders 0 0', 'orders 1 0', 'payments 0 0']);
    await broker.clock.advance(1);
    expect(await producing).toEqual(['orders 0 NONE', 'orders 1 NONE', 'payments 0 NONE']);
  });

  it('ends with the fault, and with the connection, for which nothing is done then', async () => {
    set({ type: 'delay', delayMs: 60_000 }, { apis: ['Produce'] });
    const cleared = produced();
    await settle();
    broker.context.faults.clear(['it']);
    expect(await cleared).toHaveLength(3);
    set({ type: 'delay', delayMs: 60_000 }, { apis: ['Produce'] });
    const leaving = new AbortController();
    const gone = broker.sendAs({ ...broker.peer, gone: leaving.signal }, requestFrame(kafkaApis.produce, 9, toAll));
    await settle();
    leaving.abort();
    expect(await gone).toEqual({ type: 'silence' });
    expect(await endOffsets()).toEqual(['orders 0 1', 'orders 1 1', 'payments 0 1']);
  });
});

describe('a disconnect', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('%s the append closes the connection, and %d records are there', async (when, count) => {
    set({ type: 'disconnect', when }, { apis: ['Produce'] });
    expect(await outcomeOf(kafkaApis.produce, 9, toAll)).toEqual({ type: 'close', reason: 'the fault it closes it' });
    expect(await endOffsets()).toEqual([`orders 0 ${count}`, `orders 1 ${count}`, `payments 0 ${count}`]);
  });
});

describe('a freeze', () => {
  it('lasts until its end, and then all that was frozen goes on', async () => {
    set({ type: 'freeze' }, undefined, { forMs: 10_000 });
    const beating = heartbeat();
    await broker.clock.advance(9000);
    const later = heartbeat();
    expect(await isDone(Promise.race([beating, later]))).toBe(false);
    await broker.clock.advance(1000);
    expect((await Promise.all([beating, later])).map(({ errorCode }) => kafkaErrorName(errorCode))).toEqual([
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
    ]);
    expect(await isDone(heartbeat())).toBe(true);
  });

  it('that has no end lasts until it is cleared, or the connection ends', async () => {
    set({ type: 'freeze' });
    const beating = heartbeat();
    await broker.clock.advance(1_000_000);
    expect(await isDone(beating)).toBe(false);
    broker.context.faults.clear();
    await beating;
    expect(broker.context.faults.isOn).toBe(false);
  });
});

describe('a refusal', () => {
  it('meets connections, as often as it may, and no request', async () => {
    set({ type: 'refuse' }, undefined, { times: 2 });
    expect(await isDone(heartbeat())).toBe(true);
    const refused = Array.from({ length: 3 }, () => broker.context.faults.refusesConnection(1));
    expect(refused).toEqual([true, true, false]);
  });
});

describe('a broker that is down', () => {
  it('goes down and comes up at its times, once where two faults overlap, and at once where it is cleared', async () => {
    const done: string[] = [];
    const at = (what: string) => done.push(`${what} ${broker.clock.nowMs() - startMs}`);
    const startMs = broker.clock.nowMs();
    broker.context.faults.attach({ nodeIds: [1], takeBrokerDown: () => at('down'), bringBrokerUp: () => at('up') });
    const effect = { type: 'broker-down' } as const;
    broker.context.faults.set({
      faults: [
        { id: 'one', effect, afterMs: 100, forMs: 50 },
        { id: 'two', effect, afterMs: 120, forMs: 100 },
        { id: 'three', effect, afterMs: 1000, forMs: 1000 },
        { id: 'never', effect, afterMs: 5000, forMs: 1000 },
      ],
    });
    await broker.clock.advance(1500);
    broker.context.faults.clear();
    await broker.clock.advance(10_000);
    expect(done).toEqual(['down 100', 'up 220', 'down 1000', 'up 1500']);
  });
});

describe('one of several brokers', () => {
  it('is down, or refuses, alone', async () => {
    const done: string[] = [];
    broker.context.faults.attach({
      nodeIds: [1, 2, 3],
      takeBrokerDown: (nodeId) => done.push(`down ${nodeId}`),
      bringBrokerUp: (nodeId) => done.push(`up ${nodeId}`),
    });
    set({ type: 'broker-down' }, { brokers: [2] }, { forMs: 100 });
    await broker.clock.advance(100);
    expect(done).toEqual(['down 2', 'up 2']);
    set({ type: 'refuse' }, { brokers: [2] });
    expect([1, 2, 3].map((nodeId) => broker.context.faults.refusesConnection(nodeId))).toEqual([false, true, false]);
    set({ type: 'error', error: 'REQUEST_TIMED_OUT' }, { apis: ['Heartbeat'], brokers: [2] });
    expect((await heartbeat()).errorCode).not.toBe(kafkaErrorCode('REQUEST_TIMED_OUT'));
  });
});

describe('a leader that is moved', () => {
  it('is missed until the fault is over, each change under the next epoch, and only where it matches', async () => {
    const leaders = async () => {
      const { topics } = await broker.ask(kafkaApis.metadata, 12, allTopics);
      return topics.flatMap(({ name, partitions }) =>
        partitions
          .sort((left, right) => left.partitionIndex - right.partitionIndex)
          .map((of) => `${name} ${of.leaderId} ${of.leaderEpoch} ${kafkaErrorName(of.errorCode)}`),
      );
    };
    set({ type: 'leader-moved' }, { topics: ['orders'], partitions: [1] }, { forMs: 1000 });
    expect(await leaders()).toEqual(['orders 1 0 NONE', 'orders -1 1 LEADER_NOT_AVAILABLE', 'payments 1 0 NONE']);
    expect(await produced()).toEqual(['orders 0 NONE', 'orders 1 NOT_LEADER_OR_FOLLOWER', 'payments 0 NONE']);
    await broker.clock.advance(1000);
    expect(await leaders()).toEqual(['orders 1 0 NONE', 'orders 1 2 NONE', 'payments 1 0 NONE']);
    expect(await produced()).toEqual(['orders 0 NONE', 'orders 1 NONE', 'payments 0 NONE']);
  });

  it('does not keep a transaction open that is ended meanwhile', async () => {
    const name = { transactionalId: 'shop' };
    const { producerId, producerEpoch } = await broker.ask(kafkaApis.initProducerId, 3, {
      ...name,
      transactionTimeoutMs: 60_000,
    });
    const producer = { producerId, producerEpoch };
    await broker.ask(kafkaApis.addPartitionsToTxn, 3, {
      transactions: [],
      v3AndBelowTransactionalId: 'shop',
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name: 'payments', partitions: [0] }],
    });
    set({ type: 'leader-moved' }, { topics: ['payments'] }, { forMs: 1000 });
    const ended = await broker.ask(kafkaApis.endTxn, 3, { ...name, ...producer, committed: true });
    expect(ended.errorCode).toBe(0);
    await broker.clock.advance(1000);
    // The marker.
    expect(await endOffsets()).toContain('payments 0 1');
  });
});

describe('decisions', () => {
  async function drawn(seed: number): Promise<string> {
    set({ type: 'error', error: 'REQUEST_TIMED_OUT' }, { apis: ['Heartbeat'] }, { probability: 0.5 }, seed);
    let text = '';
    for (let index = 0; index < 64; index += 1) text += (await heartbeat()).errorCode === 7 ? 'x' : '.';
    return text;
  }

  it('are the same for the same seed and the same requests, and others for another seed', async () => {
    const first = await drawn(1);
    expect(await drawn(1)).toBe(first);
    expect(await drawn(2)).not.toBe(first);
    const share = first.replaceAll('.', '').length / 64;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
  });

  it('of one fault are not changed by those of another', async () => {
    const first = await drawn(1);
    broker.context.faults.set({
      faults: [{ id: 'other', effect: { type: 'delay', delayMs: 0, jitterMs: 0 }, probability: 0 }],
    });
    expect(await drawn(1)).toBe(first);
  });

  it('draw the jitter of a delay', async () => {
    const waits = async () => {
      set({ type: 'delay', delayMs: 10, jitterMs: 90 }, { apis: ['Heartbeat'] }, {}, 5);
      const waited: number[] = [];
      for (let index = 0; index < 5; index += 1) {
        const beating = heartbeat();
        const beginMs = broker.clock.nowMs();
        while (!(await isDone(beating))) await broker.clock.advance(1);
        waited.push(broker.clock.nowMs() - beginMs);
      }
      return waited;
    };
    const first = await waits();
    expect(await waits()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...first)).toBeLessThanOrEqual(100);
  });
});

describe('a window', () => {
  it('of time and of times', async () => {
    set({ type: 'error', error: 'REQUEST_TIMED_OUT' }, { apis: ['Heartbeat'] }, { afterMs: 100, forMs: 100, times: 2 });
    const standing = () => broker.context.faults.list()[0];
    const code = async () => (await heartbeat()).errorCode;
    expect(await code()).toBe(25);
    expect(standing()).toMatchObject({ state: 'waiting', remainingMs: 100, happened: 0 });
    await broker.clock.advance(150);
    expect(await code()).toBe(7);
    expect(standing()).toMatchObject({ state: 'on', remainingMs: 50, happened: 1 });
    expect(await code()).toBe(7);
    expect(await code()).toBe(25);
    expect(standing()).toMatchObject({ state: 'over', remainingMs: undefined, happened: 2 });
    set({ type: 'error', error: 'REQUEST_TIMED_OUT' }, { apis: ['Heartbeat'] }, { forMs: 100 });
    await broker.clock.advance(99);
    expect(await code()).toBe(7);
    await broker.clock.advance(1);
    expect(await code()).toBe(25);
  });

  it('begins anew where a fault is set again', async () => {
    const effect = { type: 'error', error: 'REQUEST_TIMED_OUT' } as const;
    set(effect, { apis: ['Heartbeat'] }, { times: 1 });
    const codes = async () => [(await heartbeat()).errorCode, (await heartbeat()).errorCode];
    expect(await codes()).toEqual([7, 25]);
    set(effect, { apis: ['Heartbeat'] }, { times: 1 });
    expect(await codes()).toEqual([7, 25]);
    expect(broker.context.faults.list()).toHaveLength(1);
  });
});

it('leaves a broker without faults as it was once they are cleared', async () => {
  const frame = requestFrame(kafkaApis.metadata, 12, allTopics);
  const plain = broker.send(frame);
  set({ type: 'disconnect', when: 'before' });
  broker.context.faults.clear();
  // In the same turn of the event loop, as without any fault.
  expect(broker.send(frame)).toEqual(plain);
  if (plain instanceof Promise || plain.type !== 'response') throw new Error('no response');
  expect(decodeResponse(kafkaApis.metadata, 12, plain.pieces).topics).toHaveLength(2);
});
