import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedBroker } from '../kafka/embedded-broker.ts';
import { startRealKafka } from '../kafka/real-kafka/real-kafka.ts';
import type { Absence } from './measuring/benchmark.ts';

export interface BenchBroker {
  readonly name: 'embedded' | 'real Kafka';
  readonly bootstrap: string;
}

/** The brokers that all benchmarks of a run share. Whoever starts them stops them. */
export interface BenchBrokers {
  readonly running: readonly BenchBroker[];
  /** The real Kafka, where it can't be had. */
  readonly absences: readonly Absence[];
  stop(): Promise<void>;
}

/**
 * Starts `topicraft broker` with its data on disk, as Kafka has them, and a real Kafka. A machine without Java or Maven
 * measures without the latter, and says so.
 */
export async function startBrokers(): Promise<BenchBrokers> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-'));
  const embedded = await startEmbeddedBroker(['--data', path.join(folder, 'data')]);
  const running: BenchBroker[] = [{ name: 'embedded', bootstrap: embedded.bootstrap }];
  const absences: Absence[] = [];
  const real = await startRealKafka().catch((error: unknown) => {
    absences.push({ name: 'real Kafka', because: error instanceof Error ? error.message : String(error) });
    return undefined;
  });
  if (real !== undefined) running.push({ name: 'real Kafka', bootstrap: real.bootstrap });
  return {
    running,
    absences,
    stop: async () => {
      await real?.stop();
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
