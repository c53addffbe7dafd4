import type { KeyShares } from '../../../../shared/contract/index.ts';
import type { PartitionExtent } from '../../../cluster/index.ts';
import { hotKeyOf, RecentKeys, recentSeconds } from '../../../health/index.ts';
import type { Measure } from '../../../runtime/index.ts';
import { judgeTopic } from './judge-topic.ts';
import { ForeignWrites, type OwnRecords } from './foreign-writes.ts';
import type { NodeFigures } from './run-status.ts';
import { TopicTraffic } from './topic-traffic.ts';

const rateSeconds = 3;
/** Of fewer records nothing can be said about which keys most have. */
const leastKeyed = 100;
/** Times what a partition's worth of the records would be. */
const unfairShare = 1.5;
const toldKeys = 10;

type Weighed = Exclude<Measure, { kind: 'calls' }>;

/** What is known of a topic. Pure. */
export class TopicRecord {
  readonly traffic = new TopicTraffic();
  private readonly sent = new RecentKeys();
  /** By reader: each gets all records. */
  private readonly read = new Map<string, RecentKeys>();
  private readonly foreign = new ForeignWrites();

  /** @param own what the run's nodes wrote to it */
  looked(extents: readonly PartitionExtent[], own: OwnRecords, nowMs: number): void {
    this.traffic.look(nowMs, extents);
    this.foreign.looked(nowMs, this.traffic.events, own);
  }

  weighed(measure: Weighed, node: string, nowMs: number): void {
    if (measure.kind === 'sent') {
      this.sent.add(nowMs, measure);
      return;
    }
    const keys = this.read.get(node) ?? new RecentKeys();
    keys.add(nowMs, measure);
    this.read.set(node, keys);
  }

  /** Whether others write to it too, by more than a twentieth. */
  get isForeign(): boolean {
    return this.foreign.areThere;
  }

  /** Of what the run's nodes sent; where others write too, of what was handed to its readers. */
  keys(nowMs: number): KeyShares {
    const [firstReader] = this.read.values();
    const source = this.isForeign ? firstReader : this.sent;
    const { records, seen, top } = source?.read(nowMs, toldKeys) ?? { records: 0, seen: 0, top: [] };
    if (records === 0) return { known: 'no', because: 'no-records' };
    if (top.length === 0) return { known: 'no', because: 'no-keys' };
    const told = top.map(({ count, ...key }) => ({ ...key, share: count / records, perSecond: count / recentSeconds }));
    return { known: this.isForeign ? 'read' : 'sent', records, seen, top: told };
  }

  /**
   * @param emittedPerSecond by the nodes of the run. Where nobody else writes to the topic it is the topic's rate too, so
   * that what is shown at both ends of an edge agrees.
   */
  status(emittedPerSecond: number, isRunning: boolean, nowMs: number): NodeFigures {
    const { traffic } = this;
    const running = this.isForeign ? traffic.perSecond(rateSeconds) : emittedPerSecond;
    const perSecond = isRunning ? running : 0;
    const hotPartition = traffic.hotPartition();
    const hotKey = this.hotKey(nowMs);
    return {
      kind: 'topic',
      ...(isRunning
        ? judgeTopic({ perSecond, ...(hotPartition && { hotPartition }), ...(hotKey && { hotKey }) })
        : { state: 'stopped' }),
      events: traffic.events,
      perSecond,
      errors: 0,
      records: traffic.records,
      partitions: traffic.partitions(),
    };
  }

  /** With a single partition it makes no difference. */
  hotKey(nowMs: number): ReturnType<typeof hotKeyOf> {
    const keys = this.keys(nowMs);
    if (keys.known === 'no' || keys.records < leastKeyed || this.traffic.partitions().length < 2) return undefined;
    const hot = hotKeyOf(keys);
    // Of few keys each has much of the records; that is uneven only beside what would be fair.
    return hot && hot.share * this.traffic.partitions().length > unfairShare ? hot : undefined;
  }
}
