import type {
  CallTimes,
  ConsumerHealth,
  LagTime,
  NodeHealth,
  NodeState,
  PartitionHealth,
  Series,
  TroubleName,
} from '../../../../shared/contract/index.ts';
import type { Graph } from '../../../../shared/graph/index.ts';
import type { ClusterLook } from '../../../cluster/index.ts';
import {
  type ExplainedTopic,
  explainConsumer,
  explainTopic,
  NodeSeries,
  RecentDurations,
  recentSeconds,
  RecentSums,
  type WatchedFigures,
} from '../../../health/index.ts';
import type { Plan, PlannedConsumer, ReportBatch } from '../../../runtime/index.ts';
import { NodeIds } from '../node-ids.ts';
import type { RunNodeStatus, RunStatus } from '../status/run-status.ts';
import type { SessionStatus } from '../status/session-status.ts';
import { HealthTotals } from './health-totals.ts';
import { longestOf, type RecordTimesFound, WaitTimes } from './wait-times.ts';

type Durations = ReturnType<RecentDurations['read']>;
type Of<Kind extends RunNodeStatus['kind']> = Extract<RunNodeStatus, { kind: Kind }>;

/**
 * How well each part of a run does: what the session's status says of it, with how long, why, and what may be done. It is fed
 * with the same reports and looks as the status, right after it. Pure: it is told the time. Bounded.
 */
export class SessionHealth {
  private readonly board: SessionStatus;
  private readonly ids = new NodeIds();
  private readonly totals = new HealthTotals();
  private readonly waits = new WaitTimes();
  private readonly ticks = new Map<string, RecentDurations>();
  private readonly sums = new RecentSums();
  private readonly series = new Map<string, NodeSeries>();
  private readonly since = new Map<string, { state: NodeState; trouble: TroubleName | undefined; sinceMs: number }>();
  private readonly errors = new Map<string, { timeMs: number; count: number }>();
  private readonly startedMs: number;
  private readonly listeners = new Set<() => void>();
  private graph: Graph;
  private drawn: Plan | undefined;
  private status: RunStatus | undefined;
  private isOver = false;

  constructor(board: SessionStatus, graph: Graph, startedMs: number) {
    this.board = board;
    this.graph = graph;
    this.startedMs = startedMs;
  }

  /** `drawn`: the plan with the nodes that stand still. */
  change(graph: Graph, drawn: Plan): void {
    this.graph = graph;
    this.drawn = drawn;
    this.ids.learn(graph);
  }

  take({ reports, measures = [] }: ReportBatch, nowMs: number, isRunning: boolean): void {
    const idOf = (name: string): string => this.ids.of(name);
    for (const report of reports) {
      this.totals.observe(report, idOf, (service) => this.consumersOf(service), isRunning);
      if (report.type === 'tick-ended') this.ticksOf(idOf(report.node)).add(nowMs, report.durationMs);
    }
    for (const measure of measures) {
      if (measure.kind !== 'calls') continue;
      const id = idOf(measure.node);
      for (const { topic, partition, calls, failed, busyMs } of measure.partitions) {
        this.sums.add(nowMs, `calls/${id}`, calls);
        this.sums.add(nowMs, `failed/${id}`, failed);
        this.sums.add(nowMs, `busy/${id}/${idOf(topic)}/${partition}`, busyMs);
      }
    }
  }

  /** `found`: when the oldest records that wait were written, where that was read. */
  look(look: ClusterLook, found: RecordTimesFound, nowMs: number): void {
    this.waits.looked(look, found, nowMs);
  }

  /** Called whenever figures are as new as they get, about once a second. */
  onSampled(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** About once a second, after a look. */
  sample(nowMs: number): void {
    const status = this.board.read(nowMs);
    this.status = status;
    for (const [id, node] of status.nodes) {
      this.noteState(id, node, nowMs);
      const series = this.series.get(id) ?? new NodeSeries(this.startedMs);
      this.series.set(id, series);
      const lag = node.kind === 'consumer' ? node.lag : undefined;
      const p95Ms = this.durationsOf(id, node.kind, nowMs)?.percentile(0.95);
      series.add(nowMs, { perSecond: node.perSecond, lag, p95Ms, errorsPerSecond: this.errorRate(id, node, nowMs) });
    }
    for (const listener of this.listeners) listener();
  }

  /** The run is over: nothing is wrong with anything any more. No listener is told; an alert on what stands still is not for that. */
  end(nowMs: number): void {
    this.isOver = true;
    this.status = this.board.read(nowMs);
    for (const [id, node] of this.status.nodes) this.noteState(id, node, nowMs);
  }

  /** From then on, of those that have any. */
  seriesOf(nodes: readonly string[], fromMs: number): Record<string, Series> {
    return Object.fromEntries(
      nodes.flatMap((id): [string, Series][] => {
        const series = this.series.get(id);
        return series ? [[id, series.read(fromMs)]] : [];
      }),
    );
  }

  /** What alerts are judged by. */
  figures(id: string, nowMs: number): WatchedFigures | undefined {
    const node = this.status?.nodes.get(id);
    const drawn = this.graph.nodes.find((each) => each.id === id);
    if (!node || !drawn || drawn.kind === 'note') return undefined;
    const { name } = drawn;
    const p95Ms = this.durationsOf(id, node.kind, nowMs)?.percentile(0.95);
    const common = { name, state: node.state, ...(p95Ms !== undefined && { p95Ms }) };
    if (node.kind !== 'consumer') return common;
    const waits = longestOf(this.partitionsOf(id, [], nowMs).map((partition) => partition.waits));
    return {
      ...common,
      ...(node.lag !== undefined && { lag: node.lag }),
      ...(waits.known !== 'no' && { waitsMs: waits.ms }),
      errorShare: this.errorShare(id, nowMs),
    };
  }

  /** Undefined for what has no part in the run. */
  read(id: string, nowMs: number): NodeHealth | undefined {
    const node = this.status?.nodes.get(id);
    if (!node) return undefined;
    switch (node.kind) {
      case 'producer':
        return this.producerHealth(id, node, nowMs);
      case 'topic':
        return this.topicHealth(id, node, nowMs);
      case 'consumer':
        return this.consumerHealth(id, node, nowMs);
    }
  }

  private producerHealth(id: string, node: Of<'producer'>, nowMs: number): NodeHealth {
    const times = callTimes(this.ticks.get(id)?.read(nowMs));
    return {
      kind: 'producer',
      ...this.common(id, node, nowMs),
      ...(times && { times }),
      bytesPerSecond: this.board.bytesPerSecond('bytes-sent', id),
      errors: node.errors,
    };
  }

  private topicHealth(id: string, node: Of<'topic'>, nowMs: number): NodeHealth {
    const topic = this.explainedTopic(id, nowMs);
    const isWrong = node.state === 'warning' && !this.isOver;
    const finding = isWrong ? topic && explainTopic({ ...topic, trouble: node.trouble }) : undefined;
    const perSecond = this.graph.nodes.reduce(
      (sum, writer) => sum + this.board.bytesPerSecond('bytes-sent', writer.id, id),
      0,
    );
    return {
      kind: 'topic',
      ...this.common(id, node, nowMs),
      ...(finding && { finding }),
      bytes: { known: this.board.topic(id)?.isForeign === true ? 'ours-only' : 'all', perSecond },
      keys: topic?.keys ?? { known: 'no', because: 'no-records' },
    };
  }

  private consumerHealth(id: string, node: Of<'consumer'>, nowMs: number): ConsumerHealth {
    const planned = this.plannedConsumer(id);
    const partitions = this.partitionsOf(id, node.instances, nowMs);
    const topics = (planned?.subscribes ?? []).flatMap((name) => this.explainedTopic(this.ids.of(name), nowMs) ?? []);
    const times = callTimes(this.durationsOf(id, 'consumer', nowMs));
    const busy = planned ? this.busyOf(planned, node, nowMs) : [];
    const found = {
      id,
      state: node.state,
      trouble: node.trouble,
      reason: node.reason,
      cause: node.cause,
      instances: planned?.instances ?? node.instances.length,
      concurrency: planned?.delivery.concurrency ?? 1,
      busy,
      partitions,
      topics,
      times,
      stoppedPartitions: node.stoppedPartitions,
    };
    const finding = this.isOver ? undefined : explainConsumer(found);
    const { rebalances, restarts, lastRebalanceMs } = this.totals.of(id);
    return {
      kind: 'consumer',
      ...this.common(id, node, nowMs),
      ...(finding && { finding }),
      lag: node.lag ?? 0,
      waits: longestOf(partitions.map(({ waits }) => waits)),
      bytesPerSecond: this.board.bytesPerSecond('bytes-read', id),
      ...(times && { times }),
      errorShare: this.errorShare(id, nowMs),
      totals: {
        failed: node.errors,
        retries: this.board.total('retry-scheduled', id),
        givenUp: this.board.total('dead-lettered', id) + this.board.total('skipped', id),
        rebalances,
        restarts,
        ...(lastRebalanceMs !== undefined && { lastRebalanceMs }),
      },
      busy,
      partitions,
      keys: topics.map((topic) => ({ topic: topic.id, keys: topic.keys })),
    };
  }

  private common(id: string, node: RunNodeStatus, nowMs: number) {
    const { state, trouble, reason, perSecond } = node;
    const sinceMs = this.since.get(id)?.sinceMs ?? nowMs;
    return { state, ...(trouble && { trouble }), ...(reason !== undefined && { reason }), sinceMs, perSecond };
  }

  private noteState(id: string, { state, trouble }: RunNodeStatus, nowMs: number): void {
    const known = this.since.get(id);
    if (known?.state === state && known.trouble === trouble) return;
    this.since.set(id, { state, trouble, sinceMs: nowMs });
  }

  private partitionsOf(id: string, instances: Of<'consumer'>['instances'], nowMs: number): PartitionHealth[] {
    const kafkaNames = new Map(this.drawn?.topics.map((topic) => [topic.id, topic.kafkaName]));
    const shares = new Map<string, ReadonlyMap<number, number>>();
    const shareOf = (topic: string, partition: number): number => {
      const known =
        shares.get(topic) ??
        new Map(
          this.board
            .topic(topic)
            ?.traffic.partitions()
            .map((each) => [each.partition, each.share]),
        );
      shares.set(topic, known);
      return known.get(partition) ?? 0;
    };
    const isAway = this.status?.nodes.get(id)?.cause === 'cluster-away';
    return this.board.partitionsOf(id).map(({ topic, partition, position, lag, verdict }) => {
      const instance = instances.find(({ assignment }) =>
        assignment.some((assigned) => assigned.topic === topic && assigned.partitions.includes(partition)),
      );
      const waits: LagTime = isAway
        ? { known: 'no', because: 'cluster-away' }
        : this.waits.of({ topic: kafkaNames.get(topic) ?? topic, partition, position, lag }, nowMs);
      return {
        topic,
        partition,
        share: shareOf(topic, partition),
        lag,
        waits,
        ...(instance && { instance: instance.instance }),
        verdict: verdict.status,
      };
    });
  }

  /** An instance works on as many partitions at once as it is let, so it may be busy several times over. */
  private busyOf({ id, delivery }: PlannedConsumer, node: Of<'consumer'>, nowMs: number): ConsumerHealth['busy'] {
    // The second of the moment isn't over yet.
    const covered = recentSeconds - 1 + (nowMs % 1000) / 1000;
    const seconds = Math.max(1, Math.min(covered, (nowMs - this.startedMs) / 1000));
    return node.instances.map(({ instance, assignment }) => {
      const assigned = assignment.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      const busyMs = assigned.reduce(
        (sum, { topic, partition }) => sum + this.sums.total(nowMs, `busy/${id}/${topic}/${partition}`),
        0,
      );
      const atOnce = Math.max(1, Math.min(delivery.concurrency, assigned.length));
      return { instance, share: Math.min(1, busyMs / (seconds * 1000 * atOnce)) };
    });
  }

  private explainedTopic(id: string, nowMs: number): ExplainedTopic | undefined {
    const drawn = this.graph.nodes.find((node) => node.id === id);
    const topic = this.board.topic(id);
    if (drawn?.kind !== 'topic' || !topic) return undefined;
    const writers = this.graph.edges.filter((edge) => edge.kind === 'publishes' && edge.target === id);
    return {
      id,
      name: drawn.name,
      partitions: topic.traffic.partitions().length,
      keys: topic.keys(nowMs),
      writers: [...new Set(writers.filter(({ deadLetter }) => deadLetter !== true).map(({ source }) => source))],
    };
  }

  private errorShare(id: string, nowMs: number): number {
    const calls = this.sums.total(nowMs, `calls/${id}`);
    return calls === 0 ? 0 : this.sums.total(nowMs, `failed/${id}`) / calls;
  }

  private errorRate(id: string, { errors }: RunNodeStatus, nowMs: number): number {
    const before = this.errors.get(id);
    this.errors.set(id, { timeMs: nowMs, count: errors });
    if (!before || nowMs <= before.timeMs) return 0;
    return Math.max(0, ((errors - before.count) * 1000) / (nowMs - before.timeMs));
  }

  private durationsOf(id: string, kind: RunNodeStatus['kind'], nowMs: number): Durations | undefined {
    return kind === 'consumer' ? this.board.durationsOf(id, nowMs) : this.ticks.get(id)?.read(nowMs);
  }

  private ticksOf(id: string): RecentDurations {
    const known = this.ticks.get(id);
    if (known) return known;
    const ticks = new RecentDurations();
    this.ticks.set(id, ticks);
    return ticks;
  }

  private plannedConsumer(id: string): PlannedConsumer | undefined {
    return this.drawn?.services.flatMap(({ consumers }) => consumers).find((consumer) => consumer.id === id);
  }

  private consumersOf(service: string): string[] {
    const services = this.drawn?.services.filter(({ name }) => name === service) ?? [];
    return services.flatMap(({ consumers }) => consumers.map(({ id }) => id));
  }
}

function callTimes(durations: Durations | undefined): CallTimes | undefined {
  const p50Ms = durations?.percentile(0.5);
  const p95Ms = durations?.percentile(0.95);
  const p99Ms = durations?.percentile(0.99);
  if (!durations || p50Ms === undefined || p95Ms === undefined || p99Ms === undefined) return undefined;
  return { calls: durations.count, p50Ms, p95Ms, p99Ms };
}
