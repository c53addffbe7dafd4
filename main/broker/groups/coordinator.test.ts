import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { CommittedOffsets } from './committed-offsets.ts';
import { ConsumerGroups } from './consumer/consumer-groups.ts';
import { GroupCoordinator } from './coordinator.ts';
import type { JoinAnswer, JoinRequest, SyncAnswer } from './group-types.ts';

const initialRebalanceDelayMs = 100;
const sessionTimeoutMs = 10_000;
const rebalanceTimeoutMs = 30_000;

const noTopics = { topicByName: () => undefined, topicById: () => undefined, topics: [] };

let clock: ManualClock;
let coordinator: GroupCoordinator;

beforeEach(() => {
  clock = new ManualClock(1_700_000_000_000);
  let created = 0;
  coordinator = new GroupCoordinator({
    clock,
    offsets: new CommittedOffsets(),
    settings: { initialRebalanceDelayMs, minSessionTimeoutMs: 6000, maxSessionTimeoutMs: 1_800_000, maxSize: 3 },
    createMemberId: () => `id${(created += 1)}`,
    consumers: new ConsumerGroups({ clock, topics: noTopics, createMemberId: () => 'unused' }),
  });
});

type Pending<Answer> = { answer: Answer | undefined; count: number };

function joining(request: Partial<JoinRequest> = {}): Pending<JoinAnswer> {
  const pending: Pending<JoinAnswer> = { answer: undefined, count: 0 };
  coordinator.join(
    {
      groupId: 'billing',
      memberId: '',
      groupInstanceId: null,
      clientId: 'client',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
      requiresKnownMemberId: false,
      supportsSkippingAssignment: true,
      ...request,
    },
    (answer) => {
      pending.answer = answer;
      pending.count += 1;
    },
  );
  return pending;
}

function syncing(
  memberId: string,
  generationId: number,
  assignments: Record<string, string> = {},
  groupInstanceId: string | null = null,
): Pending<SyncAnswer> {
  const pending: Pending<SyncAnswer> = { answer: undefined, count: 0 };
  coordinator.sync(
    {
      groupId: 'billing',
      memberId,
      groupInstanceId,
      generationId,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: Object.entries(assignments).map(([member, text]) => ({
        memberId: member,
        assignment: Buffer.from(text),
      })),
    },
    (answer) => {
      pending.answer = answer;
      pending.count += 1;
    },
  );
  return pending;
}

function joined(pending: Pending<JoinAnswer>) {
  const { answer } = pending;
  if (answer?.error !== undefined || !answer) throw new Error(`not joined: ${answer?.error ?? 'no answer yet'}`);
  return answer;
}

function assigned(pending: Pending<SyncAnswer>): string {
  const { answer } = pending;
  if (answer?.error !== undefined || !answer) throw new Error(`not assigned: ${answer?.error ?? 'no answer yet'}`);
  return Buffer.from(answer.assignment).toString();
}

function beat(memberId: string, generationId: number, groupInstanceId: string | null = null) {
  return coordinator.heartbeat({ groupId: 'billing', memberId, groupInstanceId, generationId });
}

function protocol(name: string) {
  return { name, metadata: Buffer.from(name) };
}

/** A group of one member, stable in generation 1. */
async function stableGroupOfOne(request: Partial<JoinRequest> = {}): Promise<string> {
  const first = joining(request);
  await clock.advance(initialRebalanceDelayMs);
  const { memberId } = joined(first);
  syncing(memberId, 1, { [memberId]: 'all' }, request.groupInstanceId ?? null);
  return memberId;
}

function stateOf(groupId = 'billing') {
  return coordinator.describe(groupId)?.state;
}

describe('joining', () => {
  it('gathers the members that come within the initial delay into one generation', async () => {
    const first = joining();
    await clock.advance(60);
    const second = joining();
    expect(first.answer).toBeUndefined();
    await clock.advance(initialRebalanceDelayMs);
    expect(first.answer).toBeUndefined();
    await clock.advance(initialRebalanceDelayMs);
    const leader = joined(first);
    const follower = joined(second);
    expect([leader.generationId, follower.generationId]).toEqual([1, 1]);
    expect(leader.leaderId).toBe(leader.memberId);
    expect(leader.members.map((member) => member.memberId)).toEqual([leader.memberId, follower.memberId]);
    expect(follower.members).toEqual([]);
    expect(follower.leaderId).toBe(leader.memberId);
    expect(stateOf()).toBe('CompletingRebalance');
  });

  it('gives a new member an id to come back with, and forgets it after a session', async () => {
    const asked = joining({ requiresKnownMemberId: true });
    expect(asked.answer).toEqual({ error: 'MEMBER_ID_REQUIRED', memberId: 'client-id1' });
    const back = joining({ memberId: 'client-id1', requiresKnownMemberId: true });
    await clock.advance(initialRebalanceDelayMs);
    expect(joined(back).memberId).toBe('client-id1');

    joining({ requiresKnownMemberId: true });
    await clock.advance(sessionTimeoutMs);
    expect(joining({ memberId: 'client-id2' }).answer).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' });
  });

  it.each([
    ['an empty group id', { groupId: '' }, 'INVALID_GROUP_ID'],
    ['a session that is too short', { sessionTimeoutMs: 5999 }, 'INVALID_SESSION_TIMEOUT'],
    ['a session that is too long', { sessionTimeoutMs: 1_800_001 }, 'INVALID_SESSION_TIMEOUT'],
    ['an id that was never given out', { memberId: 'stranger' }, 'UNKNOWN_MEMBER_ID'],
    ['no protocols', { protocols: [] }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['no protocol type', { protocolType: '' }, 'INCONSISTENT_GROUP_PROTOCOL'],
  ] satisfies [string, Partial<JoinRequest>, string][])('refuses %s', (_name, request, error) => {
    expect(joining(request).answer).toMatchObject({ error });
  });

  it('refuses a member that shares no protocol, or is of another type', async () => {
    await stableGroupOfOne();
    expect(joining({ protocolType: 'connect' }).answer).toMatchObject({ error: 'INCONSISTENT_GROUP_PROTOCOL' });
    const other = [{ name: 'sticky', metadata: Buffer.from('') }];
    expect(joining({ protocols: other }).answer).toMatchObject({ error: 'INCONSISTENT_GROUP_PROTOCOL' });
  });

  it('refuses a member beyond the largest size', () => {
    joining();
    joining();
    joining();
    expect(joining().answer).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED' });
  });

  it('chooses the protocol that all know and most prefer', async () => {
    const first = joining({ protocols: [protocol('range'), protocol('sticky'), protocol('mine')] });
    const second = joining({ protocols: [protocol('sticky'), protocol('range')] });
    const third = joining({ protocols: [protocol('sticky'), protocol('range')] });
    await clock.advance(2 * initialRebalanceDelayMs);
    for (const member of [first, second, third]) expect(joined(member).protocolName).toBe('sticky');
    expect(Buffer.from(joined(first).members[0]?.metadata ?? []).toString()).toBe('sticky');
  });

  it('answers a repeated join of the same generation without a rebalance', async () => {
    const first = joining();
    await clock.advance(initialRebalanceDelayMs);
    const { memberId } = joined(first);
    expect(joined(joining({ memberId })).generationId).toBe(1);
    expect(stateOf()).toBe('CompletingRebalance');
  });

  it('begins a rebalance when the leader of a stable group joins again', async () => {
    const memberId = await stableGroupOfOne();
    expect(joined(joining({ memberId })).generationId).toBe(2);
  });
});

describe('syncing', () => {
  it('hands out what the leader assigned, to those who came before and after it', async () => {
    const first = joining();
    const second = joining();
    const third = joining();
    await clock.advance(2 * initialRebalanceDelayMs);
    const [one, two, three] = [joined(first).memberId, joined(second).memberId, joined(third).memberId];
    const early = syncing(two, 1);
    expect(early.answer).toBeUndefined();
    const leader = syncing(one, 1, { [one]: 'p0', [two]: 'p1' });
    expect([assigned(leader), assigned(early)]).toEqual(['p0', 'p1']);
    expect(assigned(syncing(three, 1))).toBe('');
    expect(stateOf()).toBe('Stable');
  });

  it('refuses strangers, old generations and other protocols', async () => {
    const memberId = await stableGroupOfOne();
    expect(syncing('stranger', 1).answer).toEqual({ error: 'UNKNOWN_MEMBER_ID' });
    expect(syncing(memberId, 7).answer).toEqual({ error: 'ILLEGAL_GENERATION' });
    let answer: SyncAnswer | undefined;
    coordinator.sync(
      {
        groupId: 'billing',
        memberId,
        groupInstanceId: null,
        generationId: 1,
        protocolType: 'consumer',
        protocolName: 'sticky',
        assignments: [],
      },
      (given) => (answer = given),
    );
    expect(answer).toEqual({ error: 'INCONSISTENT_GROUP_PROTOCOL' });
  });

  it('sends waiting members back to join when somebody new comes', async () => {
    const first = joining();
    const second = joining();
    await clock.advance(2 * initialRebalanceDelayMs);
    const waiting = syncing(joined(second).memberId, 1);
    joining();
    expect(waiting.answer).toEqual({ error: 'REBALANCE_IN_PROGRESS' });
    expect(beat(joined(first).memberId, 1)).toBe('REBALANCE_IN_PROGRESS');
  });

  it('drops members that never sync', async () => {
    const first = joining();
    const second = joining();
    await clock.advance(2 * initialRebalanceDelayMs);
    const [one, two] = [joined(first).memberId, joined(second).memberId];
    syncing(one, 1, { [one]: 'p0', [two]: 'p1' });
    for (let elapsedMs = 0; elapsedMs < rebalanceTimeoutMs; elapsedMs += 5000) {
      beat(one, 1);
      beat(two, 1);
      await clock.advance(5000);
    }
    expect(beat(one, 1)).toBe('REBALANCE_IN_PROGRESS');
    expect(beat(two, 1)).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('sessions', () => {
  it('last while heartbeats come, and end the membership when they stop', async () => {
    const memberId = await stableGroupOfOne();
    await clock.advance(sessionTimeoutMs - 1);
    expect(beat(memberId, 1)).toBeUndefined();
    await clock.advance(sessionTimeoutMs - 1);
    expect(beat(memberId, 1)).toBeUndefined();
    await clock.advance(sessionTimeoutMs);
    expect(beat(memberId, 1)).toBe('UNKNOWN_MEMBER_ID');
    expect(stateOf()).toBe('Empty');
  });

  it('do not end while the member waits for a rebalance', async () => {
    const first = await stableGroupOfOne();
    const newcomer = joining();
    const again = joining({ memberId: first });
    expect(joined(again).generationId).toBe(2);
    const waiting = syncing(joined(newcomer).memberId, 2);
    for (let beats = 0; beats < 4; beats += 1) {
      await clock.advance(sessionTimeoutMs / 2);
      beat(first, 2);
    }
    expect(waiting.answer).toBeUndefined();
    syncing(first, 2, { [joined(newcomer).memberId]: 'p1' });
    expect(assigned(waiting)).toBe('p1');
  });

  it('end the wait for a member that died while the others join', async () => {
    await stableGroupOfOne();
    const newcomer = joining();
    await clock.advance(sessionTimeoutMs);
    expect(joined(newcomer).members).toHaveLength(1);
  });

  it('of a member that heartbeats without joining are bounded by the rebalance timeout', async () => {
    const stubborn = await stableGroupOfOne();
    const newcomer = joining();
    for (let elapsedMs = 0; elapsedMs < rebalanceTimeoutMs; elapsedMs += 5000) {
      expect(beat(stubborn, 1)).toBe('REBALANCE_IN_PROGRESS');
      await clock.advance(5000);
    }
    expect(joined(newcomer).generationId).toBe(2);
    expect(beat(stubborn, 1)).toBe('UNKNOWN_MEMBER_ID');
  });
});

describe('heartbeats', () => {
  it('tell a member what it must do', async () => {
    const memberId = await stableGroupOfOne();
    expect(beat(memberId, 1)).toBeUndefined();
    expect(beat(memberId, 2)).toBe('ILLEGAL_GENERATION');
    expect(beat('stranger', 1)).toBe('UNKNOWN_MEMBER_ID');
    joining();
    expect(beat(memberId, 1)).toBe('REBALANCE_IN_PROGRESS');
  });
});

describe('leaving', () => {
  it('begins a rebalance for the others, and empties the group with the last', async () => {
    const first = await stableGroupOfOne();
    const second = joining();
    joining({ memberId: first });
    const { memberId } = joined(second);
    syncing(first, 2, { [first]: 'p0', [memberId]: 'p1' });
    expect(coordinator.leave('billing', [{ memberId, groupInstanceId: null }])).toEqual([undefined]);
    expect(stateOf()).toBe('PreparingRebalance');
    expect(coordinator.leave('billing', [{ memberId: first, groupInstanceId: null }])).toEqual([undefined]);
    expect(stateOf()).toBe('Empty');
    expect(clock.pendingTimers).toBe(0);
  });

  it('answers each member for itself', async () => {
    const memberId = await stableGroupOfOne({ groupInstanceId: 'desk-1' });
    const leaving = [
      { memberId: 'stranger', groupInstanceId: null },
      { memberId: 'stranger', groupInstanceId: 'desk-1' },
      { memberId: '', groupInstanceId: 'desk-2' },
      { memberId: '', groupInstanceId: 'desk-1' },
      { memberId, groupInstanceId: null },
    ];
    const unknown = 'UNKNOWN_MEMBER_ID';
    expect(coordinator.leave('billing', leaving)).toEqual([unknown, 'FENCED_INSTANCE_ID', unknown, undefined, unknown]);
    expect(coordinator.leave('nobody', [{ memberId, groupInstanceId: null }])).toEqual([unknown]);
    expect(coordinator.leave('', [])).toBe('INVALID_GROUP_ID');
  });

  it('takes back an id that was given out and never used', async () => {
    joining({ requiresKnownMemberId: true });
    const other = joining();
    expect(coordinator.leave('billing', [{ memberId: 'client-id1', groupInstanceId: null }])).toEqual([undefined]);
    await clock.advance(2 * initialRebalanceDelayMs);
    expect(joined(other).members).toHaveLength(1);
  });
});

describe('static members', () => {
  it('come back without a rebalance, and fence their old selves', async () => {
    const old = await stableGroupOfOne({ groupInstanceId: 'desk-1' });
    const back = joined(joining({ groupInstanceId: 'desk-1' }));
    expect(back).toMatchObject({ generationId: 1, leaderId: back.memberId, skipAssignment: true });
    expect(back.members).toHaveLength(1);
    expect(back.memberId).not.toBe(old);
    expect(assigned(syncing(back.memberId, 1, {}, 'desk-1'))).toBe('all');
    expect(beat(old, 1, 'desk-1')).toBe('FENCED_INSTANCE_ID');
  });

  it('are told that their old self leads where the client cannot skip the assignment', async () => {
    const old = await stableGroupOfOne({ groupInstanceId: 'desk-1' });
    const back = joined(joining({ groupInstanceId: 'desk-1', supportsSkippingAssignment: false }));
    expect(back).toMatchObject({ generationId: 1, leaderId: old, members: [], skipAssignment: false });
  });

  it('keep their place through a rebalance that they miss, until their session ends', async () => {
    const desk = await stableGroupOfOne({ groupInstanceId: 'desk-1', sessionTimeoutMs: 2 * rebalanceTimeoutMs });
    const newcomer = joining();
    await clock.advance(rebalanceTimeoutMs);
    expect(joined(newcomer).members.map((member) => member.memberId)).toContain(desk);
  });

  it('fence a double that is still waiting', async () => {
    const first = joining({ groupInstanceId: 'desk-1' });
    const second = joining({ groupInstanceId: 'desk-1' });
    expect(first.answer).toMatchObject({ error: 'FENCED_INSTANCE_ID' });
    await clock.advance(2 * initialRebalanceDelayMs);
    expect(joined(second).members).toHaveLength(1);
    expect([first.count, second.count]).toEqual([1, 1]);
  });
});

describe('commits', () => {
  const claim = { groupId: 'billing', memberId: '', groupInstanceId: null, generationId: -1 };

  it('are open to clients that manage themselves, while the group has no members', async () => {
    expect(coordinator.commitError(claim, 8)).toBeUndefined();
    expect(stateOf()).toBe('Empty');
    await stableGroupOfOne();
    expect(coordinator.commitError(claim, 8)).toBe('UNKNOWN_MEMBER_ID');
  });

  it('of members are held against group, member and generation', async () => {
    expect(coordinator.commitError({ ...claim, generationId: 1, memberId: 'x' }, 8)).toBe('ILLEGAL_GENERATION');
    expect(coordinator.commitError({ ...claim, generationId: 1, memberId: 'x' }, 9)).toBe('GROUP_ID_NOT_FOUND');
    const memberId = await stableGroupOfOne();
    expect(coordinator.commitError({ ...claim, generationId: 1, memberId }, 8)).toBeUndefined();
    expect(coordinator.commitError({ ...claim, generationId: 2, memberId }, 8)).toBe('ILLEGAL_GENERATION');
    expect(coordinator.commitError({ ...claim, generationId: 1, memberId: 'x' }, 8)).toBe('UNKNOWN_MEMBER_ID');
    joining();
    expect(coordinator.commitError({ ...claim, generationId: 1, memberId }, 8)).toBeUndefined();
    joining({ memberId });
    expect(coordinator.commitError({ ...claim, generationId: 2, memberId }, 8)).toBe('REBALANCE_IN_PROGRESS');
  });
});

it('answers everyone and stops every timer when it is closed', () => {
  const first = joining();
  joining({ requiresKnownMemberId: true });
  coordinator.close();
  expect(first.answer).toMatchObject({ error: 'COORDINATOR_NOT_AVAILABLE' });
  expect(clock.pendingTimers).toBe(0);
});
