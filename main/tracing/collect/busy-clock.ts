import { readFileSync } from 'node:fs';

const nanosecondsPerMs = 1_000_000;

/**
 * How long this thread has worked, in milliseconds since some moment: its own time on a processor, so that others' load doesn't
 * count as its own. Node tells it from 23.9 on, and Linux before that. Where neither does it is the time that has passed.
 */
export function busyMs(): number {
  const used = process.threadCpuUsage?.();
  if (used) return (used.user + used.system) / 1000;
  return linuxThreadMs() ?? performance.now();
}

/** The first number of `schedstat` (the kernel's Documentation/scheduler/sched-stats.rst): nanoseconds on a processor. */
function linuxThreadMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
    return Number(nanoseconds) / nanosecondsPerMs;
  } catch {
    return undefined; // a kernel without it, or no /proc
  }
}
