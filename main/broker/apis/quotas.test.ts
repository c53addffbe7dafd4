import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaApis, type MessageInput } from '../../wire/index.ts';
import type { Peer } from '../server/connection.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;
beforeEach(() => {
  broker = inProcessBroker();
  broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
});
afterEach(() => broker.close());

type Entity = Record<string, string | null>;

const partsOf = (entity: Entity) =>
  Object.entries(entity).map(([entityType, entityName]) => ({ entityType, entityName }));

async function alter(entity: Entity, limits: Record<string, number | null>, validateOnly = false): Promise<string> {
  const ops = Object.entries(limits).map(([key, value]) => ({ key, value: value ?? 0, remove: value === null }));
  const request = { entries: [{ entity: partsOf(entity), ops }], validateOnly };
  const { entries } = await broker.ask(kafkaApis.alterClientQuotas, 1, request);
  expect(entries[0]?.entity).toEqual(partsOf(entity));
  return kafkaErrorName(entries[0]?.errorCode ?? 0);
}

type Components = MessageInput<typeof kafkaApis.describeClientQuotas.request>['components'];

async function describeQuotas(components: Components, strict = false) {
  const answer = await broker.ask(kafkaApis.describeClientQuotas, 1, { components, strict });
  if (answer.errorCode !== 0) return kafkaErrorName(answer.errorCode);
  return (answer.entries ?? []).map(({ entity, values }) => ({
    entity: Object.fromEntries(entity.map(({ entityType, entityName }) => [entityType, entityName])),
    values: Object.fromEntries(values.map(({ key, value }) => [key, value])),
  }));
}

const exactly = (entityType: string, match: string) => ({ entityType, matchType: 0, match });
const ofDefault = (entityType: string) => ({ entityType, matchType: 1, match: null });
const ofAny = (entityType: string) => ({ entityType, matchType: 2, match: null });

describe('AlterClientQuotas and DescribeClientQuotas', () => {
  it('set and take away limits', async () => {
    expect(await alter({ user: 'alice' }, { producer_byte_rate: 1000, request_percentage: 12.5 })).toBe('NONE');
    expect(await alter({ user: 'alice' }, { producer_byte_rate: null, consumer_byte_rate: 5 })).toBe('NONE');
    expect(await describeQuotas([])).toEqual([
      { entity: { user: 'alice' }, values: { request_percentage: 12.5, consumer_byte_rate: 5 } },
    ]);
    expect(await alter({ user: 'alice' }, { request_percentage: null, consumer_byte_rate: null })).toBe('NONE');
    expect(await describeQuotas([])).toEqual([]);
  });

  it('only say whether they would, when asked to', async () => {
    expect(await alter({ user: 'alice' }, { producer_byte_rate: 1 }, true)).toBe('NONE');
    expect(await describeQuotas([])).toEqual([]);
  });

  it.each<[string, Entity, Record<string, number | null>]>([
    ['nobody', {}, { producer_byte_rate: 1 }],
    ['an unknown type', { group: 'x' }, { producer_byte_rate: 1 }],
    ['an empty name', { user: '' }, { producer_byte_rate: 1 }],
    ['an address of a user', { user: 'alice', ip: '10.0.0.1' }, { producer_byte_rate: 1 }],
    ['what is no address', { ip: 'here' }, { connection_creation_rate: 1 }],
    ['an unknown limit', { user: 'alice' }, { byte_rate: 1 }],
    ['a limit of addresses', { user: 'alice' }, { connection_creation_rate: 1 }],
    ['a fraction of a byte', { user: 'alice' }, { producer_byte_rate: 1.5 }],
    ['no number', { user: 'alice' }, { request_percentage: NaN }],
  ])('refuse %s, and set nothing', async (_name, entity, limits) => {
    expect(await alter(entity, { ...limits, consumer_byte_rate: 1 })).toBe('INVALID_REQUEST');
    expect(await describeQuotas([])).toEqual([]);
  });

  it('find by exact names, defaults and types', async () => {
    const entities: Entity[] = [
      { user: 'alice' },
      { user: null },
      { user: 'alice', 'client-id': 'app' },
      { 'client-id': 'app' },
      { ip: '10.0.0.1' },
    ];
    for (const entity of entities) {
      await alter(entity, { [entity['ip'] === undefined ? 'producer_byte_rate' : 'connection_creation_rate']: 1 });
    }
    const found = async (components: Components, strict = false) => {
      const answer = await describeQuotas(components, strict);
      return typeof answer === 'string' ? answer : answer.map(({ entity }) => entity);
    };
    expect(await found([exactly('user', 'alice')])).toEqual([entities[0], entities[2]]);
    expect(await found([exactly('user', 'alice')], true)).toEqual([entities[0]]);
    expect(await found([ofDefault('user')])).toEqual([entities[1]]);
    expect(await found([ofAny('user')])).toEqual([entities[0], entities[1], entities[2]]);
    expect(await found([exactly('user', 'alice'), ofAny('client-id')])).toEqual([entities[2]]);
    expect(await found([], true)).toEqual([]);
    expect(await found([])).toHaveLength(5);
    expect(await found([ofAny('user'), ofAny('user')])).toBe('INVALID_REQUEST');
    expect(await found([ofAny('user'), ofAny('ip')])).toBe('INVALID_REQUEST');
    expect(await found([ofAny('group')])).toBe('UNSUPPORTED_VERSION');
    expect(await found([{ entityType: 'user', matchType: 0, match: null }])).toBe('INVALID_REQUEST');
  });
});

describe('byte rates', () => {
  const records = exampleBatch(['x'.repeat(10_000)]);

  function produceFrame(acks = 1): Uint8Array {
    const topicData = [{ name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records }] }];
    return requestFrame(kafkaApis.produce, 9, { acks, timeoutMs: 1000, topicData });
  }

  async function produce(peer?: Peer): Promise<number> {
    const outcome = await broker.sendAs(peer ?? broker.peer, produceFrame());
    if (outcome.type !== 'response') throw new Error(outcome.type);
    return decodeResponse(kafkaApis.produce, 9, outcome.pieces).throttleTimeMs;
  }

  /** Some 10 kB within the ten seconds that a mean is made of, at 500 bytes a second. */
  const aboutTenSeconds = { min: 9500, max: 11_500 };

  it('hold back who sends more, after its answer', async () => {
    await alter({ user: 'ANONYMOUS' }, { producer_byte_rate: 500 });
    const throttleMs = await produce();
    expect(throttleMs).toBeGreaterThan(aboutTenSeconds.min);
    expect(throttleMs).toBeLessThan(aboutTenSeconds.max);
    let isAnswered = false;
    const next = Promise.resolve(
      broker.send(requestFrame(kafkaApis.findCoordinator, 3, { key: 'x', coordinatorKeys: [] })),
    );
    void next.then(() => (isAnswered = true));
    await broker.clock.advance(throttleMs - 1);
    expect(isAnswered).toBe(false);
    await broker.clock.advance(1);
    expect(isAnswered).toBe(true);
  });

  it('hold back who wants no answer too', async () => {
    await alter({ user: 'ANONYMOUS' }, { producer_byte_rate: 500 });
    expect(await broker.send(produceFrame(0))).toEqual({ type: 'silence' });
    const next = broker.send(requestFrame(kafkaApis.findCoordinator, 3, { key: 'x', coordinatorKeys: [] }));
    expect(next).toBeInstanceOf(Promise);
    await broker.clock.advance(aboutTenSeconds.max);
    expect((await next).type).toBe('response');
  });

  it('are shared by all connections of a client, and leave others alone', async () => {
    await alter({ 'client-id': 'test' }, { producer_byte_rate: 1500 });
    expect(await produce(broker.connect())).toBe(0);
    expect(await produce(broker.connect())).toBeGreaterThan(0);
    await alter({ 'client-id': 'test' }, { producer_byte_rate: null });
    await alter({ 'client-id': 'other' }, { producer_byte_rate: 1 });
    expect(await produce(broker.connect())).toBe(0);
  });

  it('go by the most particular limit', async () => {
    await alter({ 'client-id': null }, { producer_byte_rate: 1 });
    await alter({ user: null }, { producer_byte_rate: 1 });
    await alter({ user: 'ANONYMOUS', 'client-id': null }, { producer_byte_rate: 1_000_000 });
    expect(await produce()).toBe(0);
  });

  it('let nobody wait whose connection is gone', async () => {
    await alter({ user: 'ANONYMOUS' }, { producer_byte_rate: 1 });
    const gone = new AbortController();
    const peer = { ...broker.connect(), gone: gone.signal };
    await produce(peer);
    const { pendingTimers } = broker.clock;
    const next = broker.sendAs(peer, produceFrame());
    expect(broker.clock.pendingTimers).toBe(pendingTimers + 1);
    gone.abort();
    expect(await next).toEqual({ type: 'silence' });
    expect(broker.clock.pendingTimers).toBe(pendingTimers);
  });
});
