import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { ClusterView } from './cluster-view.ts';
import { decodeFetched } from './decode-fetched.ts';
import type { FetchedPartition, FetchLimits } from './fetch-partitions.ts';
import { partitionKey, type TopicPartition } from './list-offsets.ts';

/** Where a record is. */
export interface RecordPlaceAt extends TopicPartition {
  readonly offset: bigint;
}

/** Most batches are smaller. Of a larger one nothing comes, unless it is asked for alone. */
const ofMany: FetchLimits = {
  maxWaitMs: 0,
  maxBytes: 16 * 1024 * 1024,
  maxPartitionBytes: 16 * 1024,
  isolation: 'read-uncommitted',
};
const ofOne: FetchLimits = { ...ofMany, maxPartitionBytes: 1 };

/** Reads of records nothing but when they were written. Owns its connections until `close`. */
export class RecordTimes {
  readonly #view: ClusterView;

  constructor(connection: ConnectionSettings, clock: Clock) {
    this.#view = new ClusterView(connection, clock);
  }

  /**
   * By `TOPIC/PARTITION`, in ms since the epoch: when the first record at the offset or behind it was written. What there is none of, or what
   * could not be read, is left out; so is what has not been asked for when the signal comes. Rejects with a ClusterFault.
   */
  async at(places: readonly RecordPlaceAt[], signal?: AbortSignal): Promise<Map<string, number>> {
    const times = new Map<string, number>();
    if (places.length === 0) return times;
    const fetched = await this.#view.fetchMany(places, ofMany);
    const without: RecordPlaceAt[] = [];
    for (const place of places) {
      const time = timeOf(place, fetched.get(partitionKey(place)));
      if (time === undefined) without.push(place);
      else times.set(partitionKey(place), time);
    }
    for (const place of without) {
      if (signal?.aborted) break;
      const time = timeOf(place, await this.#view.fetchOne(place, ofOne));
      if (time !== undefined) times.set(partitionKey(place), time);
    }
    return times;
  }

  close(): void {
    this.#view.close();
  }
}

function timeOf(place: RecordPlaceAt, fetched: FetchedPartition | undefined): number | undefined {
  if (!fetched || fetched.errorCode !== 0) return undefined;
  for (const { records } of decodeFetched(place, fetched, place.offset)) {
    const [first] = records;
    if (first) return first.timestampMs < 0 ? undefined : first.timestampMs;
  }
  return undefined;
}
