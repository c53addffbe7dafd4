import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ManualClock, settle } from '../../tests/support/manual-clock.ts';
import { createDelivery } from './index.ts';
import type { Attempt, AttemptOutcome, DeliverableRecord } from './types.ts';

const partitionCount = 4;
const retryLimit = 2;

/** What happens next in a simulated run. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('fetch' as const),
      partition: fc.nat({ max: partitionCount - 1 }),
      count: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('end' as const),
      which: fc.nat(),
      outcome: fc.constantFrom('done', 'failed', 'worker-lost', 'refused', 'interrupted'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 700 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('assign' as const), partitions: fc.subarray([0, 1, 2, 3]) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('trouble' as const), commits: fc.boolean(), deadLetters: fc.boolean() }),
  },
);

type Running = Attempt<DeliverableRecord> & { end: (outcome: AttemptOutcome) => void };

/** A cluster of one topic, a consumer that may do anything, and what must hold at every moment. */
class Simulation {
  readonly clock = new ManualClock();
  readonly running: Running[] = [];
  readonly logEnd = new Map<number, number>();
  readonly fetchPosition = new Map<number, number>();
  readonly committed = new Map<number, number>();
  /** Offsets by partition that were done, dead-lettered or refused for good. */
  readonly finished = new Map<number, Set<number>>();
  readonly paused = new Set<number>();
  assigned = new Set<number>();
  commitsFail = false;
  deadLettersFail = false;
  readonly delivery;

  /** Promises that were broken, in words; a port's exception would only look like a failure to the delivery. */
  readonly violations: string[] = [];
  readonly #concurrency: number;

  constructor(concurrency: number, maxBatch: number) {
    this.#concurrency = concurrency;
    this.delivery = createDelivery<DeliverableRecord>(
      {
        concurrency,
        timeoutMs: 500,
        retry: { limit: retryLimit, backoffMs: 50, factor: 2, maxBackoffMs: 200 },
        whenExhausted: 'dead-letter',
        maxQueuedRecords: 8,
        ...(maxBatch > 1 && { batch: { maxRecords: maxBatch } }),
      },
      {
        clock: this.clock,
        invoke: (attempt) => this.#invoke(attempt),
        publishDeadLetter: async ({ record }) => {
          if (this.deadLettersFail) throw new Error('away');
          this.#finish(record.partition, Number(record.offset));
        },
        commit: async (offsets) => {
          if (this.commitsFail) throw new Error('rebalancing');
          for (const { partition, offset } of offsets) {
            this.#hold(this.assigned.has(partition), `partition ${partition} is ours when committed`);
            for (let below = this.committed.get(partition) ?? 0; below < Number(offset); below += 1) {
              const isFinished = this.finished.get(partition)?.has(below) === true;
              this.#hold(isFinished, `${partition}:${below} is finished when ${offset} is committed`);
            }
            this.committed.set(partition, Number(offset));
          }
        },
        pause: (partitions) => partitions.forEach(({ partition }) => this.paused.add(partition)),
        resume: (partitions) => partitions.forEach(({ partition }) => this.paused.delete(partition)),
        journal: () => undefined,
        report: () => undefined,
      },
    );
  }

  #invoke(attempt: Attempt<DeliverableRecord>): Promise<AttemptOutcome> {
    const isAlone = this.running.length === 0;
    this.#hold(this.running.length < this.#concurrency, 'concurrency');
    this.#hold(!this.running.some(({ partition }) => partition === attempt.partition), 'one attempt a partition');
    this.#hold(attempt.isolation === 'shared' || isAlone, 'an isolated attempt runs alone');
    this.#hold(
      isAlone || this.running.every(({ isolation }) => isolation === 'shared'),
      'nothing beside an isolated one',
    );
    this.#hold(attempt.attempt <= retryLimit + 1, 'the number of attempts');
    // In order: everything before it, since the last commit, is finished.
    const first = Number(attempt.records[0]?.offset);
    for (let below = this.committed.get(attempt.partition) ?? 0; below < first; below += 1) {
      this.#hold(this.finished.get(attempt.partition)?.has(below) === true, `${below} is finished before ${first}`);
    }
    return new Promise((resolve) => {
      const running: Running = {
        ...attempt,
        end: (outcome) => {
          this.running.splice(this.running.indexOf(running), 1);
          if (outcome.type === 'done' && !attempt.signal.aborted) {
            for (const { offset } of attempt.records) this.#finish(attempt.partition, Number(offset));
          }
          resolve(outcome);
        },
      };
      this.running.push(running);
    });
  }

  #hold(condition: boolean, promise: string): void {
    if (!condition) this.violations.push(promise);
  }

  #finish(partition: number, offset: number): void {
    const finished = this.finished.get(partition) ?? new Set();
    this.finished.set(partition, finished.add(offset));
  }

  assign(partitions: readonly number[]): void {
    const before = this.assigned;
    this.assigned = new Set(partitions);
    // As kafkajs does: what is new starts at the committed offset, and so does what was kept.
    for (const partition of partitions) this.fetchPosition.set(partition, this.committed.get(partition) ?? 0);
    for (const partition of before) if (!this.assigned.has(partition)) this.paused.delete(partition);
    this.delivery.assign(partitions.map((partition) => ({ topic: 't', partition })));
  }

  produce(partition: number, count: number): void {
    this.logEnd.set(partition, (this.logEnd.get(partition) ?? 0) + count);
  }

  /** Hands over what is there beyond the fetch position, unless fetching is paused. */
  fetch(partition: number): void {
    if (!this.assigned.has(partition) || this.paused.has(partition)) return;
    const from = this.fetchPosition.get(partition) ?? 0;
    const end = this.logEnd.get(partition) ?? 0;
    if (from >= end) return;
    const records = Array.from({ length: end - from }, (_, index) => ({
      topic: 't',
      partition,
      offset: String(from + index),
      sizeBytes: 10,
    }));
    this.delivery.accept({ topic: 't', partition, records, nextOffset: String(end), highWatermark: String(end) });
    this.fetchPosition.set(partition, end);
  }

  endOne(which: number, type: AttemptOutcome['type']): void {
    const attempt = this.running[which % Math.max(1, this.running.length)];
    if (attempt === undefined) return;
    const error = { message: type };
    if (type === 'done') attempt.end({ type });
    else if (type !== 'refused') attempt.end({ type, error });
    else attempt.end({ type, refusals: [{ offset: attempt.records.at(-1)?.offset ?? '', error }] });
  }

  /** Everything goes well from here on, until nothing is left to do. */
  async finishAll(): Promise<void> {
    this.commitsFail = false;
    this.deadLettersFail = false;
    this.assign([0, 1, 2, 3]);
    for (let round = 0; round < 400; round += 1) {
      for (let partition = 0; partition < partitionCount; partition += 1) this.fetch(partition);
      for (const attempt of this.running.slice()) attempt.end({ type: 'done' });
      await this.clock.advance(500);
      if ([...this.logEnd].every(([partition, end]) => this.committed.get(partition) === end)) return;
    }
  }
}

it('keeps its promises whatever handlers, workers, commits and rebalances do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, concurrency, maxBatch) => {
        const simulation = new Simulation(concurrency, maxBatch);
        simulation.assign([0, 1, 2, 3]);
        for (const each of steps) {
          if (each.type === 'fetch') {
            simulation.produce(each.partition, each.count);
            simulation.fetch(each.partition);
          } else if (each.type === 'end') simulation.endOne(each.which, each.outcome);
          else if (each.type === 'wait') await simulation.clock.advance(each.ms);
          else if (each.type === 'assign') simulation.assign(each.partitions);
          else {
            simulation.commitsFail = each.commits;
            simulation.deadLettersFail = each.deadLetters;
          }
          await settle();
        }
        await simulation.finishAll();
        expect(simulation.violations).toEqual([]);
        // Nothing is lost: each record was done or dead-lettered, and all of it is committed.
        for (const [partition, end] of simulation.logEnd) {
          expect(simulation.finished.get(partition)?.size ?? 0).toBe(end);
          expect(simulation.committed.get(partition)).toBe(end);
        }
        const left = await simulation.delivery.drain({ deadlineMs: 1000 });
        expect(left).toEqual({ inFlight: [], left: [], committed: true });
        expect(simulation.clock.pendingTimers).toBe(0);
      },
    ),
    { numRuns: 1000 },
  );
});
