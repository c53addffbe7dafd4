/**
 * A clock that reads what was captured. A handler that reads it more often than it did then sees time go on by a millisecond
 * a reading: the same each time, and a loop that waits for a deadline comes to its end.
 */
export function givenClock(readingsMs: readonly number[]): () => number {
  let taken = 0;
  let lastMs = readingsMs[0] ?? 0;
  return () => {
    lastMs = readingsMs[taken] ?? lastMs + 1;
    taken += 1;
    return lastMs;
  };
}
