import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../tests/support/manual-clock.ts';
import { createDelivery, createIsolationGate } from './index.ts';
import type {
  Attempt,
  AttemptOutcome,
  DeadLetter,
  DeliverableRecord,
  DeliveryOptions,
  DeliveryReport,
  DeliverySettings,
  JournalEntry,
  PartitionOffset,
} from './types.ts';

type Invocation = Attempt<DeliverableRecord> & { end: (outcome: AttemptOutcome) => void };

const error = { message: 'no' };
const failed: AttemptOutcome = { type: 'failed', error };
const lost: AttemptOutcome = { type: 'worker-lost', error };

const partitions = (...numbers: number[]) => numbers.map((partition) => ({ topic: 'orders', partition }));

function rig(settings: Partial<DeliverySettings> = {}, options: DeliveryOptions = {}) {
  const clock = new ManualClock();
  const running: Invocation[] = [];
  const started: string[] = [];
  const deadLetters: DeadLetter<DeliverableRecord>[] = [];
  const commits: PartitionOffset[][] = [];
  const reports: DeliveryReport<DeliverableRecord>[] = [];
  const journal: JournalEntry[] = [];
  const fetching = new Map<number, boolean>();
  const world = { deadLetterFails: false, commitFails: false };
  const delivery = createDelivery<DeliverableRecord>(
    {
      concurrency: 10,
      timeoutMs: 1000,
      retry: { limit: 2, backoffMs: 100, factor: 2, maxBackoffMs: 150 },
      whenExhausted: 'dead-letter',
      ...settings,
    },
    {
      clock,
      invoke: (attempt) =>
        new Promise((resolve) => {
          started.push(
            `${attempt.partition}:${attempt.records.map((record) => record.offset).join('+')}#${attempt.attempt}`,
          );
          const invocation: Invocation = {
            ...attempt,
            end: (outcome) => {
              running.splice(running.indexOf(invocation), 1);
              resolve(outcome);
            },
          };
          running.push(invocation);
        }),
      publishDeadLetter: async (letter) => {
        if (world.deadLetterFails) throw new Error('the topic is away');
        deadLetters.push(letter);
      },
      commit: async (offsets) => {
        if (world.commitFails) throw new Error('rebalancing');
        commits.push([...offsets]);
      },
      pause: (partitions) => partitions.forEach(({ partition }) => fetching.set(partition, false)),
      resume: (partitions) => partitions.forEach(({ partition }) => fetching.set(partition, true)),
      journal: (entry) => journal.push(entry),
      report: (report) => reports.push(report),
    },
    options,
  );
  const fetch = (partition: number, from: number, count: number) =>
    delivery.accept({
      topic: 'orders',
      partition,
      records: Array.from({ length: count }, (_, index) => ({
        topic: 'orders',
        partition,
        offset: String(from + index),
        sizeBytes: 10,
      })),
      nextOffset: String(from + count),
      highWatermark: String(from + count),
    });
  const end = async (partition: number, outcome: AttemptOutcome = { type: 'done' }) => {
    const invocation = running.find((candidate) => candidate.partition === partition);
    if (invocation === undefined) throw new Error(`nothing of partition ${partition} is in flight`);
    invocation.end(outcome);
    await settle();
  };
  return {
    delivery,
    clock,
    running,
    started,
    deadLetters,
    commits,
    reports,
    journal,
    fetching,
    world,
    fetch,
    end,
  };
}

describe('order and concurrency', () => {
  it('works on one record of a partition at a time, in order, and on several partitions at once', async () => {
    const { delivery, fetch, end, started } = rig();
    delivery.assign(partitions(0, 1));
    fetch(0, 5, 2);
    fetch(1, 0, 1);
    expect(started).toEqual(['0:5#1', '1:0#1']);
    await end(0);
    expect(started).toEqual(['0:5#1', '1:0#1', '0:6#1']);
  });

  it('never exceeds its concurrency, and takes partitions in the order in which they became ready', async () => {
    const { delivery, fetch, end, started, running } = rig({ concurrency: 1 });
    delivery.assign(partitions(0, 1));
    fetch(0, 0, 2);
    fetch(1, 0, 1);
    expect(running).toHaveLength(1);
    await end(0);
    expect(started).toEqual(['0:0#1', '1:0#1']);
  });
});

describe('changed settings', () => {
  it('hold for what starts from then on, and leave what is in flight alone', async () => {
    const { delivery, fetch, end, started, running, clock, reports } = rig({ concurrency: 1 });
    delivery.assign(partitions(0, 1, 2));
    for (const partition of [0, 1, 2]) fetch(partition, 0, 1);
    expect(started).toEqual(['0:0#1']);
    delivery.changeSettings({
      concurrency: 3,
      timeoutMs: 5000,
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
      whenExhausted: 'skip',
    });
    expect(started).toEqual(['0:0#1', '1:0#1', '2:0#1']);
    await clock.advance(1000);
    expect(running.map(({ partition, signal }) => [partition, signal.aborted])).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
    await end(1, failed);
    expect(reports.map(({ type }) => type)).toContain('skipped');
  });
});

describe('retry', () => {
  it('waits longer each time, blocks only its own partition, and dead-letters in the end', async () => {
    const { delivery, fetch, end, started, clock, deadLetters } = rig();
    delivery.assign(partitions(0, 1));
    fetch(0, 0, 2);
    fetch(1, 0, 2);
    await end(0, failed);
    await end(1);
    await end(1);
    expect(started).toEqual(['0:0#1', '1:0#1', '1:1#1']);
    await clock.advance(99);
    expect(started).not.toContain('0:0#2');
    await clock.advance(1);
    await end(0, failed);
    await clock.advance(150);
    expect(started.at(-1)).toBe('0:0#3');
    await end(0, failed);
    expect(deadLetters).toMatchObject([{ record: { offset: '0' }, attempts: 3, reason: 'exhausted', error }]);
    expect(started.at(-1)).toBe('0:1#1');
  });

  it('counts a timed-out attempt once its handler has been ended', async () => {
    const { delivery, fetch, end, running, clock, reports } = rig();
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    await clock.advance(1000);
    expect(running[0]?.signal.reason).toBe('timed-out');
    expect(reports.map((report) => report.type)).not.toContain('attempt-failed');
    await end(0);
    expect(reports).toContainEqual(
      expect.objectContaining({ type: 'attempt-failed', failure: 'timed-out', counted: true }),
    );
  });

  it('publishes a dead letter until it is acknowledged', async () => {
    const { delivery, fetch, end, clock, deadLetters, world, commits } = rig({
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    });
    world.deadLetterFails = true;
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    await end(0, failed);
    await clock.advance(5000);
    expect(commits).toEqual([]);
    world.deadLetterFails = false;
    await clock.advance(10_000);
    expect(deadLetters).toHaveLength(1);
    expect(commits.flat()).toEqual([{ topic: 'orders', partition: 0, offset: '1' }]);
  });

  it('dead-letters a refused record without an attempt, and the rest of its batch goes on', async () => {
    const { delivery, fetch, end, started, deadLetters } = rig({ batch: { maxRecords: 10 } });
    delivery.assign(partitions(0));
    fetch(0, 0, 3);
    // The first record was alone when it was ready; the other two form the next batch with what comes.
    await end(0, { type: 'refused', refusals: [{ offset: '1', error }] });
    await end(0);
    expect(deadLetters).toMatchObject([{ record: { offset: '1' }, attempts: 0, reason: 'refused' }]);
    await end(0);
    expect(started).toEqual(['0:0+1+2#1', '0:0#1', '0:2#1']);
  });

  it('splits an exhausted batch, so that only the poisonous record is dead-lettered', async () => {
    const { delivery, fetch, end, started, deadLetters } = rig({
      batch: { maxRecords: 10 },
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    });
    delivery.assign(partitions(0));
    fetch(0, 0, 3);
    await end(0, failed);
    await end(0);
    await end(0, failed);
    await end(0);
    expect(started).toEqual(['0:0+1+2#1', '0:0#1', '0:1#1', '0:2#1']);
    expect(deadLetters.map((letter) => letter.record.offset)).toEqual(['1']);
  });

  it('stops the partition where it is told to, and tries again when it is restarted', async () => {
    const { delivery, fetch, end, started, fetching, commits, clock } = rig({
      whenExhausted: 'stop-partition',
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    });
    delivery.assign(partitions(0));
    fetch(0, 0, 2);
    await end(0);
    await end(0, failed);
    await clock.advance(1000);
    expect(delivery.status()).toMatchObject([{ state: 'stopped', position: '1', stoppedBy: error }]);
    expect(fetching.get(0)).toBe(false);
    expect(commits.flat()).toEqual([{ topic: 'orders', partition: 0, offset: '1' }]);
    delivery.restartPartition({ topic: 'orders', partition: 0 });
    expect(started.at(-1)).toBe('0:1#1');
    expect(fetching.get(0)).toBe(true);
  });

  it('skips where it is told to', async () => {
    const { delivery, fetch, end, reports, started } = rig({
      whenExhausted: 'skip',
      retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    });
    delivery.assign(partitions(0));
    fetch(0, 0, 2);
    await end(0, failed);
    expect(reports).toContainEqual(expect.objectContaining({ type: 'skipped' }));
    expect(started.at(-1)).toBe('0:1#1');
  });
});

describe('a lost worker', () => {
  it('retries what was in flight one at a time, and counts only against the guilty one', async () => {
    const { delivery, fetch, running, started, end, reports, clock } = rig();
    delivery.assign(partitions(0, 1));
    fetch(0, 0, 1);
    fetch(1, 0, 1);
    for (const invocation of running.slice()) invocation.end(lost);
    await settle();
    expect(running.map(({ partition, isolation }) => [partition, isolation])).toEqual([[0, 'worker']]);
    await end(0);
    expect(running.map(({ partition, isolation }) => [partition, isolation])).toEqual([[1, 'worker']]);
    await end(1, lost);
    await clock.advance(100);
    expect(started).toEqual(['0:0#1', '1:0#1', '0:0#1', '1:0#1', '1:0#2']);
    const counted = reports.filter((report) => report.type === 'attempt-failed').map((report) => report.counted);
    expect(counted).toEqual([false, false, true]);
  });
});

describe('a lost host', () => {
  it('goes on counting, and runs a suspect alone in the host', async () => {
    const hostGate = createIsolationGate();
    const surviving = [{ topic: 'orders', partition: 0, offset: '0', failedAttempts: 2, isolation: 'host' as const }];
    const suspect = rig({}, { hostGate, surviving });
    const bystander = rig({}, { hostGate });
    bystander.delivery.assign(partitions(0));
    bystander.fetch(0, 0, 2);
    suspect.delivery.assign(partitions(0));
    suspect.fetch(0, 0, 1);
    expect(suspect.started).toEqual([]);
    await bystander.end(0);
    expect(suspect.started).toEqual(['0:0#3']);
    expect(bystander.running).toEqual([]);
    await suspect.end(0, failed);
    expect(suspect.deadLetters).toHaveLength(1);
    expect(bystander.started).toEqual(['0:0#1', '0:1#1']);
  });

  it('does not try an event again whose attempts are used up', async () => {
    const surviving = [{ topic: 'orders', partition: 0, offset: '0', failedAttempts: 3, isolation: 'host' as const }];
    const { delivery, fetch, started, deadLetters } = rig({}, { surviving });
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    await settle();
    expect(started).toEqual([]);
    expect(deadLetters).toMatchObject([{ attempts: 3, error: { code: 'host-lost' } }]);
  });
});

describe('commit', () => {
  it('is periodic and never passes the lowest unfinished offset', async () => {
    const { delivery, fetch, end, commits, clock } = rig();
    delivery.assign(partitions(0));
    fetch(0, 0, 3);
    await end(0);
    await end(0);
    expect(commits).toEqual([]);
    await clock.advance(250);
    expect(commits).toEqual([[{ topic: 'orders', partition: 0, offset: '2' }]]);
    await clock.advance(1000);
    expect(commits).toHaveLength(1);
  });

  it('tries again after a failure', async () => {
    const { delivery, fetch, end, commits, clock, world } = rig();
    world.commitFails = true;
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    await end(0);
    await clock.advance(250);
    world.commitFails = false;
    await clock.advance(250);
    expect(commits.flat()).toEqual([{ topic: 'orders', partition: 0, offset: '1' }]);
  });
});

describe('rebalance', () => {
  it('aborts what is lost and never commits it, and drops what is fetched again of what is kept', async () => {
    const { delivery, fetch, end, running, commits, clock, reports } = rig();
    delivery.assign(partitions(0, 1));
    fetch(0, 0, 2);
    fetch(1, 0, 2);
    delivery.assign(partitions(1));
    expect(running.find(({ partition }) => partition === 0)?.signal.reason).toBe('revoked');
    await end(0);
    fetch(1, 0, 2);
    await end(1);
    await end(1);
    await clock.advance(250);
    expect(commits.flat()).toEqual([{ topic: 'orders', partition: 1, offset: '2' }]);
    expect(reports).toContainEqual({ type: 'refetched-dropped', topic: 'orders', partition: 1, count: 2 });
  });

  it('waits for the old attempt before it works on a partition that came back', async () => {
    const { delivery, fetch, end, started } = rig();
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    delivery.assign([]);
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    expect(started).toEqual(['0:0#1']);
    await end(0);
    expect(started).toEqual(['0:0#1', '0:0#1']);
  });
});

describe('back-pressure', () => {
  it('pauses a partition whose queue is full, and resumes it at half', async () => {
    const { delivery, fetch, end, fetching } = rig({ maxQueuedRecords: 4 });
    delivery.assign(partitions(0));
    fetch(0, 0, 4);
    expect(fetching.get(0)).toBe(false);
    await end(0);
    expect(fetching.get(0)).toBe(false);
    await end(0);
    expect(fetching.get(0)).toBe(true);
  });
});

describe('drain', () => {
  it('finishes what is in flight, starts nothing more, commits, and says what is left', async () => {
    const { delivery, fetch, end, commits, started, clock } = rig();
    delivery.assign(partitions(0));
    fetch(0, 0, 3);
    const drained = delivery.drain({ deadlineMs: 5000 });
    await end(0);
    await expect(drained).resolves.toEqual({
      inFlight: [],
      left: [{ topic: 'orders', partition: 0, fromOffset: '1', count: 2 }],
      committed: true,
    });
    expect(started).toEqual(['0:0#1']);
    expect(commits).toEqual([[{ topic: 'orders', partition: 0, offset: '1' }]]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives up at its deadline', async () => {
    const { delivery, fetch, running, clock } = rig({ timeoutMs: 60_000 });
    delivery.assign(partitions(0));
    fetch(0, 0, 1);
    const drained = delivery.drain({ deadlineMs: 5000 });
    await clock.advance(5000);
    await expect(drained).resolves.toMatchObject({ inFlight: [[{ offset: '0' }]] });
    expect(running[0]?.signal.reason).toBe('drained');
  });
});
