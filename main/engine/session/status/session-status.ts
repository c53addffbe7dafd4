import type { EdgeStatus } from '../../../../shared/contract/index.ts';
import type { Consumer, Graph, Producer, Topic } from '../../../../shared/graph/index.ts';
import type { ClusterLook } from '../../../cluster/index.ts';
import type {
  Plan,
  PlannedConsumer,
  PlannedNode,
  PlannedProducer,
  ReportBatch,
  RuntimeReport,
} from '../../../runtime/index.ts';
import type { PartitionVerdict } from '../../../health/index.ts';
import { EdgeCounts } from '../edge-counts.ts';
import { type CountKind, EventCounts } from '../event-counts.ts';
import { NodeIds } from '../node-ids.ts';
import type { EdgeStatistics } from '../session-event.ts';
import { lagByConsumer, lagByPartition } from '../session-lag.ts';
import { ConsumerRecord, type ReadPartition } from './consumer-record.ts';
import { ProducerRecord } from './producer-record.ts';
import type { NodeFigures, RunNodeStatus, RunStatus, Surroundings } from './run-status.ts';
import { RateHistory } from './rate-history.ts';
import { TopicRecord } from './topic-record.ts';

/** A look at the cluster that takes longer than this, while no broker says anything, is no answer. */
const answerWithinMs = 3000;

/**
 * How the nodes and edges of a run stand, from what the runtime reports and counts and from looks at the cluster. Pure: it
 * is told the time. Counts go on when the graph changes.
 */
export class SessionStatus {
  private readonly ids = new NodeIds();
  private readonly counts: EventCounts;
  private readonly edges: EdgeCounts;
  private readonly producers = new Map<string, ProducerRecord>();
  private readonly consumers = new Map<string, ConsumerRecord>();
  private readonly topics = new Map<string, TopicRecord>();
  private readonly histories = new Map<string, RateHistory>();
  private readonly idOf = (name: string): string => this.ids.of(name);
  private graph: Graph;
  private plan: Plan | undefined;
  /** With the nodes that stand still. */
  private drawn: Plan | undefined;
  /** By consumer, those that stand still included, as the last look saw them. */
  private partitions: ReadonlyMap<string, readonly ReadPartition[]> = new Map();
  private broken: ReadonlyMap<string, string> = new Map();
  private unansweredSinceMs: number | undefined;
  /** When a broker answered last, whatever it said. */
  private heardMs = -Infinity;
  private refusedLook: string | undefined;
  /** By topic, when the look began. */
  private emittedBefore: ReadonlyMap<string, number> = new Map();

  constructor(graph: Graph, startedMs: number) {
    this.graph = graph;
    this.ids.learn(graph);
    this.counts = new EventCounts(startedMs);
    this.edges = new EdgeCounts(graph, this.counts);
  }

  /** The graph, what of it runs, and what would run if nothing stood still. */
  change(graph: Graph, plan: Plan, nowMs: number, drawn: Plan = plan): void {
    this.ids.learn(graph);
    this.graph = graph;
    this.plan = plan;
    this.drawn = drawn;
    this.edges.changeGraph(graph);
    const planned = new Map(nodesOf(plan).map((node) => [node.id, node]));
    for (const records of [this.producers, this.consumers]) {
      for (const id of records.keys()) if (!planned.has(id)) records.delete(id);
    }
    for (const node of planned.values()) {
      if (node.kind === 'producer' && !this.producers.has(node.id))
        this.producers.set(node.id, new ProducerRecord(nowMs));
      if (node.kind === 'consumer' && !this.consumers.has(node.id)) this.consumers.set(node.id, new ConsumerRecord());
    }
    for (const { id } of plan.topics) if (!this.topics.has(id)) this.topics.set(id, new TopicRecord());
  }

  /** By node id: why the code of a node that should run doesn't. */
  codeBroken(broken: ReadonlyMap<string, string>): void {
    this.broken = broken;
  }

  /** Nothing runs any more; what was counted stays. */
  end(): void {
    this.plan = undefined;
    this.drawn = undefined;
    this.broken = new Map();
    this.producers.clear();
    this.consumers.clear();
  }

  take({ reports, counts, measures = [] }: ReportBatch, nowMs: number): void {
    this.counts.add(counts, this.idOf);
    this.counts.weigh(measures, this.idOf);
    for (const measure of measures) {
      const node = this.idOf(measure.node);
      if (measure.kind === 'calls') this.consumers.get(node)?.called(measure, nowMs);
      else this.topics.get(this.idOf(measure.topic))?.weighed(measure, node, nowMs);
    }
    for (const { node, kind } of counts) this.consumers.get(this.idOf(node))?.counted(kind, nowMs);
    for (const report of reports) this.observe(report);
  }

  lookBegan(nowMs: number): void {
    this.unansweredSinceMs ??= nowMs;
    this.emittedBefore = this.emitted();
  }

  /** A broker answered something, be it that it refuses. */
  answered(nowMs: number): void {
    this.heardMs = nowMs;
  }

  lookFailed(error: unknown): undefined {
    this.refusedLook = error instanceof Error ? error.message : String(error);
  }

  look({ lags, extents }: ClusterLook, nowMs: number): void {
    this.unansweredSinceMs = undefined;
    this.refusedLook = undefined;
    if (!this.plan) return;
    this.edges.setLags(lagByConsumer(this.drawn ?? this.plan, lags));
    this.partitions = lagByPartition(this.drawn ?? this.plan, lags);
    for (const [id, record] of this.consumers) record.look(this.partitions.get(id) ?? [], nowMs);
    const emitted = this.emitted();
    for (const { id, kafkaName } of this.plan.topics) {
      const own = extents.filter(({ topic }) => topic === kafkaName);
      const records = { before: this.emittedBefore.get(id) ?? 0, after: emitted.get(id) ?? 0 };
      if (own.length > 0) this.topics.get(id)?.looked(own, records, nowMs);
    }
  }

  /** Ends an interval of rates and histories; called about once a second. */
  sample(nowMs: number): void {
    this.counts.sample(nowMs);
    for (const [id, status] of this.read(nowMs).nodes) {
      const history = this.histories.get(id) ?? new RateHistory();
      history.add(status.perSecond);
      this.histories.set(id, history);
    }
  }

  statistics(): EdgeStatistics[] {
    return this.edges.statistics();
  }

  topic(id: string): TopicRecord | undefined {
    return this.topics.get(id);
  }

  /** How far a consumer is, by the last look; one that stands still is judged by nobody. */
  partitionsOf(consumer: string): (ReadPartition & { readonly verdict: PartitionVerdict })[] {
    const record = this.consumers.get(consumer);
    if (record) return record.partitions();
    return (this.partitions.get(consumer) ?? []).map((read) => ({ ...read, verdict: { status: 'ok' } }));
  }

  /** How long a consumer's calls of the last seconds took. */
  durationsOf(consumer: string, nowMs: number): ReturnType<ConsumerRecord['recentDurations']> | undefined {
    return this.consumers.get(consumer)?.recentDurations(nowMs);
  }

  bytesPerSecond(kind: 'bytes-sent' | 'bytes-read', node: string, topic?: string): number {
    return this.plan ? Math.round(this.counts.perSecond(kind, node, topic)) : 0;
  }

  total(kind: CountKind, node: string): number {
    return this.counts.total(kind, node);
  }

  /** Ticks of a producer that have ended, well or not. */
  ticksEnded(producer: string): number {
    return this.counts.total('tick-ended', this.ids.of(producer));
  }

  /** Consumer and topic by name. */
  partitionRestarted(consumer: string, topic: string, partition: number): void {
    this.consumers.get(this.ids.of(consumer))?.partitionRestarted(this.ids.of(topic), partition);
  }

  read(nowMs: number): RunStatus {
    const figures = this.edges.figures();
    const emitted = new Map<string, number>();
    for (const { kind, targetId, perSecond } of figures) {
      if (kind !== 'subscribes') emitted.set(targetId, (emitted.get(targetId) ?? 0) + perSecond);
    }
    const planned = new Map((this.plan ? nodesOf(this.plan) : []).map((node) => [node.id, node]));
    const nodes = this.graph.nodes.flatMap((node): [string, RunNodeStatus][] => {
      if (node.kind === 'note') return [];
      const status = this.statusOf(node, planned.get(node.id), emitted.get(node.id) ?? 0, nowMs);
      const history = [...(this.histories.get(node.id)?.values ?? [])];
      return [[node.id, { ...status, perSecond: rounded(status.perSecond), history }]];
    });
    const edges = figures.map(
      ({ edgeId, kind, sourceId, targetId, events, perSecond, bytesPerSecond, lag, errors }): [string, EdgeStatus] => {
        const fallingBehind = kind === 'subscribes' && this.consumers.get(targetId)?.fallsBehindOn(sourceId) === true;
        const shown = this.plan ? rounded(perSecond) : 0;
        const bytes = this.plan ? Math.round(bytesPerSecond) : 0;
        return [
          edgeId,
          { events, perSecond: shown, bytesPerSecond: bytes, fallingBehind, ...(lag !== undefined && { lag }), errors },
        ];
      },
    );
    const perSecond = this.plan ? [...emitted.values()].reduce((sum, rate) => sum + rate, 0) : 0;
    return { nodes: new Map(nodes), edges: new Map(edges), perSecond: rounded(perSecond) };
  }

  /** Records that the run's nodes wrote, by topic. */
  private emitted(): Map<string, number> {
    const emitted = new Map<string, number>();
    for (const { kind, targetId, events } of this.edges.figures()) {
      if (kind !== 'subscribes') emitted.set(targetId, (emitted.get(targetId) ?? 0) + events);
    }
    return emitted;
  }

  private statusOf(
    node: Producer | Consumer | Topic,
    planned: PlannedNode | undefined,
    emittedPerSecond: number,
    nowMs: number,
  ): NodeFigures {
    if (node.kind === 'topic') {
      return (this.topics.get(node.id) ?? new TopicRecord()).status(emittedPerSecond, this.plan !== undefined, nowMs);
    }
    return planned ? this.runningStatus(planned, nowMs) : this.stoppedStatus(node.kind, node.id);
  }

  private observe(report: RuntimeReport): void {
    if (report.type === 'host-lost') {
      for (const id of this.nodesOfService(report.service)) {
        const why = lossOf(report);
        this.producers.get(id)?.hostLost(why);
        this.consumers.get(id)?.hostLost(why);
      }
    }
    if (!('node' in report) || report.node === undefined) return;
    const id = this.ids.of(report.node);
    this.producers.get(id)?.observe(report);
    this.consumers.get(id)?.observe(report, this.idOf);
  }

  private nodesOfService(name: string): string[] {
    const services = this.plan?.services.filter((service) => service.name === name) ?? [];
    return services.flatMap(({ producers, consumers }) => [...producers, ...consumers].map(({ id }) => id));
  }

  private runningStatus(node: PlannedNode, nowMs: number): NodeFigures {
    const lookedForMs = nowMs - (this.unansweredSinceMs ?? nowMs);
    const hears = nowMs - this.heardMs < answerWithinMs;
    const surroundings = {
      counts: this.counts,
      broken: this.broken.get(node.id),
      clusterAway: lookedForMs >= answerWithinMs && !hears,
      refusedLook: hears && lookedForMs >= answerWithinMs ? this.refusedLook : undefined,
      nowMs,
    };
    return node.kind === 'producer' ? this.producerStatus(node, surroundings) : this.consumerStatus(node, surroundings);
  }

  private producerStatus(node: PlannedProducer, surroundings: Surroundings): NodeFigures {
    const record = this.producers.get(node.id) ?? new ProducerRecord(surroundings.nowMs);
    return record.status(node, surroundings);
  }

  private consumerStatus(node: PlannedConsumer, surroundings: Surroundings): NodeFigures {
    const record = this.consumers.get(node.id) ?? new ConsumerRecord();
    const topics = node.subscribes.flatMap((name) => {
      const topic = this.topics.get(this.ids.of(name));
      return topic ? [{ id: this.ids.of(name), name, record: topic }] : [];
    });
    return record.status(node, topics, surroundings);
  }

  private stoppedStatus(kind: 'producer' | 'consumer', id: string): NodeFigures {
    const common = { state: 'stopped', perSecond: 0 } as const;
    if (kind === 'producer') {
      const events = this.counts.total('emitted', id);
      return { kind, ...common, events, errors: this.counts.total('tick-failed', id), ended: false };
    }
    const events = ConsumerRecord.eventsOf(this.counts, id);
    const lag = this.plan && this.partitions.get(id)?.reduce((sum, partition) => sum + partition.lag, 0);
    const wait = lag === 1 ? '1 event waits' : `${(lag ?? 0).toLocaleString('en')} events wait`;
    return {
      kind,
      ...common,
      ...(lag !== undefined && { lag }),
      ...(lag !== undefined && lag > 0 && { reason: `It is stopped, and ${wait} for it.` }),
      events,
      errors: this.counts.total('attempt-failed', id),
      instances: [],
      stoppedPartitions: [],
    };
  }
}

/** The last words of a process that died, or how it did. */
function lossOf({ standardErrorTail, code, signal }: Extract<RuntimeReport, { type: 'host-lost' }>): string {
  const words = standardErrorTail.trim().split('\n').at(-1);
  if (words) return words;
  return signal === null ? `the process ended with code ${code}` : `the process was ended by ${signal}`;
}

/** Rates are told to a hundredth: finer ones would change at each look for nothing. */
function rounded(perSecond: number): number {
  return Math.round(perSecond * 100) / 100;
}

function nodesOf(plan: Plan): PlannedNode[] {
  return plan.services.flatMap(({ producers, consumers }) => [...producers, ...consumers]);
}
