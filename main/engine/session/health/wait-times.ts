import type { LagTime } from '../../../../shared/contract/index.ts';
import type { ClusterLook } from '../../../cluster/index.ts';
import { EndTimes } from '../../../health/index.ts';

/** When records were written, by `TOPIC/PARTITION/OFFSET`, with the topic's name on the cluster. */
export type RecordTimesFound = ReadonlyMap<string, number>;

export function recordPlaceKey(topic: string, partition: number, offset: string | bigint): string {
  return `${topic}/${partition}/${String(offset)}`;
}

/** How long records have waited: by their own timestamps where those were read, otherwise by when the partition's end passed them. Pure. */
export class WaitTimes {
  private readonly ends = new Map<string, EndTimes>();
  private found: RecordTimesFound = new Map();
  /** Those of exact times are kept until the next look, since the place they are of may not move. */
  looked({ extents }: ClusterLook, found: RecordTimesFound, nowMs: number): void {
    this.found = found;
    for (const { topic, partition, endOffset } of extents) {
      const key = `${topic}/${partition}`;
      const ends = this.ends.get(key) ?? new EndTimes();
      ends.add(nowMs, BigInt(endOffset));
      this.ends.set(key, ends);
    }
  }

  /** Of the record at `position`, the oldest that waits; 0 where none does. */
  of(place: { topic: string; partition: number; position: bigint; lag: number }, nowMs: number): LagTime {
    const { topic, partition, position, lag } = place;
    if (lag === 0) return { known: 'exact', ms: 0 };
    const writtenMs = this.found.get(recordPlaceKey(topic, partition, position));
    if (writtenMs !== undefined) return { known: 'exact', ms: Math.max(0, nowMs - writtenMs) };
    return this.ends.get(`${topic}/${partition}`)?.ageOf(position, nowMs) ?? { known: 'no', because: 'not-looked-yet' };
  }
}

/** The longest of several; what isn't known doesn't count unless nothing is. */
export function longestOf(times: readonly LagTime[]): LagTime {
  const known = times.filter((time) => time.known !== 'no');
  const longest = known.toSorted((one, other) => other.ms - one.ms)[0];
  return longest ?? times[0] ?? { known: 'exact', ms: 0 };
}
