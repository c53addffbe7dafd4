import type { PartitionExtent } from '../../../cluster/index.ts';

const windowMs = 10_000;
/** Of fewer records nothing can be said about who has how many. */
const leastRecords = 100;
const hotShare = 0.3;
const hotTimesFairShare = 2;

export interface PartitionTraffic {
  readonly partition: number;
  readonly startOffset: string;
  readonly endOffset: string;
  /** Of what came to the topic over the last seconds, 0 to 1. */
  readonly share: number;
}

/** A partition that gets over 30 % and over twice its fair share. */
export interface HotPartition {
  readonly partition: number;
  readonly share: number;
}

/** What a topic holds and gets, from looks at its offsets. Pure. */
export class TopicTraffic {
  private samples: { readonly timeMs: number; readonly ends: ReadonlyMap<number, bigint> }[] = [];
  private latest: readonly PartitionExtent[] = [];
  private firstEnds = new Map<number, bigint>();

  look(timeMs: number, extents: readonly PartitionExtent[]): void {
    const ends = new Map(extents.map(({ partition, endOffset }) => [partition, BigInt(endOffset)]));
    const before = this.samples.at(-1)?.ends;
    // Made anew: what was counted is of another log.
    if ([...(before ?? [])].some(([partition, end]) => (ends.get(partition) ?? 0n) < end)) {
      this.samples = [];
      this.firstEnds = new Map();
    }
    this.latest = extents.toSorted((one, other) => one.partition - other.partition);
    if (this.firstEnds.size === 0) this.firstEnds = ends;
    this.samples.push({ timeMs, ends });
    while (this.samples[1] && timeMs - this.samples[1].timeMs >= windowMs) this.samples.shift();
  }

  /** Records that it holds. */
  get records(): number {
    return this.latest.reduce(
      (sum, { startOffset, endOffset }) => sum + Number(BigInt(endOffset) - BigInt(startOffset)),
      0,
    );
  }

  /** Records that came since the first look. */
  get events(): number {
    return this.latest.reduce(
      (sum, { partition, endOffset }) => sum + Number(BigInt(endOffset) - (this.firstEnds.get(partition) ?? 0n)),
      0,
    );
  }

  /** Over the last `seconds` or so; 0 before there are two looks. */
  perSecond(seconds: number): number {
    const last = this.samples.at(-1);
    const first = last && this.samples.findLast(({ timeMs }) => last.timeMs - timeMs >= seconds * 1000);
    const from = first ?? this.samples[0];
    if (!last || !from || from === last) return 0;
    return sumOf(increments(from.ends, last.ends)) / ((last.timeMs - from.timeMs) / 1000);
  }

  partitions(): PartitionTraffic[] {
    const grown = this.increments();
    const total = sumOf(grown);
    return this.latest.map(({ partition, startOffset, endOffset }) => ({
      partition,
      startOffset,
      endOffset,
      share: total === 0 ? 0 : (grown.get(partition) ?? 0) / total,
    }));
  }

  hotPartition(): HotPartition | undefined {
    if (sumOf(this.increments()) < leastRecords) return undefined;
    const fairShare = 1 / this.latest.length;
    return this.partitions()
      .filter(({ share }) => share > hotShare && share > hotTimesFairShare * fairShare)
      .toSorted((one, other) => other.share - one.share)[0];
  }

  private increments(): Map<number, number> {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    return first && last ? increments(first.ends, last.ends) : new Map();
  }
}

/** A partition that wasn't there before began at 0. */
function increments(before: ReadonlyMap<number, bigint>, after: ReadonlyMap<number, bigint>): Map<number, number> {
  return new Map([...after].map(([partition, end]) => [partition, Number(end - (before.get(partition) ?? 0n))]));
}

function sumOf(numbers: ReadonlyMap<number, number>): number {
  return [...numbers.values()].reduce((sum, number) => sum + number, 0);
}
