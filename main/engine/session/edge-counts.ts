import { createWiring, type Graph } from '../../../shared/graph/index.ts';
import type { ReportBatch } from '../../runtime/index.ts';
import type { EdgeStatistics } from './session-event.ts';

/** Rates look back this far, so that one slow second doesn't make them jump. */
const rateWindowMs = 3000;

type CountIncrement = ReportBatch['counts'][number];

/** How far a consumer is behind in a topic, both by the graph's names. */
export interface ConsumerLag {
  readonly consumer: string;
  readonly topic: string;
  readonly lag: number;
}

/** Which counts of the runtime belong to an edge. */
interface CountedEdge {
  readonly edgeId: string;
  readonly kind: EdgeStatistics['kind'];
  readonly source: string;
  readonly target: string;
}

/** Keeps what the edges of a graph show. Pure: fed with the runtime's counts, and with lag when it is known. */
export class EdgeCounts {
  private edges: readonly CountedEdge[];
  private readonly counts = new Map<string, number>();
  private readonly lags = new Map<string, number>();
  private samples: { timeMs: number; events: readonly number[] }[];

  constructor(graph: Graph, startedMs: number) {
    this.edges = countedEdges(graph);
    this.samples = [{ timeMs: startedMs, events: this.edges.map(() => 0) }];
  }

  /** The edges are those of another graph now. Counts go by names, so what stays keeps its own; rates begin anew. */
  follow(graph: Graph, nowMs: number): void {
    this.edges = countedEdges(graph);
    this.samples = [{ timeMs: nowMs, events: this.edges.map((edge) => this.eventsOf(edge)) }];
  }

  add(increments: readonly CountIncrement[]): void {
    for (const { node, topic = '', kind, count } of increments) {
      const key = keyOf(kind, node, topic);
      this.counts.set(key, (this.counts.get(key) ?? 0) + count);
      if (kind !== 'dead-lettered') continue;
      const whole = keyOf(kind, node, '');
      this.counts.set(whole, (this.counts.get(whole) ?? 0) + count);
    }
  }

  setLags(lags: readonly ConsumerLag[]): void {
    for (const { consumer, topic, lag } of lags) this.lags.set(keyOf('lag', consumer, topic), lag);
  }

  /** Ends an interval of the rates; called about once a second. */
  sample(nowMs: number): void {
    this.samples.push({ timeMs: nowMs, events: this.edges.map((edge) => this.eventsOf(edge)) });
    while (this.samples[1] && nowMs - this.samples[1].timeMs >= rateWindowMs) this.samples.shift();
  }

  statistics(): EdgeStatistics[] {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    const seconds = first && last ? (last.timeMs - first.timeMs) / 1000 : 0;
    return this.edges.map((edge, index) => {
      const lag = edge.kind === 'subscribes' ? this.lags.get(keyOf('lag', edge.target, edge.source)) : undefined;
      return {
        ...edge,
        events: this.eventsOf(edge),
        perSecond: seconds === 0 ? 0 : ((last?.events[index] ?? 0) - (first?.events[index] ?? 0)) / seconds,
        ...(lag === undefined ? {} : { lag }),
        errors: this.errorsOf(edge),
      };
    });
  }

  /** Ticks of a producer that have ended, well or not. */
  ticksEnded(producer: string): number {
    return this.count('tick-ended', producer);
  }

  private eventsOf({ kind, source, target }: CountedEdge): number {
    switch (kind) {
      case 'publishes':
        return this.count('emitted', source, target);
      case 'subscribes':
        return (['handled', 'dead-lettered', 'skipped'] as const).reduce(
          (sum, count) => sum + this.count(count, target, source),
          0,
        );
      case 'dead-letters':
        return this.count('dead-lettered', source);
    }
  }

  private errorsOf({ kind, source, target }: CountedEdge): number {
    switch (kind) {
      case 'publishes':
        return this.count('tick-failed', source);
      case 'subscribes':
        return this.count('attempt-failed', target, source);
      case 'dead-letters':
        return 0;
    }
  }

  private count(kind: CountIncrement['kind'], node: string, topic = ''): number {
    return this.counts.get(keyOf(kind, node, topic)) ?? 0;
  }
}

function countedEdges(graph: Graph): CountedEdge[] {
  const wiring = createWiring(graph);
  const drawn = graph.edges.flatMap((edge): CountedEdge[] => {
    const source = wiring.node(edge.source)?.name;
    const target = wiring.node(edge.target)?.name;
    if (source === undefined || target === undefined) return [];
    return [{ edgeId: edge.id, kind: edge.deadLetter ? 'dead-letters' : edge.kind, source, target }];
  });
  const withDeadLetterEdge = new Set(drawn.filter(({ kind }) => kind === 'dead-letters').map(({ source }) => source));
  const undrawn = graph.nodes.flatMap((node): CountedEdge[] => {
    if (node.kind !== 'consumer' || withDeadLetterEdge.has(node.name)) return [];
    const deadLetterTopic = wiring.deadLetterTopic(node);
    if (!deadLetterTopic) return [];
    return [{ edgeId: `${node.id}.dlq`, kind: 'dead-letters', source: node.name, target: deadLetterTopic.name }];
  });
  return [...drawn, ...undrawn];
}

function keyOf(kind: string, node: string, topic: string): string {
  return `${kind}\n${node}\n${topic}`;
}
