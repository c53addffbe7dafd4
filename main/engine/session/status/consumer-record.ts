import type { ConsumerStatus } from '../../../../shared/contract/index.ts';
import type { PlannedConsumer, RuntimeReport } from '../../../runtime/index.ts';
import { type CountKind, doneKinds, type EventCounts } from '../event-counts.ts';
import { judgeConsumer } from './judge-consumer.ts';
import { LagTrend } from './lag-trend.ts';
import { Members } from './members.ts';
import { RecentNumbers, RecentTrouble } from './recent.ts';
import type { NodeFigures, Surroundings } from './run-status.ts';
import type { TopicTraffic } from './topic-traffic.ts';

const latencyWindowMs = 10_000;
const latencySamples = 2000;
const failedAttemptsWindowMs = 10_000;
const givenUpWindowMs = 30_000;

type StoppedPartition = ConsumerStatus['stoppedPartitions'][number];

/** A topic that the consumer reads. */
interface ReadTopic {
  readonly id: string;
  readonly name: string;
  readonly traffic: TopicTraffic;
}

/** What is known of a consumer that runs. Pure. */
export class ConsumerRecord {
  private readonly members = new Members();
  private readonly latencies = new RecentNumbers(latencyWindowMs, latencySamples);
  private readonly failedAttempts = new RecentTrouble(failedAttemptsWindowMs);
  private readonly givenUp = new RecentTrouble(givenUpWindowMs);
  private readonly stopped = new Map<string, StoppedPartition>();
  private readonly wholeLag = new LagTrend();
  /** By topic id. */
  private lagTrends = new Map<string, LagTrend>();
  private lag: number | undefined;
  /** Events that it gets done, when it was looked at last. */
  private donePerSecond = 0;

  static eventsOf(counts: EventCounts, id: string): number {
    return doneKinds.reduce((sum, kind) => sum + counts.total(kind, id), 0);
  }

  static perSecondOf(counts: EventCounts, id: string): number {
    return doneKinds.reduce((sum, kind) => sum + counts.perSecond(kind, id), 0);
  }

  observe(report: RuntimeReport, idOf: (name: string) => string): void {
    this.members.observe(report, idOf);
    switch (report.type) {
      case 'attempt-started':
        this.partitionRestarted(idOf(report.topic), report.partition);
        return;
      case 'handled':
        this.latencies.add(report.timeMs, report.durationMs);
        this.partitionRestarted(idOf(report.topic), report.partition);
        return;
      case 'attempt-failed':
        this.latencies.add(report.timeMs, report.durationMs);
        if (report.counted) this.failedAttempts.add(report.timeMs, report.error.message);
        return;
      case 'dead-lettered':
      case 'skipped':
        this.givenUp.add(report.timeMs, report.error.message);
        return;
      case 'partition-stopped': {
        const { partition, offset } = report;
        const topic = idOf(report.topic);
        this.stopped.set(keyOf(topic, partition), { topic, partition, offset });
        return;
      }
      default:
    }
  }

  counted(kind: CountKind, nowMs: number): void {
    if (kind !== 'emitted' && kind !== 'retry-scheduled') this.wholeLag.moved(nowMs);
  }

  hostLost(why: string): void {
    this.members.hostLost(why);
  }

  partitionRestarted(topic: string, partition: number): void {
    this.stopped.delete(keyOf(topic, partition));
  }

  /** @param lags by topic id */
  looked(lags: ReadonlyMap<string, number>, donePerSecond: number, nowMs: number): void {
    this.donePerSecond = donePerSecond;
    this.lagTrends = new Map([...lags.keys()].map((topic) => [topic, this.lagTrends.get(topic) ?? new LagTrend()]));
    for (const [topic, lag] of lags) this.lagTrends.get(topic)?.add(nowMs, lag);
    this.lag = [...lags.values()].reduce((sum, lag) => sum + lag, 0);
    this.wholeLag.add(nowMs, this.lag);
  }

  fallsBehindOn(topic: string): boolean {
    return this.growthOn(topic) !== undefined;
  }

  private growthOn(topic: string): number | undefined {
    return this.lagTrends.get(topic)?.growsBy(this.donePerSecond);
  }

  status({ id, instances }: PlannedConsumer, topics: readonly ReadTopic[], surroundings: Surroundings): NodeFigures {
    const { counts, nowMs } = surroundings;
    const members = this.members.statuses(instances);
    const perSecond = ConsumerRecord.perSecondOf(counts, id);
    const latencyMs = this.latencies.percentile(0.95, nowMs);
    const { generation } = this.members;
    return {
      kind: 'consumer',
      ...this.judge(topics, members, perSecond, surroundings),
      events: ConsumerRecord.eventsOf(counts, id),
      perSecond,
      errors: counts.total('attempt-failed', id),
      ...(this.lag !== undefined && { lag: this.lag }),
      ...(latencyMs !== undefined && { latencyMs }),
      ...(generation !== undefined && { generation }),
      instances: members,
      stoppedPartitions: [...this.stopped.values()],
    };
  }

  private judge(
    topics: readonly ReadTopic[],
    instances: ConsumerStatus['instances'],
    perSecond: number,
    { broken, clusterAway, nowMs }: Surroundings,
  ): ReturnType<typeof judgeConsumer> {
    const growing = topics.filter(({ id }) => this.fallsBehindOn(id));
    const lagGrowsBy = growing.reduce((sum, { id }) => sum + (this.growthOn(id) ?? 0), 0);
    const hotPartition = growing.map(({ traffic }) => traffic.hotPartition()).find((hot) => hot !== undefined);
    const { waitsSinceMs } = this.wholeLag;
    const { lost } = this.members;
    const givenUp = this.givenUp.within(nowMs);
    const failedAttempts = this.failedAttempts.within(nowMs);
    const nameOf = new Map(topics.map(({ id, name }) => [id, name]));
    return judgeConsumer({
      ...(broken !== undefined && { broken }),
      ...(lost !== undefined && { lost }),
      ...(givenUp && { givenUp }),
      ...(failedAttempts && { failedAttempts }),
      ...(growing.length > 0 && { lagGrowsBy }),
      ...(hotPartition && { hotPartition }),
      instances,
      partitions: topics.reduce((sum, { traffic }) => sum + traffic.partitions().length, 0),
      perSecond,
      lag: this.lag ?? 0,
      waitingMs: waitsSinceMs === undefined ? 0 : nowMs - waitsSinceMs,
      clusterAway,
      stoppedPartitions: [...this.stopped.values()].map((stopped) => ({
        ...stopped,
        topic: nameOf.get(stopped.topic) ?? stopped.topic,
      })),
    });
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
