import { writeSync } from 'node:fs';

const checkIntervalMs = 100;
const bytesPerMb = 1024 * 1024;

/**
 * Ends this process when its resident memory passes the bound, before the machine suffers: native memory, unlike a worker's
 * heap, has no bound of its own. The process goes at once, as if it had been killed; the engine starts another.
 */
export function guardMemory(limitMb: number): void {
  const timer = setInterval(() => {
    const residentMb = process.memoryUsage.rss() / bytesPerMb;
    if (residentMb <= limitMb) return;
    writeSync(2, `The handler host needed ${Math.round(residentMb)} MiB of memory and may have ${limitMb}.\n`);
    process.kill(process.pid, 'SIGKILL');
  }, checkIntervalMs);
  timer.unref();
}
