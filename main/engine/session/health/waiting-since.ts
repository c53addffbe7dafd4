import { ClusterFault, type ClusterLook, type RecordTimes } from '../../../cluster/index.ts';
import type { Clock } from '../../../../shared/lib/index.ts';
import { within } from '../within.ts';
import { recordPlaceKey, type RecordTimesFound } from './wait-times.ts';

/** Partitions that are read of one look; of further ones it is estimated. */
const mostPartitions = 256;
/** No look waits for longer than this. */
const longestReadMs = 500;

/** When the oldest record that waits in each partition was written. What can't be read in time is left out, and estimated by whoever asks. */
export async function readWaitingSince(
  times: RecordTimes | undefined,
  { lags }: ClusterLook,
  clock: Clock,
): Promise<RecordTimesFound> {
  if (!times) return new Map();
  const found = new Map<string, number>();
  const reading = readAll(times, lags, found).catch((error: unknown) => {
    if (!(error instanceof ClusterFault)) throw error;
  });
  await within(clock, reading, longestReadMs);
  // What comes later belongs to a look that is over.
  return new Map(found);
}

async function readAll(times: RecordTimes, lags: ClusterLook['lags'], found: Map<string, number>): Promise<void> {
  const waiting = lags
    .filter(({ lag }) => lag > 0)
    .toSorted((one, other) => other.lag - one.lag)
    .slice(0, mostPartitions);
  // Groups that stand at different places of a partition take a fetch each.
  const rounds: Map<string, { topic: string; partition: number; offset: bigint }>[] = [];
  for (const { topic, partition, position } of waiting) {
    const key = `${topic}/${partition}`;
    const offset = BigInt(position);
    const round = rounds.find((each) => !each.has(key) || each.get(key)?.offset === offset);
    if (round) round.set(key, { topic, partition, offset });
    else rounds.push(new Map([[key, { topic, partition, offset }]]));
  }
  for (const round of rounds) {
    for (const [key, timeMs] of await times.at([...round.values()])) {
      const place = round.get(key);
      if (place) found.set(recordPlaceKey(place.topic, place.partition, place.offset), timeMs);
    }
  }
}
