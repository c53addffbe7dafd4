import { ClusterFault, type ClusterLook, type RecordTimes } from '../../../cluster/index.ts';
import type { Clock } from '../../../../shared/lib/index.ts';
import { within } from '../within.ts';
import { recordPlaceKey, type RecordTimesFound } from './wait-times.ts';

/** Partitions that are read of one look; of further ones it is estimated. */
const mostPartitions = 256;
/** No look waits for longer than this. */
const longestReadMs = 500;

/** Reads when the oldest record that waits in each partition was written, one look at a time. Owns what it reads by until `close`. */
export class WaitingSince {
  private readonly times: RecordTimes;
  private readonly clock: Clock;
  private reading: Promise<void> | undefined;

  constructor(times: RecordTimes, clock: Clock) {
    this.times = times;
    this.clock = clock;
  }

  /** What can't be read in time is left out, and estimated by whoever asks. */
  async read({ lags }: ClusterLook): Promise<RecordTimesFound> {
    // A cluster that is slow isn't asked again before it has answered.
    if (this.reading) return new Map();
    const found = new Map<string, number>();
    const ending = new AbortController();
    this.reading = readAll(this.times, lags, found, ending.signal)
      .catch((error: unknown) => {
        if (!(error instanceof ClusterFault)) throw error;
      })
      .finally(() => {
        this.reading = undefined;
      });
    await within(this.clock, this.reading, longestReadMs);
    // What comes later belongs to a look that is over.
    ending.abort();
    return new Map(found);
  }

  close(): void {
    this.times.close();
  }
}

async function readAll(
  times: RecordTimes,
  lags: ClusterLook['lags'],
  found: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
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
    if (signal.aborted) return;
    for (const [key, timeMs] of await times.at([...round.values()], signal)) {
      const place = round.get(key);
      if (place) found.set(recordPlaceKey(place.topic, place.partition, place.offset), timeMs);
    }
  }
}
