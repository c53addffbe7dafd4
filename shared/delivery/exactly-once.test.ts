import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../tests/support/manual-clock.ts';
import { createDelivery } from './index.ts';
import type {
  Attempt,
  AttemptOutcome,
  DeliverableRecord,
  DeliveryReport,
  DeliverySettings,
  PartitionOffset,
} from './types.ts';

const error = { message: 'no' };
const partition = { topic: 'orders', partition: 0 };

function rig(settings: Partial<DeliverySettings> = {}) {
  const clock = new ManualClock();
  const running: (Attempt<DeliverableRecord> & { end: (outcome: AttemptOutcome) => void })[] = [];
  const letters: string[] = [];
  const commits: PartitionOffset[] = [];
  const reports: DeliveryReport<DeliverableRecord>[] = [];
  const world = {
    isClaimed: false,
    committed: undefined as string | undefined,
    claimFails: false,
    commitFails: false,
    letterFails: false,
  };
  let claims = 0;
  const delivery = createDelivery<DeliverableRecord>(
    {
      concurrency: 1,
      timeoutMs: 1000,
      retry: { limit: 1, backoffMs: 100, factor: 2, maxBackoffMs: 150 },
      whenExhausted: 'dead-letter',
      ...settings,
    },
    {
      clock,
      invoke: (attempt) => new Promise((resolve) => void running.push({ ...attempt, end: resolve })),
      publishDeadLetter: async ({ record }, nextOffset) => {
        if (world.letterFails) {
          world.isClaimed = false;
          throw new Error('away');
        }
        letters.push(`${record.offset} then ${nextOffset}`);
      },
      commit: () => Promise.reject(new Error('nothing is committed beside transactions')),
      pause: () => undefined,
      resume: () => undefined,
      journal: () => undefined,
      report: (report) => reports.push(report),
      transactions: {
        claim: async () => {
          claims += 1;
          if (world.claimFails) throw new Error('the coordinator is away');
          world.isClaimed = true;
          return world.committed;
        },
        isClaimed: () => world.isClaimed,
        commit: async (offset) => {
          if (world.commitFails) throw new Error('the coordinator is away');
          commits.push(offset);
        },
      },
    },
  );
  const fetch = async (from: number, count: number, gap = 0) => {
    const next = String(from + count + gap);
    delivery.accept({
      ...partition,
      records: Array.from({ length: count }, (_, index) => ({
        ...partition,
        offset: String(from + index),
        sizeBytes: 10,
      })),
      nextOffset: next,
      highWatermark: next,
    });
    await settle();
  };
  const end = async (outcome: AttemptOutcome) => {
    running.shift()?.end(outcome);
    await settle();
  };
  const told = (type: DeliveryReport<DeliverableRecord>['type']) => reports.filter((report) => report.type === type);
  delivery.assign([partition]);
  return { delivery, clock, running, letters, commits, reports, world, fetch, end, told, claims: () => claims };
}

describe('exactly once', () => {
  it('claims a partition before it works on it, and begins where the group has committed', async () => {
    const { fetch, running, world, claims } = rig();
    world.committed = '7';
    await fetch(5, 4);
    expect(claims()).toBe(1);
    expect(running).toMatchObject([{ records: [{ offset: '7' }], nextOffset: '8' }]);
  });

  it('commits where it begins before it begins, where the group has committed nothing', async () => {
    const { fetch, running, commits } = rig();
    await fetch(5, 1);
    expect(commits).toEqual([{ ...partition, offset: '5' }]);
    expect(running).toMatchObject([{ records: [{ offset: '5' }] }]);
  });

  it('tries a claim again, and works on nothing until then', async () => {
    const { fetch, running, world, clock, told } = rig();
    world.claimFails = true;
    await fetch(0, 1);
    expect(running).toEqual([]);
    expect(told('claim-failed')).toMatchObject([{ partition: 0, error: { message: 'the coordinator is away' } }]);
    world.claimFails = false;
    await clock.advance(200);
    expect(running).toHaveLength(1);
  });

  it('takes the offset of a commit along, and what only control records lead to is committed by itself', async () => {
    const { fetch, end, told, commits, world } = rig();
    world.committed = '0';
    await fetch(0, 1, 1);
    await end({ type: 'committed' });
    expect(told('attempt-done')).toHaveLength(1);
    expect(told('committed')).toMatchObject([{ offsets: [{ offset: '0' }] }, { offsets: [{ offset: '2' }] }]);
    expect(commits).toEqual([]);
    await fetch(2, 0, 3);
    expect(commits).toEqual([{ ...partition, offset: '5' }]);
  });

  it('believes the claim where the end of a transaction is in doubt: committed', async () => {
    const { fetch, end, told, world, running } = rig();
    await fetch(0, 2);
    world.isClaimed = false;
    world.committed = '1';
    await end({ type: 'unsettled', error });
    expect(told('attempt-done')).toHaveLength(1);
    expect(told('attempt-failed')).toEqual([]);
    expect(running).toMatchObject([{ records: [{ offset: '1' }], attempt: 1 }]);
  });

  it('believes the claim where the end of a transaction is in doubt: not committed, and not counted', async () => {
    const { fetch, end, told, world, running } = rig();
    await fetch(0, 2);
    world.isClaimed = false;
    await end({ type: 'unsettled', error });
    expect(told('attempt-done')).toEqual([]);
    expect(told('attempt-failed')).toMatchObject([{ failure: 'interrupted', counted: false }]);
    expect(running).toMatchObject([{ records: [{ offset: '0' }], attempt: 1 }]);
  });

  it('lets a commit stand that came after the time limit', async () => {
    const { fetch, end, told, clock, running } = rig();
    await fetch(0, 1);
    await clock.advance(1000);
    expect(running[0]?.signal.aborted).toBe(true);
    await end({ type: 'committed' });
    expect(told('attempt-done')).toHaveLength(1);
    expect(told('attempt-failed')).toEqual([]);
  });

  it('gives an event up with its offset, and asks first whether that was done where it failed', async () => {
    const { fetch, end, letters, world, clock, told, running } = rig({
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    });
    await fetch(0, 3);
    await end({ type: 'failed', error });
    expect(letters).toEqual(['0 then 1']);
    world.letterFails = true;
    await end({ type: 'failed', error });
    expect(told('dead-letter-failed')).toHaveLength(1);
    // It was written, and its answer was lost.
    world.letterFails = false;
    world.committed = '2';
    await clock.advance(200);
    expect(letters).toEqual(['0 then 1']);
    expect(told('dead-lettered')).toHaveLength(2);
    expect(running).toMatchObject([{ records: [{ offset: '2' }] }]);
  });

  it('passes over what somebody else has done meanwhile, its failures and all', async () => {
    const { fetch, end, world, clock, running } = rig();
    await fetch(0, 4);
    world.isClaimed = false;
    world.committed = '3';
    await end({ type: 'failed', error });
    await clock.advance(100);
    expect(running).toMatchObject([{ records: [{ offset: '3' }], attempt: 1 }]);
  });

  it('claims a partition that was lost and won again, though its old commit is still under way', async () => {
    const { delivery, fetch, end, world, running, claims } = rig();
    world.committed = '0';
    await fetch(0, 1);
    delivery.assign([]);
    delivery.assign([partition]);
    // The claim is answered once the old commit has gone through or can't any more.
    world.committed = '1';
    await fetch(0, 2);
    await end({ type: 'committed' });
    expect(claims()).toBe(2);
    expect(running).toMatchObject([{ records: [{ offset: '1' }] }]);
  });

  it('fetches on where what filled its queue was done by somebody else', async () => {
    const { fetch, world, told, delivery } = rig({ maxQueuedRecords: 3 });
    world.committed = '3';
    await fetch(0, 3);
    expect(told('paused')).toHaveLength(1);
    expect(told('resumed')).toHaveLength(1);
    expect(delivery.status()).toMatchObject([{ queuedRecords: 0, paused: false }]);
  });

  it('waits longer and longer, and says so, where claims succeed and no transaction is ever committed', async () => {
    const { fetch, end, world, clock, running, told } = rig();
    world.committed = '0';
    await fetch(0, 2);
    const fail = async () => {
      world.isClaimed = false;
      await end({ type: 'unsettled', error });
    };
    await fail();
    expect(running).toHaveLength(1);
    for (const waitMs of [200, 400]) {
      await fail();
      expect(told('claim-failed').at(-1)).toMatchObject({ partition: 0, error, retryInMs: waitMs });
      await clock.advance(waitMs - 1);
      expect(running).toEqual([]);
      await clock.advance(1);
      expect(running).toHaveLength(1);
    }
    world.committed = '1';
    await end({ type: 'committed' });
    await fail();
    expect(running).toMatchObject([{ records: [{ offset: '1' }] }]);
  });

  it('commits at the end of a run what was skipped since the last transaction, and says where it could not', async () => {
    for (const commitFails of [false, true]) {
      const { delivery, fetch, end, commits, world, clock } = rig({
        retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
        whenExhausted: 'skip',
      });
      world.committed = '0';
      await fetch(0, 3);
      await end({ type: 'failed', error });
      world.commitFails = commitFails;
      const drained = delivery.drain({ deadlineMs: 1000 });
      await end({ type: 'interrupted', error });
      expect(await drained).toMatchObject({ committed: !commitFails, left: [{ fromOffset: '1', count: 2 }] });
      expect(commits).toEqual(commitFails ? [] : [{ ...partition, offset: '1' }]);
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it('says of an attempt in doubt that nobody knows, where its partition or the time to ask is gone', async () => {
    for (const goes of ['partition', 'time'] as const) {
      const { delivery, fetch, end, told, world } = rig();
      world.committed = '0';
      await fetch(0, 1);
      world.isClaimed = false;
      world.claimFails = true;
      await end({ type: 'unsettled', error });
      expect(told('attempt-abandoned')).toEqual([]);
      if (goes === 'partition') delivery.assign([]);
      await delivery.drain({ deadlineMs: 1000 });
      expect(told('attempt-abandoned')).toMatchObject([{ records: [{ offset: '0' }], attempt: 1 }]);
    }
  });

  it('finds out at the end of a run what waits to be found out', async () => {
    const { delivery, fetch, end, world, clock, told } = rig();
    world.committed = '0';
    await fetch(0, 1);
    for (const committed of ['0', '1']) {
      world.isClaimed = false;
      await end({ type: 'unsettled', error });
      world.committed = committed;
    }
    expect(told('attempt-done')).toEqual([]);
    await delivery.drain({ deadlineMs: 1000 });
    expect(told('attempt-done')).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('finds out at the end of a run what is still in doubt', async () => {
    const { delivery, fetch, end, told, world, clock } = rig();
    await fetch(0, 1);
    const drained = delivery.drain({ deadlineMs: 1000 });
    world.isClaimed = false;
    world.committed = '1';
    await end({ type: 'unsettled', error });
    expect(await drained).toEqual({ inFlight: [], left: [], committed: true });
    expect(told('attempt-done')).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});
