import { describe, expect, it } from 'vitest';
import { type Admin, ClientFault, type PartitionOffset, type TopicCreation } from '../clients/index.ts';
import { ManualClock, settle } from '../../tests/support/manual-clock.ts';
import { clusterOf } from './cluster.ts';

/** A cluster of one topic a name, told as offsets by partition. */
interface FakeState {
  earliest: Record<string, string[]>;
  ends: Record<string, string[]>;
  committed: PartitionOffset[];
}

function offsetsOf(topic: string, values: string[] = []): PartitionOffset[] {
  return values.map((offset, partition) => ({ topic, partition, offset }));
}

function refuse(): never {
  throw new Error('a session asks no such thing');
}

function fakeAdmin(state: FakeState): { admin: Admin; asked: string[]; created: TopicCreation[] } {
  const asked: string[] = [];
  const created: TopicCreation[] = [];
  const admin: Admin = {
    start: async () => undefined,
    stop: async () => undefined,
    describeTopics: async (names) =>
      names.flatMap((name) => {
        const partitions = state.ends[name]?.map((_, partition) => ({
          partition,
          leader: 1,
          replicas: [1],
          inSyncReplicas: [1],
        }));
        return partitions ? [{ name, internal: false, partitions }] : [];
      }),
    createTopics: async (topics) => {
      created.push(...topics);
      return topics.map(({ name }) => name);
    },
    earliestOffsets: async (topic) => offsetsOf(topic, state.earliest[topic]),
    endOffsets: async (topic) => {
      asked.push(`ends of ${topic}`);
      return offsetsOf(topic, state.ends[topic]);
    },
    groupOffsets: async (group) => {
      asked.push(`commits of ${group}`);
      return state.committed;
    },
    listTopics: refuse,
    topicConfig: refuse,
    deleteTopics: refuse,
    listGroups: refuse,
    describeGroups: refuse,
  };
  return { admin, asked, created };
}

describe('topics', () => {
  it('are compared with what is there, and created only when told to', async () => {
    const { admin, created } = fakeAdmin({ earliest: {}, ends: { orders: ['0', '0'] }, committed: [] });
    const cluster = clusterOf(admin, new ManualClock());
    const orders = { name: 'orders', partitions: 3, config: {} };
    const payments = { name: 'payments', partitions: 1, config: { 'retention.ms': '1000' } };
    expect(await cluster.compareTopics([orders, payments])).toEqual({
      missing: [payments],
      differing: [{ wanted: orders, partitions: 2 }],
    });
    expect(created).toEqual([]);
    await cluster.createTopics([payments]);
    expect(created).toEqual([payments]);
  });
});

describe('a watch', () => {
  it('waits for a topic that its broker has not taken over yet, and for nothing else', async () => {
    const { admin } = fakeAdmin({ earliest: {}, ends: { orders: ['0'] }, committed: [] });
    let refusals = 3;
    const refusing: Admin = {
      ...admin,
      endOffsets: (topic) => {
        refusals -= 1;
        if (refusals < 0) return admin.endOffsets(topic);
        return Promise.reject(new ClientFault('BROKER_ERROR', 'not the leader', { retriable: refusals > 0 }));
      },
    };
    const clock = new ManualClock();
    const watching = clusterOf(refusing, clock).watchFromNow(['orders']);
    await Promise.all([expect(watching).rejects.toThrow('not the leader'), clock.advance(200)]);
    await clusterOf(refusing, clock).watchFromNow(['orders']);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('lag', () => {
  const state: FakeState = {
    earliest: { orders: ['2', '2', '2'] },
    ends: { orders: ['10', '10', '2'] },
    committed: [{ topic: 'orders', partition: 0, offset: '7' }],
  };

  it('counts from the committed offset, or from the earliest record where there is none', async () => {
    const cluster = clusterOf(fakeAdmin(state).admin, new ManualClock());
    const lags = await cluster.lag([{ group: 'pricing', topics: ['orders'], fromBeginning: true }]);
    expect(lags.map(({ partition, lag }) => [partition, lag])).toEqual([
      [0, 3],
      [1, 8],
      [2, 0],
    ]);
  });

  it('counts from where the topic ended at the start where a group does not read from the beginning', async () => {
    const growing = { ...state };
    const cluster = clusterOf(fakeAdmin(growing).admin, new ManualClock());
    await cluster.watchFromNow(['orders']);
    growing.ends = { orders: ['10', '14', '2', '3'] };
    const lags = await cluster.lag([{ group: 'pricing', topics: ['orders'], fromBeginning: false }]);
    expect(lags.map(({ lag }) => lag)).toEqual([3, 4, 0, 3]);
  });

  it('reads all committed offsets before any end, so that no lag means nothing is under way', async () => {
    const { admin, asked } = fakeAdmin(state);
    await clusterOf(admin, new ManualClock()).lag([
      { group: 'pricing', topics: ['orders'], fromBeginning: true },
      { group: 'audit', topics: ['orders'], fromBeginning: true },
    ]);
    expect(asked).toEqual(['commits of pricing', 'commits of audit', 'ends of orders']);
  });

  it('is never negative, as where a topic was made anew', async () => {
    const committed = [{ topic: 'orders', partition: 0, offset: '99' }];
    const [first] = await clusterOf(fakeAdmin({ ...state, committed }).admin, new ManualClock()).lag([
      { group: 'pricing', topics: ['orders'], fromBeginning: true },
    ]);
    expect(first?.lag).toBe(0);
  });
});
