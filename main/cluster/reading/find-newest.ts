import { partitionKey } from './list-offsets.ts';
import type { PartitionRange, StoredRecord } from './types.ts';

/** Reads what stands between the two offsets of each range, in order within each partition. */
export type ReadRanges = (ranges: readonly PartitionRange[]) => AsyncIterable<readonly StoredRecord[]>;

interface SeenRecord {
  readonly offset: bigint;
  readonly timestampMs: number;
}

interface Candidate extends PartitionRange {
  /** From here on it has been looked at. */
  seenFrom: bigint;
  /** With ascending offsets. */
  seen: SeenRecord[];
}

/**
 * Where to begin in each partition of a topic, so that what follows are its `count` newest records by time. Within a partition a
 * later offset counts as newer, as Kafka's own time index has it. Looks at no more than it must: a share of `count` in each
 * partition first, and further back only where all that was seen of a partition belongs to the newest. Gaps in the offsets
 * (compaction, control records) are no records. Keeps offsets and times alone, so that large records don't add up.
 */
export async function findNewest(
  ranges: readonly PartitionRange[],
  count: number,
  read: ReadRanges,
): Promise<Map<string, bigint>> {
  const candidates = ranges.map((range): Candidate => ({ ...range, seenFrom: range.end, seen: [] }));
  const total = ranges.reduce((sum, { start, end }) => sum + (end - start), 0n);
  if (total <= BigInt(count)) return new Map(ranges.map((range) => [partitionKey(range), range.start]));
  const held = ranges.filter(({ start, end }) => end > start).length;
  let share = BigInt(held === 1 ? count : Math.min(count, 2 * Math.ceil(count / held)));
  let chosen: Map<Candidate, bigint>;
  let open = candidates.filter(({ start, end }) => end > start);
  do {
    await lookBack(open, share, read);
    share *= 2n;
    chosen = choose(candidates, count);
    open = candidates.filter((candidate) => mayHaveMore(candidate, chosen.get(candidate)));
  } while (open.length > 0);
  return new Map(candidates.map((candidate) => [partitionKey(candidate), chosen.get(candidate) ?? candidate.end]));
}

async function lookBack(candidates: readonly Candidate[], share: bigint, read: ReadRanges): Promise<void> {
  const windows = candidates.map((candidate) => {
    const start = candidate.seenFrom - share < candidate.start ? candidate.start : candidate.seenFrom - share;
    return { candidate, start, end: candidate.seenFrom, found: new Array<SeenRecord>() };
  });
  const byPlace = new Map(windows.map((window) => [partitionKey(window.candidate), window]));
  const ranges = windows.map(({ candidate: { topic, partition }, start, end }) => ({ topic, partition, start, end }));
  for await (const records of read(ranges)) {
    for (const record of records) {
      const { offset, timestampMs } = record;
      byPlace.get(partitionKey(record))?.found.push({ offset, timestampMs });
    }
  }
  for (const { candidate, start, found } of windows) {
    candidate.seenFrom = start;
    candidate.seen = [...found, ...candidate.seen];
  }
}

/** The first offset of each partition that belongs to the `count` newest; a partition with none of them is absent. */
function choose(candidates: readonly Candidate[], count: number): Map<Candidate, bigint> {
  const all = candidates.flatMap((candidate) => inOrderOfTime(candidate));
  all.sort((left, right) => right.timeMs - left.timeMs);
  const chosen = new Map<Candidate, bigint>();
  for (const { candidate, offset } of all.slice(0, count)) {
    const first = chosen.get(candidate);
    if (first === undefined || offset < first) chosen.set(candidate, offset);
  }
  return chosen;
}

/** Newest first. A record that says it is newer than those behind it counts as old as they are. */
function inOrderOfTime(candidate: Candidate): { candidate: Candidate; offset: bigint; timeMs: number }[] {
  let timeMs = Infinity;
  return candidate.seen.toReversed().map(({ offset, timestampMs }) => {
    timeMs = Math.min(timeMs, timestampMs);
    return { candidate, offset, timeMs };
  });
}

/** Where all that was seen of a partition was chosen, what stands before it may belong to the newest too. */
function mayHaveMore({ start, seenFrom, seen }: Candidate, firstChosen: bigint | undefined): boolean {
  if (seenFrom <= start) return false;
  return seen.length === 0 || seen[0]?.offset === firstChosen;
}
