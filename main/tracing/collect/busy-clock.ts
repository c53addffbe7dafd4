/**
 * How long this thread has worked, in milliseconds since some moment: its own time on a processor, where Node tells (23.9 and
 * newer), so that others' load doesn't count as its own. Elsewhere it is the time that has passed.
 */
export function busyMs(): number {
  const used = process.threadCpuUsage?.();
  return used ? (used.user + used.system) / 1000 : performance.now();
}
