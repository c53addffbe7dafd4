import { Durations, HeavyHitters } from '../../../shared/measures/index.ts';
import type { Measure } from '../reports.ts';

/** Keys that are told of a batch; it takes more than a part in so many to be worth telling. */
const keysATopic = 32;
/** In characters: longer keys are cut, which two that begin alike can't be told apart by. */
const longestKey = 100;

/** A call of a handler that has ended, well or not. */
export interface EndedCall {
  readonly node: string;
  readonly topic: string;
  readonly partition: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** A record as it is weighed. */
export interface WeighedRecord {
  readonly node: string;
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly bytes: number;
}

interface Weighed {
  records: number;
  bytes: number;
  readonly keys: HeavyHitters;
}

/** Adds up, between two batches of reports, what each node sent, got done and took for it. Exact but for rare keys. Pure. */
export class MeasureGatherer {
  private readonly weighed = new Map<string, Weighed & { kind: 'sent' | 'read'; node: string; topic: string }>();
  private readonly calls = new Map<
    string,
    { node: string; durations: Durations; partitions: Map<string, PartitionCalls> }
  >();

  get isEmpty(): boolean {
    return this.weighed.size === 0 && this.calls.size === 0;
  }

  weigh(kind: 'sent' | 'read', { node, topic, partition, key, bytes }: WeighedRecord): void {
    const place = `${kind}\n${node}\n${topic}`;
    let weighed = this.weighed.get(place);
    if (!weighed) {
      weighed = { kind, node, topic, records: 0, bytes: 0, keys: new HeavyHitters(keysATopic) };
      this.weighed.set(place, weighed);
    }
    weighed.records += 1;
    weighed.bytes += bytes;
    if (key !== null) weighed.keys.add(`${partition}/${key.slice(0, longestKey)}`);
  }

  called({ node, topic, partition, durationMs, failed }: EndedCall): void {
    let ofNode = this.calls.get(node);
    if (!ofNode) {
      ofNode = { node, durations: new Durations(), partitions: new Map() };
      this.calls.set(node, ofNode);
    }
    ofNode.durations.add(durationMs);
    const place = `${topic}\n${partition}`;
    const known = ofNode.partitions.get(place);
    const calls = known ?? { topic, partition, calls: 0, failed: 0, busyMs: 0 };
    if (!known) ofNode.partitions.set(place, calls);
    calls.calls += 1;
    calls.failed += failed ? 1 : 0;
    calls.busyMs += durationMs;
  }

  /** All since the last call. */
  take(): Measure[] {
    const weighed = [...this.weighed.values()].map(({ kind, node, topic, records, bytes, keys }): Measure => {
      const named = keys.top(keysATopic).map(({ key: place, count, overcount }) => {
        const slash = place.indexOf('/');
        return { partition: Number(place.slice(0, slash)), key: place.slice(slash + 1), count, overcount };
      });
      return { kind, node, topic, records, bytes, keys: named, keyed: keys.total };
    });
    const calls = [...this.calls.values()].map(({ node, durations, partitions }): Measure => {
      return { kind: 'calls', node, durations: durations.counts(), partitions: [...partitions.values()] };
    });
    this.weighed.clear();
    this.calls.clear();
    return [...weighed, ...calls];
  }
}

interface PartitionCalls {
  readonly topic: string;
  readonly partition: number;
  calls: number;
  failed: number;
  busyMs: number;
}
