import { readFile } from 'node:fs/promises';

/** What the kernel has told of a process so far. */
export interface ProcessUsage {
  readonly pid: number;
  /** Processor time since its start, all threads. */
  readonly cpuMs: number;
  /** Resident; where the kernel tells, what is shared with other processes counts in parts, so that a sum is true. */
  readonly memoryBytes: number;
}

/** Processor time in /proc is counted in these (USER_HZ, which is 100 on every Linux that Node runs on). */
const tickMs = 10;

/**
 * This process, and the given ones where the platform tells: Linux does. One that has gone meanwhile, or is another's, is left
 * out.
 */
export async function readUsage(pids: readonly number[]): Promise<ProcessUsage[]> {
  const { user, system } = process.cpuUsage();
  const own = { pid: process.pid, cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage.rss() };
  if (process.platform !== 'linux') return [own];
  const [self, ...others] = await Promise.all([process.pid, ...pids].map((pid) => readProcFolder(pid)));
  return [self ?? own, ...others.filter((usage) => usage !== undefined)];
}

async function readProcFolder(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const [stat, memory] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      // Linux 4.14 and newer; another user's process keeps it to itself.
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => readFile(`/proc/${pid}/status`, 'utf8')),
    ]);
    return usageFrom(pid, stat, memory);
  } catch {
    // It has ended between two looks.
    return undefined;
  }
}

/** See proc(5): the name in parentheses may hold anything, so fields count from the last one. utime is the 14th, stime the 15th. */
export function usageFrom(pid: number, stat: string, memory: string): ProcessUsage | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kibibytes = Number(/^(?:Pss|VmRSS):\s+(\d+) kB$/m.exec(memory)?.[1] ?? 0);
  return Number.isFinite(ticks) ? { pid, cpuMs: ticks * tickMs, memoryBytes: kibibytes * 1024 } : undefined;
}

/** Load between two looks. A process that wasn't there at the first counts from its start. */
export function loadBetween(
  former: readonly ProcessUsage[],
  usages: readonly ProcessUsage[],
  elapsedMs: number,
): { cpuPercent: number; memoryBytes: number } {
  const before = new Map(former.map(({ pid, cpuMs }) => [pid, cpuMs]));
  let cpuMs = 0;
  let memoryBytes = 0;
  for (const usage of usages) {
    cpuMs += Math.max(0, usage.cpuMs - (before.get(usage.pid) ?? 0));
    memoryBytes += usage.memoryBytes;
  }
  return { cpuPercent: elapsedMs > 0 ? (cpuMs / elapsedMs) * 100 : 0, memoryBytes };
}
