import type { ConsumerStatus } from '../../../../shared/contract/index.ts';
import { type PartitionVerdict, PartitionWindow, RecentDurations } from '../../../health/index.ts';
import type { Measure, PlannedConsumer, RuntimeReport } from '../../../runtime/index.ts';
import { type CountKind, doneKinds, type EventCounts } from '../event-counts.ts';
import { judgeConsumer } from './judge-consumer.ts';
import { Members } from './members.ts';
import { RecentTrouble } from './recent.ts';
import { RefusedWrites } from './refused-writes.ts';
import type { NodeFigures, Surroundings } from './run-status.ts';
import type { TopicRecord } from './topic-record.ts';
import { Waiting } from './waiting.ts';

const failedAttemptsWindowMs = 10_000;
const givenUpWindowMs = 30_000;

type StoppedPartition = ConsumerStatus['stoppedPartitions'][number];

/** A topic that the consumer reads. */
interface ReadTopic {
  readonly id: string;
  readonly name: string;
  readonly record: TopicRecord;
}

/** How far it is in a partition, as the last look saw it. */
export interface ReadPartition {
  readonly topic: string;
  readonly partition: number;
  /** The committed offset, or where it starts. */
  readonly position: bigint;
  readonly lag: number;
}

/** What is known of a consumer that runs. Pure. */
export class ConsumerRecord {
  private readonly members = new Members();
  private readonly durations = new RecentDurations();
  private readonly failedAttempts = new RecentTrouble(failedAttemptsWindowMs);
  private readonly givenUp = new RecentTrouble(givenUpWindowMs);
  private readonly refusedWrites = new RefusedWrites();
  private readonly stopped = new Map<string, StoppedPartition>();
  private readonly waiting = new Waiting();
  /** By topic id and partition. */
  private windows = new Map<string, PartitionWindow>();
  private looked: readonly ReadPartition[] | undefined;

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
        this.partitionRestarted(idOf(report.topic), report.partition);
        return;
      case 'write-refused':
        this.refusedWrites.refused(report);
        return;
      case 'emitted':
        this.refusedWrites.acknowledged(report.topic, report.partition);
        return;
      case 'attempt-failed':
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
    if (kind !== 'emitted' && kind !== 'retry-scheduled') this.waiting.moved(nowMs);
  }

  hostLost(why: string): void {
    this.members.hostLost(why);
  }

  partitionRestarted(topic: string, partition: number): void {
    this.stopped.delete(keyOf(topic, partition));
  }

  called({ durations }: Extract<Measure, { kind: 'calls' }>, nowMs: number): void {
    this.durations.merge(nowMs, durations);
  }

  /** How long its calls of the last seconds took. */
  recentDurations(nowMs: number): ReturnType<RecentDurations['read']> {
    return this.durations.read(nowMs);
  }

  look(partitions: readonly ReadPartition[], nowMs: number): void {
    this.looked = partitions;
    const windows = partitions.map(({ topic, partition, position, lag }): [string, PartitionWindow] => {
      const window = this.windows.get(keyOf(topic, partition)) ?? new PartitionWindow();
      window.add({ timeMs: nowMs, position, lag });
      return [keyOf(topic, partition), window];
    });
    this.windows = new Map(windows);
    this.waiting.looked(nowMs, this.lag ?? 0);
  }

  /** By the last look. */
  partitions(): (ReadPartition & { readonly verdict: PartitionVerdict })[] {
    return (this.looked ?? []).map((read) => ({ ...read, verdict: this.verdictOn(read.topic, read.partition) }));
  }

  fallsBehindOn(topic: string): boolean {
    return this.growthOn(topic) !== undefined;
  }

  private verdictOn(topic: string, partition: number): PartitionVerdict {
    return this.windows.get(keyOf(topic, partition))?.verdict() ?? { status: 'ok' };
  }

  /** Undefined before it was looked at. */
  private get lag(): number | undefined {
    return this.looked?.reduce((sum, { lag }) => sum + lag, 0);
  }

  /** Events a second by which the lag grows, over the partitions that fall behind or stand; undefined where none does. */
  private growthOn(topic: string): number | undefined {
    const behind = this.partitions().filter((read) => read.topic === topic && read.verdict.status !== 'ok');
    if (behind.length === 0) return undefined;
    return behind.reduce((sum, { verdict }) => sum + (verdict.status === 'ok' ? 0 : verdict.growsBy), 0);
  }

  status({ id, instances }: PlannedConsumer, topics: readonly ReadTopic[], surroundings: Surroundings): NodeFigures {
    const { counts, nowMs } = surroundings;
    const members = this.members.statuses(instances);
    const perSecond = ConsumerRecord.perSecondOf(counts, id);
    const latencyMs = this.durations.read(nowMs).percentile(0.95);
    const { lag } = this;
    const { generation } = this.members;
    return {
      kind: 'consumer',
      ...this.judge(topics, members, perSecond, surroundings),
      events: ConsumerRecord.eventsOf(counts, id),
      perSecond,
      errors: counts.total('attempt-failed', id),
      ...(lag !== undefined && { lag }),
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
    { broken, clusterAway, refusedLook, nowMs }: Surroundings,
  ): ReturnType<typeof judgeConsumer> {
    const growing = topics.filter(({ id }) => this.fallsBehindOn(id));
    const lagGrowsBy = growing.reduce((sum, { id }) => sum + (this.growthOn(id) ?? 0), 0);
    const hotPartition = growing.map(({ record }) => record.traffic.hotPartition()).find((hot) => hot !== undefined);
    const hotKey = growing.map(({ record }) => record.hotKey(nowMs)).find((hot) => hot !== undefined);
    const standing = this.partitions().find(({ verdict }) => verdict.status === 'standing');
    const waitsSinceMs = this.waiting.sinceMs;
    const { lost } = this.members;
    const refused = this.refusedWrites.within(nowMs);
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
      ...(hotKey && { hotKey }),
      ...(standing?.verdict.status === 'standing' && {
        standing: {
          topic: nameOf.get(standing.topic) ?? standing.topic,
          partition: standing.partition,
          forMs: standing.verdict.forMs,
        },
      }),
      instances,
      partitions: topics.reduce((sum, { record }) => sum + record.traffic.partitions().length, 0),
      perSecond,
      lag: this.lag ?? 0,
      waitingMs: waitsSinceMs === undefined ? 0 : nowMs - waitsSinceMs,
      clusterAway,
      ...(refused && { refused }),
      ...(refusedLook !== undefined && { refusedLook }),
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
