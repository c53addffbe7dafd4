import { describe, expect, it } from 'vitest';
import { advanceUntil, ManualClock } from '../../../tests/support/manual-clock.ts';
import type { RecordReader } from '../../cluster/index.ts';
import { Patience } from './patience.ts';
import { readUntold } from './read-untold.ts';

const encoder = new TextEncoder();

/** A topic with a partition of ten records of ours, of which one reads the first `readable`: a transaction holds the others back. */
class HeldBack {
  readable = 4;
  looks = 0;
  readonly reader: Pick<RecordReader, 'partitionCounts' | 'ranges' | 'read' | 'close'> = {
    partitionCounts: async () => new Map([['bills', 1]]),
    ranges: async (_topics, isolation) => {
      if (isolation === 'read-committed') this.looks += 1;
      const end = isolation === 'read-committed' ? this.readable : 10;
      return [{ topic: 'bills', partition: 0, start: 0n, end: BigInt(end) }];
    },
    read: () => this.events(),
    close: () => undefined,
  };

  private async *events(): ReturnType<RecordReader['read']> extends AsyncIterable<infer Event>
    ? AsyncGenerator<Event>
    : never {
    const records = Array.from({ length: this.readable }, (_, offset) => ({
      topic: 'bills',
      partition: 0,
      offset: BigInt(offset),
      timestampMs: 0,
      timestampType: 'create' as const,
      key: null,
      value: null,
      headers: [{ name: 'topicraft-id', value: encoder.encode(offset.toString(16).padStart(32, '0')) }],
    }));
    yield { type: 'records', records };
    yield { type: 'caught-up' };
  }
}

function reading(log: HeldBack, clock: ManualClock, patience: Patience) {
  const told: string[] = [];
  const found = { told, heldBack: 0 };
  const request = {
    connection: { brokers: [] },
    clock,
    topics: ['bills'],
    sinceMs: 0,
    wait: (ms: number) => patience.wait(ms),
    onHeldBack: () => void (found.heldBack += 1),
    reader: log.reader,
  };
  const ended = (async () => {
    for await (const records of readUntold(request)) told.push(...records.map(({ offset }) => offset));
  })();
  return { found, ended };
}

const offsets = (count: number): string[] => Array.from({ length: count }, (_, offset) => String(offset));

describe('what a dead host could not tell', () => {
  it('is read to where the topic ended then, once transactions that hold it back have ended, each record once', async () => {
    const clock = new ManualClock();
    const log = new HeldBack();
    const { found, ended } = reading(log, clock, new Patience(clock, 60_000));
    await clock.advance(5000);
    expect(found).toEqual({ told: offsets(4), heldBack: 0 });
    log.readable = 10;
    await advanceUntil(clock, ended);
    expect(found).toEqual({ told: offsets(10), heldBack: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is read as far as it can be where the run ends before, and it is said', async () => {
    const clock = new ManualClock();
    const log = new HeldBack();
    const patience = new Patience(clock, 60_000);
    const { found, ended } = reading(log, clock, patience);
    await clock.advance(1000);
    log.readable = 7;
    patience.hurry();
    await ended;
    expect(found).toEqual({ told: offsets(7), heldBack: 1 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up on after the time that there is', async () => {
    const clock = new ManualClock();
    const log = new HeldBack();
    const { found, ended } = reading(log, clock, new Patience(clock, 60_000));
    await advanceUntil(clock, ended, 2000);
    expect(found).toEqual({ told: offsets(4), heldBack: 1 });
    expect(clock.nowMs()).toBeLessThan(70_000);
  });
});
