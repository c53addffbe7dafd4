import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../tests/support/manual-clock.ts';
import { type Assignment, assignmentOf, topicPartitionsOf } from './assignment.ts';
import { type AssignedMember, assignors } from './assignors.ts';
import { ConsumerGroups } from './consumer-groups.ts';
import type { HeartbeatRequest } from './heartbeat.ts';

let clock: ManualClock;
let topics: { name: string; topicId: string; partitions: number[] }[];
let groups: ConsumerGroups;

beforeEach(() => {
  clock = new ManualClock();
  topics = [];
  addTopic('orders', 4);
  let made = 0;
  groups = new ConsumerGroups({
    clock,
    topics: {
      get topics() {
        return topics;
      },
      topicByName: (wanted) => topics.find(({ name }) => name === wanted),
      topicById: (wanted) => topics.find(({ topicId }) => topicId === wanted),
    },
    createMemberId: () => `made ${(made += 1)}`,
  });
});

function addTopic(name: string, count: number): void {
  topics.push({ name, topicId: name, partitions: Array.from({ length: count }, (_, index) => index) });
}

function heartbeat(
  memberId: string,
  memberEpoch: number,
  more: Partial<HeartbeatRequest> = {},
  mayLackMemberId = false,
) {
  const answer = groups.heartbeat(
    {
      groupId: 'shop',
      memberId,
      memberEpoch,
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: -1,
      topicNames: null,
      topicPattern: null,
      assignorName: null,
      owned: null,
      clientId: 'test',
      clientHost: '/127.0.0.1',
      mayDescribe: () => true,
      ...more,
    },
    { mayLackMemberId },
  );
  if (answer.error !== undefined) return answer.error;
  return { epoch: answer.memberEpoch, partitions: answer.assignment && numbers(answer.assignment) };
}

function join(memberId: string, more: Partial<HeartbeatRequest> = {}) {
  const first = { rebalanceTimeoutMs: 30_000, topicNames: ['orders'], owned: new Set<never>() };
  return heartbeat(memberId, 0, { ...first, ...more });
}

const numbers = (assignment: Assignment): (number | string)[] =>
  topicPartitionsOf(assignment).flatMap(({ topicId, partitions }) =>
    partitions.map((partition) => (topicId === 'orders' ? partition : `${topicId}-${partition}`)),
  );
const owning = (...partitions: number[]) => ({ owned: assignmentOf([{ topicId: 'orders', partitions }]) });
const state = () => groups.find('shop')?.state;

describe('two members', () => {
  it('hand partitions over only once they are given up', () => {
    expect(join('a')).toEqual({ epoch: 2, partitions: [0, 1, 2, 3] });
    expect(state()).toBe('Stable');
    expect(join('b')).toEqual({ epoch: 3, partitions: [] });
    expect(state()).toBe('Reconciling');
    const told = heartbeat('a', 2);
    expect(told).toEqual({ epoch: 2, partitions: [2, 3] });
    expect(heartbeat('b', 3)).toEqual({ epoch: 3, partitions: undefined });
    expect(heartbeat('a', 2, owning(0, 1, 2, 3))).toEqual({ epoch: 2, partitions: undefined });
    expect(heartbeat('b', 3)).toEqual({ epoch: 3, partitions: undefined });
    expect(heartbeat('a', 2, owning(2, 3))).toEqual({ epoch: 3, partitions: undefined });
    expect(heartbeat('b', 3)).toEqual({ epoch: 3, partitions: [0, 1] });
    expect(state()).toBe('Stable');
  });

  it('take over what one leaves behind', () => {
    join('a');
    join('b');
    heartbeat('a', 2, owning(2, 3));
    heartbeat('b', 3);
    expect(heartbeat('a', -1)).toEqual({ epoch: -1, partitions: undefined });
    expect(heartbeat('b', 3)).toEqual({ epoch: 4, partitions: [0, 1, 2, 3] });
  });

  it('wait for each other no longer than the rebalance timeout', async () => {
    join('a');
    join('b');
    heartbeat('a', 2, owning(0, 1, 2, 3));
    await clock.advance(29_999);
    expect(heartbeat('b', 3)).toMatchObject({ partitions: undefined });
    expect(heartbeat('a', 2)).toMatchObject({ epoch: 2 });
    await clock.advance(1);
    expect(heartbeat('a', 2)).toBe('UNKNOWN_MEMBER_ID');
    expect(heartbeat('b', 3)).toEqual({ epoch: 4, partitions: [0, 1, 2, 3] });
  });
});

describe('a member', () => {
  it('that is silent is out when its session ends', async () => {
    join('a');
    await clock.advance(44_999);
    heartbeat('a', 2);
    await clock.advance(44_999);
    expect(state()).toBe('Stable');
    await clock.advance(1);
    expect(state()).toBe('Empty');
    expect(clock.pendingTimers).toBe(0);
    expect(heartbeat('a', 2)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('is fenced by another epoch than its own, but for one whose answer was lost', () => {
    join('a');
    expect(heartbeat('a', 3)).toBe('FENCED_MEMBER_EPOCH');
    expect(heartbeat('a', 1)).toBe('FENCED_MEMBER_EPOCH');
    join('b');
    heartbeat('a', 2, owning(2, 3));
    expect(heartbeat('a', 2)).toBe('FENCED_MEMBER_EPOCH');
    expect(heartbeat('a', 2, owning(0, 1, 2, 3))).toBe('FENCED_MEMBER_EPOCH');
    expect(heartbeat('a', 2, owning(2, 3))).toMatchObject({ epoch: 3 });
  });

  it('that joins again is told what it has', () => {
    join('a');
    expect(join('a')).toEqual({ epoch: 2, partitions: [0, 1, 2, 3] });
  });

  it('is given an id where its version lets the coordinator choose', () => {
    const first = { rebalanceTimeoutMs: 30_000, topicNames: ['orders'], owned: new Set<never>() };
    expect(heartbeat('', 0, first)).toBe('INVALID_REQUEST');
    expect(heartbeat('', 0, first, true)).toMatchObject({ epoch: 2 });
    expect([...(groups.find('shop')?.members.keys() ?? [])]).toEqual(['made 1']);
  });

  it('gets topics that are made later, and more partitions, and loses those that are deleted', () => {
    join('a', { topicNames: ['orders', 'bills'] });
    expect(heartbeat('a', 2)).toEqual({ epoch: 2, partitions: undefined });
    addTopic('bills', 1);
    expect(heartbeat('a', 2)).toEqual({ epoch: 3, partitions: [0, 1, 2, 3, 'bills-0'] });
    topics = topics.filter(({ name }) => name === 'bills');
    expect(heartbeat('a', 3)).toMatchObject({ epoch: 3, partitions: ['bills-0'] });
  });

  it('may subscribe by a pattern', () => {
    addTopic('orders-eu', 1);
    expect(join('a', { topicNames: null, topicPattern: 'orders-.*' })).toMatchObject({ partitions: ['orders-eu-0'] });
    expect(join('b', { topicPattern: '(' })).toBe('INVALID_REGULAR_EXPRESSION');
    expect(groups.isSubscribed('shop', 'orders-eu')).toBe(true);
    expect(groups.isSubscribed('shop', 'orders')).toBe(false);
  });
});

describe('a static member', () => {
  const instanceId = 'till';

  it('keeps its partitions while it is away, and comes back under another id', async () => {
    expect(join('a', { instanceId })).toMatchObject({ epoch: 2 });
    join('b');
    heartbeat('a', 2, { instanceId, ...owning(2, 3) });
    expect(heartbeat('b', 3)).toMatchObject({ partitions: [0, 1] });
    expect(join('a2', { instanceId })).toBe('UNRELEASED_INSTANCE_ID');
    expect(heartbeat('a', -2, { instanceId })).toMatchObject({ epoch: -2 });
    expect(heartbeat('b', 3)).toEqual({ epoch: 3, partitions: undefined });
    expect(join('a2', { instanceId })).toEqual({ epoch: 3, partitions: [2, 3] });
    expect(heartbeat('a', 3, { instanceId })).toBe('FENCED_INSTANCE_ID');
    heartbeat('a2', -2, { instanceId });
    await clock.advance(44_000);
    heartbeat('b', 3);
    await clock.advance(1000);
    expect(heartbeat('b', 3)).toEqual({ epoch: 4, partitions: [0, 1, 2, 3] });
  });
});

it('says who may commit', () => {
  const commit = (memberId: string, generationId: number, groupId = 'shop') =>
    groups.claimError({ groupId, memberId, groupInstanceId: null, generationId });
  join('a');
  expect(commit('a', 2)).toBeUndefined();
  expect(commit('a', 1)).toBe('STALE_MEMBER_EPOCH');
  expect(commit('b', 2)).toBe('UNKNOWN_MEMBER_ID');
  expect(commit('', -1)).toBe('UNKNOWN_MEMBER_ID');
  expect(commit('a', 2, 'nobody')).toBe('GROUP_ID_NOT_FOUND');
  heartbeat('a', -1);
  expect(commit('', -1)).toBeUndefined();
});

describe('the assignors', () => {
  const member = (memberId: string, topicIds: string[], target: string[] = []): AssignedMember => ({
    memberId,
    instanceId: null,
    topicIds: new Set(topicIds),
    target: new Set(target as never[]),
  });
  const shares = (assigned: Map<string, Assignment>) =>
    Object.fromEntries(Array.from(assigned, ([memberId, keys]) => [memberId, [...keys].sort()]));

  it('range gives each member a range of each topic', () => {
    const counts = new Map([
      ['x', 3],
      ['y', 4],
    ]);
    expect(shares(assignors.range([member('b', ['x', 'y']), member('a', ['x', 'y'])], counts))).toEqual({
      a: ['x:0', 'x:1', 'y:0', 'y:1'],
      b: ['x:2', 'y:2', 'y:3'],
    });
  });

  it('uniform keeps what is fair, and moves as little as it must', () => {
    const counts = new Map([['x', 6]]);
    const before = member('a', ['x'], ['x:0', 'x:1', 'x:2', 'x:3', 'x:4', 'x:5']);
    const two = assignors.uniform([before, member('b', ['x'])], counts);
    expect(shares(two)['b']).toHaveLength(3);
    const three = assignors.uniform(
      [member('c', ['x']), ...[...two].map(([id, keys]) => ({ ...member(id, ['x']), target: keys }))],
      counts,
    );
    expect(Object.values(shares(three)).map((keys) => keys.length)).toEqual([2, 2, 2]);
    for (const id of ['a', 'b']) expect(shares(two)[id]).toEqual(expect.arrayContaining(shares(three)[id] ?? []));
  });

  it('uniform gives nobody a topic that it has not subscribed to, and nothing twice', () => {
    const counts = new Map([
      ['x', 2],
      ['y', 2],
    ]);
    const members = [member('a', ['x']), member('b', ['x', 'y'], ['x:0']), member('c', ['y'], ['x:1', 'y:0', 'y:1'])];
    expect(shares(assignors.uniform(members, counts))).toEqual({ a: ['x:1'], b: ['x:0'], c: ['y:0', 'y:1'] });
    expect(shares(assignors.uniform([], counts))).toEqual({});
  });
});
