import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeBrokerPackage } from '../../../build/broker-package.ts';
import type { startBroker } from '../../../main/broker/library/index.ts';
import { withAdmin } from '../../kafka/topics.ts';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

/**
 * The package `topicraft-broker` in a process that has loaded it, as a test file's second and every further broker has it: until
 * clients can connect, until kafkajs has its first answer, and closing.
 */
export const libraryStart: BenchmarkMaker = {
  name: 'library-start',
  async make(_brokers, quick): Promise<Benchmark> {
    const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-broker-bench-'));
    await makeBrokerPackage(folder);
    const library = (await import(pathToFileURL(path.join(folder, 'index.js')).href)) as {
      startBroker: typeof startBroker;
    };
    return {
      name: 'library-start',
      title: 'startBroker of topicraft-broker, in one process',
      figures: (['start', 'first answer', 'close'] as const).map((name) => ({ name, unit: 'ms', better: 'lower' })),
      rounds: quick ? 3 : 15,
      warmUpRounds: 1,
      contenders: [
        { name: 'in memory', run: () => startAndClose(library.startBroker) },
        { name: 'in a new folder', run: () => startAndClose(library.startBroker, path.join(folder, 'data')) },
      ],
      absences: [],
      comparisons: [],
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

async function startAndClose(start: typeof startBroker, dataDir?: string): Promise<[number, number, number]> {
  const startMs = performance.now();
  const broker = await start({ topics: ['orders'], ...(dataDir !== undefined && { dataDir }) });
  const startedMs = performance.now();
  await withAdmin(broker.bootstrap, (admin) => admin.describeCluster());
  const answeredMs = performance.now();
  await broker.close();
  const closedMs = performance.now();
  if (dataDir !== undefined) await rm(dataDir, { recursive: true });
  return [startedMs - startMs, answeredMs - startMs, closedMs - answeredMs];
}
