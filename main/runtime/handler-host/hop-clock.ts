/**
 * Time as hops tell it: the same clock in all processes of a machine, which never goes back. Node's high-resolution time counts
 * from a moment that all processes share (CLOCK_MONOTONIC on Linux, its like elsewhere); which moment that is in the time of day
 * the engine has found out once.
 *
 * @param zeroOfClockMs milliseconds since the Unix epoch at that moment; see `zeroOfClockMs`
 */
export function hopClock(zeroOfClockMs: number): () => number {
  const zeroMs = zeroOfClockMs + highResolutionMs() - performance.now();
  return () => zeroMs + performance.now();
}

/** When the high-resolution time of this machine was zero, by the time of day as it is now. */
export function zeroOfClockMs(): number {
  return Date.now() - highResolutionMs();
}

function highResolutionMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
