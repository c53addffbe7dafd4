import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import { kafkaVersion } from '../../kafka/real-kafka/install.ts';
import type { BenchOptions } from '../options.ts';
import type { BenchmarkSummary } from './summary.ts';

const folder = path.resolve(import.meta.dirname, '../../../bench/results');

/** What the figures depend on, without a word about whose machine it is. */
export function surroundings(): { node: string; kafka: string; platform: string; cores: number; load: number } {
  return {
    node: process.version,
    kafka: kafkaVersion,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/**
 * Writes a run's figures to bench/results and gives the file's path in the project. A whole run takes the day's name; one
 * with flags has them in its name, so that it never stands in place of a whole one.
 */
export async function writeResult(
  { quick, asked }: BenchOptions,
  before: ReturnType<typeof surroundings>,
  benchmarks: readonly BenchmarkSummary[],
): Promise<string> {
  const date = new Date().toISOString().slice(0, 10);
  const file = `${[date, ...(quick ? ['quick'] : []), ...asked].join('-')}.json`;
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, file),
    `${JSON.stringify({ date, quick, surroundings: before, benchmarks }, undefined, 2)}\n`,
  );
  return `bench/results/${file}`;
}
