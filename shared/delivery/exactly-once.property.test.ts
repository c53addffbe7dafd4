import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ManualClock, settle } from '../../tests/support/manual-clock.ts';
import { createDelivery } from './index.ts';
import type { Attempt, AttemptOutcome, DeliverableRecord, Delivery, PartitionOffset } from './types.ts';

const partitionCount = 2;
const retryLimit = 1;
/** Few, so that partitions are paused, and have to be resumed. */
const maxQueuedRecords = 4;
const maxFetched = 3;
const error = { message: 'no' };

const instance = fc.nat({ max: 1 });
const partitions = fc.subarray([0, 1]);

/**
 * How an attempt ends. `commits-slowly` has sent its commit, which arrives at a later step, whatever happens in between; `unheard` is
 * committed, and its answer lost; `unsent` is lost on the way.
 */
const ends = [
  'commits',
  'commits',
  'commits-slowly',
  'commits-slowly',
  'fails',
  'refuses',
  'unheard',
  'unsent',
  'dies',
] as const;

/** What happens next in a simulated run. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('produce' as const),
      partition: fc.nat({ max: 1 }),
      count: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('end' as const), which: fc.nat(), how: fc.constantFrom(...ends) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('arrive' as const), instance }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 700 }) }) },
  // Each instance by itself: one may believe for long that a partition is its own, which the other has.
  { weight: 2, arbitrary: fc.record({ type: fc.constant('assign' as const), instance, partitions }) },
  // What it has goes, and comes back before it has heard how its commits went.
  { weight: 2, arbitrary: fc.record({ type: fc.constant('flap' as const), instance }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('trouble' as const),
      claims: fc.boolean(),
      commits: fc.constantFrom('none', 'unheard', 'unsent'),
    }),
  },
);

type Trouble = 'none' | 'unheard' | 'unsent';

/** What the cluster knows: the log, who claimed a partition last, what is committed and which records' effects with it. */
class Cluster {
  readonly logEnd = [0, 0];
  readonly epochs = [0, 0];
  readonly committed: (number | undefined)[] = [undefined, undefined];
  readonly effects: number[][] = [[], []];
  claimsFail = false;
  trouble: Trouble = 'none';

  /** Every fifth is a control record: nobody is handed it. */
  isRecord(offset: number): boolean {
    return offset % 5 !== 4;
  }

  /** False where the epoch is an old one. */
  commit(partition: number, epoch: number, offsets: readonly number[], nextOffset: string): boolean {
    if (this.epochs[partition] !== epoch) return false;
    this.effects[partition]?.push(...offsets);
    this.committed[partition] = Number(nextOffset);
    return true;
  }
}

type Running = Attempt<DeliverableRecord> & { resolve: (outcome: AttemptOutcome) => void };

/** A member of the group, and what it believes. */
class Instance {
  readonly running: Running[] = [];
  calls = 0;
  readonly #slow: (() => void)[] = [];
  readonly #paused = new Set<number>();
  readonly delivery: Delivery<DeliverableRecord>;
  readonly #cluster: Cluster;
  readonly #epochs = new Map<number, number>();
  readonly #positions = new Map<number, number>();
  assigned: readonly number[] = [];

  constructor(cluster: Cluster, clock: ManualClock, maxBatch: number) {
    this.#cluster = cluster;
    this.delivery = createDelivery<DeliverableRecord>(
      {
        concurrency: 2,
        timeoutMs: 500,
        retry: { limit: retryLimit, backoffMs: 50, factor: 2, maxBackoffMs: 200 },
        whenExhausted: 'dead-letter',
        maxQueuedRecords,
        ...(maxBatch > 1 && { batch: { maxRecords: maxBatch } }),
      },
      {
        clock,
        invoke: (attempt) => {
          this.calls += 1;
          return new Promise((resolve) => void this.running.push({ ...attempt, resolve }));
        },
        publishDeadLetter: async ({ record }, nextOffset) =>
          this.#commitAlone(record.partition, [Number(record.offset)], nextOffset),
        commit: () => Promise.reject(new Error('nothing is committed beside transactions')),
        pause: (paused) => paused.forEach(({ partition }) => this.#paused.add(partition)),
        resume: (resumed) => resumed.forEach(({ partition }) => this.#paused.delete(partition)),
        journal: () => undefined,
        report: () => undefined,
        transactions: {
          claim: async ({ partition }) => {
            if (cluster.claimsFail) throw new Error('away');
            const epoch = (cluster.epochs[partition] ?? 0) + 1;
            cluster.epochs[partition] = epoch;
            this.#epochs.set(partition, epoch);
            return cluster.committed[partition]?.toString();
          },
          isClaimed: ({ partition }) => this.#epochs.has(partition),
          commit: async ({ partition, offset }: PartitionOffset) => this.#commitAlone(partition, [], offset),
        },
      },
    );
  }

  assign(partitions: readonly number[]): void {
    this.assigned = partitions;
    this.#paused.clear();
    for (const partition of partitions) this.#positions.set(partition, this.#cluster.committed[partition] ?? 0);
    this.delivery.assign(partitions.map((partition) => ({ topic: 't', partition })));
  }

  fetch(): void {
    for (const partition of this.assigned) {
      const from = this.#positions.get(partition) ?? 0;
      const logEnd = this.#cluster.logEnd[partition] ?? 0;
      if (from >= logEnd || this.#paused.has(partition)) continue;
      const end = Math.min(logEnd, from + maxFetched);
      const offsets = Array.from({ length: end - from }, (_, index) => from + index);
      const records = offsets
        .filter((offset) => this.#cluster.isRecord(offset))
        .map((offset) => ({ topic: 't', partition, offset: String(offset), sizeBytes: 1 }));
      this.delivery.accept({ topic: 't', partition, records, nextOffset: String(end), highWatermark: String(logEnd) });
      this.#positions.set(partition, end);
    }
  }

  end(which: number, how: (typeof ends)[number]): void {
    const [attempt] = this.running.splice(which % Math.max(1, this.running.length), 1);
    if (!attempt) return;
    if (how !== 'commits-slowly' || attempt.signal.aborted) attempt.resolve(this.#outcomeOf(attempt, how));
    else this.#slow.push(this.#slowCommit(attempt));
  }

  /** The slow commits reach the cluster. */
  arrive(): void {
    for (const arrive of this.#slow.splice(0)) arrive();
  }

  #slowCommit({ records, partition, nextOffset, resolve }: Running): () => void {
    const epoch = this.#epochs.get(partition) ?? -1;
    return () => {
      const offsets = records.map(({ offset }) => Number(offset));
      if (this.#cluster.commit(partition, epoch, offsets, nextOffset)) resolve({ type: 'committed' });
      else {
        if (this.#epochs.get(partition) === epoch) this.#epochs.delete(partition);
        resolve({ type: 'interrupted', error });
      }
    };
  }

  /** As a runtime answers: what may have been committed is in doubt, what was surely not is not. */
  #outcomeOf({ records, partition, nextOffset, signal }: Running, how: (typeof ends)[number]): AttemptOutcome {
    const epoch = this.#epochs.get(partition) ?? -1;
    const offsets = records.map(({ offset }) => Number(offset));
    switch (how) {
      case 'fails':
        return { type: 'failed', error };
      case 'dies':
        return { type: 'worker-lost', error };
      case 'refuses':
        return { type: 'refused', refusals: [{ offset: records.at(-1)?.offset ?? '', error }] };
      case 'unsent':
        this.#epochs.delete(partition);
        return { type: 'unsettled', error };
      case 'unheard':
        if (!signal.aborted) this.#cluster.commit(partition, epoch, offsets, nextOffset);
        this.#epochs.delete(partition);
        return { type: 'unsettled', error };
      case 'commits':
      case 'commits-slowly':
        if (signal.aborted) return { type: 'interrupted', error };
        if (this.#cluster.commit(partition, epoch, offsets, nextOffset)) return { type: 'committed' };
        this.#epochs.delete(partition);
        return { type: 'interrupted', error };
    }
  }

  #commitAlone(partition: number, offsets: readonly number[], nextOffset: string): void {
    const epoch = this.#epochs.get(partition) ?? -1;
    const { trouble } = this.#cluster;
    const isCommitted = trouble !== 'unsent' && this.#cluster.commit(partition, epoch, offsets, nextOffset);
    if (isCommitted && trouble === 'none') return;
    this.#epochs.delete(partition);
    throw new Error(trouble);
  }
}

it('lets each record have its effect once and in order, whoever believes to have its partition, and whatever answers are lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, maxBatch) => {
        const clock = new ManualClock();
        const cluster = new Cluster();
        const instances = [new Instance(cluster, clock, maxBatch), new Instance(cluster, clock, maxBatch)];
        const [first, second] = instances;
        if (!first || !second) throw new Error('two are needed');
        first.assign([0, 1]);
        for (const each of steps) {
          if (each.type === 'produce') {
            cluster.logEnd[each.partition] = (cluster.logEnd[each.partition] ?? 0) + each.count;
            for (const member of instances) member.fetch();
          } else if (each.type === 'end') {
            instances[each.which % 2]?.end(Math.floor(each.which / 2), each.how);
          } else if (each.type === 'wait') await clock.advance(each.ms);
          else if (each.type === 'arrive') instances[each.instance]?.arrive();
          else if (each.type === 'flap') {
            const had = instances[each.instance]?.assigned ?? [];
            for (const has of [[], had]) instances[each.instance]?.assign(has);
            instances[each.instance]?.fetch();
          } else if (each.type === 'assign') {
            instances[each.instance]?.assign(each.partitions);
            instances[each.instance]?.fetch();
          } else {
            cluster.claimsFail = each.claims;
            cluster.trouble = each.commits;
          }
          await settle();
        }
        cluster.claimsFail = false;
        cluster.trouble = 'none';
        for (const member of instances) member.arrive();
        await settle();
        // While no transaction is ever committed, and no time passes, handlers aren't called again and again.
        const callsBefore = instances.map(({ calls }) => calls);
        for (let round = 0; round < 12; round += 1) {
          for (const member of instances) while (member.running.length > 0) member.end(0, 'unsent');
          await settle();
        }
        for (const [index, { calls }] of instances.entries()) {
          expect(calls - (callsBefore[index] ?? 0)).toBeLessThanOrEqual(4 * partitionCount);
        }
        second.assign([]);
        first.assign([0, 1]);
        for (let round = 0; round < 400; round += 1) {
          first.fetch();
          for (const member of instances) while (member.running.length > 0) member.end(0, 'commits');
          await clock.advance(500);
          // One that works on what the other has done has yet to hear of it.
          const isAtWork = instances.some(({ running }) => running.length > 0);
          const isCommitted = cluster.logEnd.every((end, partition) => (cluster.committed[partition] ?? 0) === end);
          if (isCommitted && !isAtWork) break;
        }
        for (let partition = 0; partition < partitionCount; partition += 1) {
          const all = Array.from({ length: cluster.logEnd[partition] ?? 0 }, (_, offset) => offset);
          expect(cluster.effects[partition]).toEqual(all.filter((offset) => cluster.isRecord(offset)));
          expect(cluster.committed[partition] ?? 0).toBe(all.length);
        }
        expect(await first.delivery.drain({ deadlineMs: 1000 })).toEqual({ inFlight: [], left: [], committed: true });
        await second.delivery.drain({ deadlineMs: 1000 });
        expect(clock.pendingTimers).toBe(0);
      },
    ),
    { numRuns: 1000 },
  );
});
