import type { PartitionExtent } from '../../../cluster/index.ts';
import { judgeTopic } from './judge-topic.ts';
import type { NodeFigures } from './run-status.ts';
import { TopicTraffic } from './topic-traffic.ts';

const rateSeconds = 3;
/** More than this, and more than a twentieth of the rest, is somebody else's. */
const leastForeignPerSecond = 2;

/** What is known of a topic. Pure. */
export class TopicRecord {
  readonly traffic = new TopicTraffic();

  looked(extents: readonly PartitionExtent[], nowMs: number): void {
    this.traffic.look(nowMs, extents);
  }

  /**
   * @param emittedPerSecond by the nodes of the run. Where nobody else writes to the topic it is the topic's rate too, so
   * that what is shown at both ends of an edge agrees.
   */
  status(emittedPerSecond: number, isRunning: boolean): NodeFigures {
    const { traffic } = this;
    const growing = traffic.perSecond(rateSeconds);
    const foreign = growing - emittedPerSecond > Math.max(leastForeignPerSecond, emittedPerSecond / 20);
    const perSecond = !isRunning ? 0 : foreign ? growing : emittedPerSecond;
    const hotPartition = traffic.hotPartition();
    return {
      kind: 'topic',
      ...(isRunning ? judgeTopic({ perSecond, ...(hotPartition && { hotPartition }) }) : { state: 'stopped' }),
      events: traffic.events,
      perSecond,
      errors: 0,
      records: traffic.records,
      partitions: traffic.partitions(),
    };
  }
}
