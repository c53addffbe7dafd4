import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '../../../shared/lib/index.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import { fillTraceStore, type FilledStore, lastEventOf, orderEvent } from '../tracing/fill-trace-store.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const hopCounts = { quick: 1_000_000, full: 10_000_000 };
const queries = 2000;

/** All that came of an event, and what caused it, over a store of so many hops: how long 95 of 100 questions take at most. */
export const traceQueries: BenchmarkMaker = {
  name: 'trace-queries',
  make: (_, quick): Benchmark => {
    const hops = quick ? hopCounts.quick : hopCounts.full;
    const folders: string[] = [];
    const stores = new Map<string, FilledStore>();
    const filled = async (driver: 'node:sqlite' | 'node-sqlite3-wasm'): Promise<FilledStore> => {
      const known = stores.get(driver);
      if (known) return known;
      const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-traces-'));
      folders.push(folder);
      const file = path.join(folder, 'traces.sqlite');
      // Both write one format; node:sqlite is the faster one to fill it with.
      const { store, orders } = await fillTraceStore({ file, ringBytes: 2 ** 40, driver: 'node:sqlite' }, hops);
      if (driver === 'node:sqlite') {
        stores.set(driver, { store, orders });
        return { store, orders };
      }
      store.close(0);
      const { TraceStore } = await import('../../../main/tracing/trace-store.ts');
      const reopened = { store: await TraceStore.open({ file, ringBytes: 2 ** 40, driver }), orders };
      stores.set(driver, reopened);
      return reopened;
    };
    return {
      name: 'trace-queries',
      title: `Lives of events among ${hops.toLocaleString('en')} hops, p95 of ${queries} questions`,
      figures: [
        { name: 'forward', unit: 'ms', better: 'lower' },
        { name: 'backward', unit: 'ms', better: 'lower' },
      ],
      rounds: quick ? 1 : 3,
      warmUpRounds: 1,
      absences: [],
      contenders: (['node:sqlite', 'node-sqlite3-wasm'] as const).map((driver) => ({
        name: driver,
        run: async () => {
          const { store, orders } = await filled(driver);
          const random = createRandom([1, 2, 3, 4]);
          const ask = (eventOf: (order: number) => string, direction: 'forward' | 'backward'): number =>
            p95(
              Array.from({ length: queries }, () => {
                const eventId = eventOf(Math.floor(random() * orders));
                const beganMs = performance.now();
                const life = store.life({ type: 'event', eventId }, direction, 2000);
                const tookMs = performance.now() - beganMs;
                if (life?.events.length !== 6) throw new Error(`A life of ${life?.events.length} events came back.`);
                return tookMs;
              }),
            );
          return [ask(orderEvent, 'forward'), ask(lastEventOf, 'backward')];
        },
      })),
      comparisons: [{ ours: 'node:sqlite', peer: 'node-sqlite3-wasm' }],
      close: async () => {
        for (const { store } of stores.values()) store.close(0);
        for (const folder of folders) await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

function p95(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length * 0.95)] ?? NaN;
}
