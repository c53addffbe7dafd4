import { z } from 'zod';

/** Of each power of two; a value is told to within 1/64 of itself. */
const stepsOfAnOctave = 32;
/** In microseconds: about 19 hours. Longer ones count as this long. */
const longest = 2 ** 36;

/** A histogram as it travels: [bucket, how many] for each that isn't empty. */
export const durationCountsSchema = z.array(z.tuple([z.int().min(0), z.int().min(1)]));
export type DurationCounts = z.infer<typeof durationCountsSchema>;

/**
 * How long things took, in buckets whose width grows with the value as in HdrHistogram (log-linear): percentiles are within
 * 1.6 %, memory is bounded (1 056 buckets), and two of them add up to what one would have been. Pure.
 */
export class Durations {
  private readonly buckets = new Map<number, number>();
  private counted = 0;

  get count(): number {
    return this.counted;
  }

  add(durationMs: number): void {
    this.addTo(bucketOf(durationMs), 1);
  }

  merge(counts: DurationCounts): void {
    for (const [bucket, count] of counts) this.addTo(bucket, count);
  }

  counts(): DurationCounts {
    return [...this.buckets].toSorted(([one], [other]) => one - other);
  }

  /** The nearest-rank percentile in ms, `share` from 0 to 1; undefined where nothing was added. */
  percentile(share: number): number | undefined {
    const rank = Math.max(1, Math.ceil(share * this.counted));
    let seen = 0;
    for (const [bucket, count] of this.counts()) {
      seen += count;
      if (seen >= rank) return middleOf(bucket);
    }
    return undefined;
  }

  private addTo(bucket: number, count: number): void {
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count);
    this.counted += count;
  }
}

function bucketOf(durationMs: number): number {
  const value = Math.min(longest, Math.max(0, Math.round(durationMs * 1000)));
  if (value < stepsOfAnOctave) return value;
  const octave = Math.floor(Math.log2(value));
  const step = Math.floor(value / 2 ** (octave - 5)) - stepsOfAnOctave;
  return (octave - 4) * stepsOfAnOctave + step;
}

/** In ms. */
function middleOf(bucket: number): number {
  if (bucket < stepsOfAnOctave) return bucket / 1000;
  const octave = Math.floor(bucket / stepsOfAnOctave) + 4;
  const width = 2 ** (octave - 5);
  const lowest = (stepsOfAnOctave + (bucket % stepsOfAnOctave)) * width;
  return (lowest + (width - 1) / 2) / 1000;
}
