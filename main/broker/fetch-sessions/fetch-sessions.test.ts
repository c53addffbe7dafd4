import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { FetchSession } from './fetch-session.ts';
import { FetchSessions } from './fetch-sessions.ts';

const evictionMs = 120_000;

function sessionsOf(limits: { sessions?: number; partitions?: number }) {
  const clock = new ManualClock(1_700_000_000_000);
  const sessions = new FetchSessions(clock, { evictionMs, ...limits });
  const wanted = (count: number, first = 0) =>
    Array.from({ length: count }, (_, index) => ({
      topic: 'orders',
      topicId: '',
      partition: first + index,
      currentLeaderEpoch: -1,
      fetchOffset: 0n,
      lastFetchedEpoch: -1,
      partitionMaxBytes: 1000,
    }));
  const ask = (sessionId: number, sessionEpoch: number, partitions = wanted(0)) => {
    const plan = sessions.plan({ sessionId, sessionEpoch, usesTopicIds: false, wanted: partitions, forgotten: [] });
    if (plan.type === 'refused') return plan.error;
    const answer = { errorCode: 0, highWatermark: 0n, logStartOffset: 0n, records: new Uint8Array(0) };
    const answers = plan.targets.map((target) => ({ target, answer }));
    return sessions.finish(plan, answers).sessionId;
  };
  const begin = (partitions: number) => Number(ask(0, 0, wanted(partitions)));
  return { clock, sessions, wanted, ask, begin };
}

describe('the cache of fetch sessions', () => {
  it('is no larger than its limit: while all are young and in use, a newcomer gets none', async () => {
    const { clock, sessions, begin } = sessionsOf({ sessions: 3 });
    const ids = [begin(1), begin(1), begin(1)];
    expect(new Set(ids).size).toBe(3);
    await clock.advance(evictionMs);
    expect(begin(100)).toBe(0);
    expect(sessions.size).toBe(3);
  });

  it('gives the place of the one that was used least lately, once that is long ago', async () => {
    const { clock, ask, begin } = sessionsOf({ sessions: 2 });
    const [first, second] = [begin(5), begin(5)];
    await clock.advance(1);
    expect(ask(first, 1)).toBe(first);
    await clock.advance(evictionMs);
    expect(begin(1)).toBeGreaterThan(0);
    expect(ask(second, 1)).toBe('FETCH_SESSION_ID_NOT_FOUND');
    expect(ask(first, 2)).toBe(first);
  });

  it('gives the place of the smallest older one to a larger one, and to no other', async () => {
    const { clock, ask, begin } = sessionsOf({ sessions: 2 });
    const [small, large] = [begin(2), begin(3)];
    await clock.advance(evictionMs + 1);
    expect([ask(small, 1), ask(large, 1)]).toEqual([small, large]);
    expect(begin(2)).toBe(0);
    const newcomer = begin(3);
    expect(newcomer).toBeGreaterThan(0);
    expect(ask(small, 2)).toBe('FETCH_SESSION_ID_NOT_FOUND');
    // The newcomer is young, and the large one is no smaller than what asks now.
    expect(begin(3)).toBe(0);
    expect(ask(large, 2)).toBe(large);
  });

  it('has no more partitions than its limit, whoever they belong to', () => {
    const { sessions, wanted, ask, begin } = sessionsOf({ partitions: 10 });
    const first = begin(6);
    expect(begin(5)).toBe(0);
    const second = begin(4);
    expect(ask(second, 1, wanted(1, 4))).toBe('FETCH_SESSION_ID_NOT_FOUND');
    expect(sessions.size).toBe(1);
    expect(ask(first, 1)).toBe(first);
  });

  it('gives the partitions of those that were used long ago to others', async () => {
    const { clock, sessions, begin } = sessionsOf({ partitions: 10 });
    begin(10);
    await clock.advance(evictionMs);
    expect(begin(5)).toBe(0);
    await clock.advance(1);
    expect(begin(5)).toBeGreaterThan(0);
    expect(sessions.size).toBe(1);
  });
});

it('the epoch after the largest is 1', () => {
  const session = new FetchSession({ sessionId: 1, usesTopicIds: false, createdMs: 0 });
  session.epoch = 2 ** 31 - 1;
  session.advanceEpoch();
  expect(session.epoch).toBe(1);
});
