import { describe, expect, it } from 'vitest';
import { SegmentIndex } from './segment-index.ts';

const batchBytes = 5000;
const recordsPerBatch = 3;
/** Times that go back now and then. */
const timestampOf = (batch: number): bigint => BigInt(1_000_000 + batch * 10 - (batch % 7) * 25);

function indexOf(batches: number): SegmentIndex {
  const index = new SegmentIndex(100n);
  for (let batch = 0; batch < batches; batch += 1)
    index.add(batch * batchBytes, 100n + BigInt(batch * recordsPerBatch), timestampOf(batch));
  return index;
}

describe.each([
  ['a small segment', 10, 1],
  ['a segment that has grown its columns', 5000, 1],
  ['a segment with more batches than an index has entries', 100_000, 8],
])('the index of %s', (_name, batches, batchesAnEntry) => {
  const index = indexOf(batches);
  const places = Array.from({ length: 50 }, (_, place) => Math.floor((place * (batches - 1)) / 49));

  it('finds a place at or shortly before the batch of an offset', () => {
    for (const batch of places) {
      const position = index.positionOf(100n + BigInt(batch * recordsPerBatch + 2));
      expect(position).toBeLessThanOrEqual(batch * batchBytes);
      expect(position).toBeGreaterThan((batch - batchesAnEntry) * batchBytes);
    }
  });

  it('finds a place at or shortly before the first batch of a time', () => {
    for (const batch of places) {
      const timestampMs = timestampOf(batch);
      const first = Array.from({ length: Math.min(batch, 30) + 1 }, (_, back) => batch - back)
        .toReversed()
        .find((earlier) => timestampOf(earlier) >= timestampMs);
      const position = index.positionOfTimestamp(timestampMs);
      expect(position).toBeLessThanOrEqual((first ?? batch) * batchBytes);
      expect(position).toBeGreaterThan(((first ?? batch) - batchesAnEntry - 1) * batchBytes);
    }
  });

  it('knows the largest time', () => {
    const times = Array.from({ length: batches }, (_, batch) => timestampOf(batch));
    expect(index.maxTimestampMs).toBe(times.reduce((one, other) => (one > other ? one : other)));
  });
});
