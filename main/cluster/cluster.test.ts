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
    topicOffsets: async (topic) => {
      asked.push(`ends of ${topic}`);
      const starts = state.earliest[topic] ?? [];
      return (state.ends[topic] ?? []).map((endOffset, partition) => ({
        topic,
        partition,
        startOffset: starts[partition] ?? '0',
        endOffset,
      }));
    },
    groupOffsets: async (group) => {
      asked.push(`commits of ${group}`);
      return state.committed;
    },
    createPartitions: async (topic, count) => {
      state.ends[topic] = Array.from({ length: count }, (_, partition) => state.ends[topic]?.[partition] ?? '0');
    },
    earliestOffsets: refuse,
    endOffsets: refuse,
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

describe('a topic', () => {
  it('grows to the partitions that are wanted', async () => {
    const { admin } = fakeAdmin({ earliest: {}, ends: { orders: ['0', '0'] }, committed: [] });
    const cluster = clusterOf(admin, new ManualClock());
    const wanted = { name: 'orders', partitions: 3, config: {} };
    await cluster.growTopics([wanted]);
    expect(await cluster.compareTopics([wanted])).toEqual({ missing: [], differing: [] });
  });
});

describe('a watch', () => {
  it('waits for a topic that its broker has not taken over yet, and for nothing else', async () => {
    const { admin } = fakeAdmin({ earliest: {}, ends: { orders: ['0'] }, committed: [] });
    let refusals = 3;
    const refusing: Admin = {
      ...admin,
      topicOffsets: (topic) => {
        refusals -= 1;
        if (refusals < 0) return admin.topicOffsets(topic);
        return Promise.reject(new ClientFault('BROKER_ERROR', 'not the leader', { retriable: refusals > 0 }));
      },
    };
    const clock = new ManualClock();
    const watching = clusterOf(refusing, clock).watchFromNow(['orders'], ['pricing']);
    await Promise.all([expect(watching).rejects.toThrow('not the leader'), clock.advance(200)]);
    await clusterOf(refusing, clock).watchFromNow(['orders'], ['pricing']);
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
    const { lags } = await cluster.look([{ group: 'pricing', topics: ['orders'], fromBeginning: true }]);
    expect(lags.map(({ partition, lag }) => [partition, lag])).toEqual([
      [0, 3],
      [1, 8],
      [2, 0],
    ]);
  });

  it('counts from where the topic ended at the start where a group does not read from the beginning', async () => {
    const growing = { ...state };
    const cluster = clusterOf(fakeAdmin(growing).admin, new ManualClock());
    await cluster.watchFromNow(['orders'], ['pricing']);
    growing.ends = { orders: ['10', '14', '2', '3'] };
    const { lags } = await cluster.look([{ group: 'pricing', topics: ['orders'], fromBeginning: false }]);
    expect(lags.map(({ lag }) => lag)).toEqual([3, 4, 0, 3]);
  });

  it('counts for each group from where it was watched', async () => {
    const growing = { ...state, committed: [] };
    const cluster = clusterOf(fakeAdmin(growing).admin, new ManualClock());
    await cluster.watchFromNow(['orders'], ['pricing']);
    growing.ends = { orders: ['11', '10', '2'] };
    await cluster.watchFromNow(['orders'], ['audit']);
    growing.ends = { orders: ['13', '10', '2'] };
    const { lags } = await cluster.look([
      { group: 'pricing', topics: ['orders'], fromBeginning: false },
      { group: 'audit', topics: ['orders'], fromBeginning: false },
    ]);
    expect(lags.filter(({ lag }) => lag > 0)).toEqual([
      { group: 'pricing', topic: 'orders', partition: 0, position: '10', lag: 3 },
      { group: 'audit', topic: 'orders', partition: 0, position: '11', lag: 2 },
    ]);
  });

  it('comes with what every topic that was asked for holds', async () => {
    const { admin, asked } = fakeAdmin({ ...state, ends: { orders: ['10'], audit: ['4'] } });
    const { extents } = await clusterOf(admin, new ManualClock()).look(
      [{ group: 'pricing', topics: ['orders'], fromBeginning: true }],
      ['orders', 'audit'],
    );
    expect(extents).toEqual([
      { topic: 'orders', partition: 0, startOffset: '2', endOffset: '10' },
      { topic: 'audit', partition: 0, startOffset: '0', endOffset: '4' },
    ]);
    expect(asked).toEqual(['commits of pricing', 'ends of orders', 'ends of audit']);
  });

  it('reads all committed offsets before any end, so that no lag means nothing is under way', async () => {
    const { admin, asked } = fakeAdmin(state);
    await clusterOf(admin, new ManualClock()).look([
      { group: 'pricing', topics: ['orders'], fromBeginning: true },
      { group: 'audit', topics: ['orders'], fromBeginning: true },
    ]);
    expect(asked).toEqual(['commits of pricing', 'commits of audit', 'ends of orders']);
  });

  it('is never negative, as where a topic was made anew', async () => {
    const committed = [{ topic: 'orders', partition: 0, offset: '99' }];
    const { lags } = await clusterOf(fakeAdmin({ ...state, committed }).admin, new ManualClock()).look([
      { group: 'pricing', topics: ['orders'], fromBeginning: true },
    ]);
    expect(lags[0]?.lag).toBe(0);
  });
});
