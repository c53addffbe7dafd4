import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../kafka/embedded-broker.ts';

/** Starts `topicraft broker` with its data on disk for the time of `work`. */
export async function withDataBroker<Result>(work: (broker: EmbeddedBroker) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-'));
  const broker = await startEmbeddedBroker(['--data', path.join(folder, 'data')]);
  try {
    return await work(broker);
  } finally {
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process has in memory now. Linux only. */
export async function residentMegabytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const samplesEveryMs = 100;

/** Does some work, and tells the most that a process had in memory meanwhile. */
export async function mostResidentMegabytes(processId: number, work: () => Promise<unknown>): Promise<number> {
  let most = await residentMegabytes(processId);
  const sampling = setInterval(() => {
    void residentMegabytes(processId).then((now) => (most = Math.max(most, now)));
  }, samplesEveryMs);
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  return Math.max(most, await residentMegabytes(processId));
}
