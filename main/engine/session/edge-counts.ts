import { createWiring, type Graph } from '../../../shared/graph/index.ts';
import { doneKinds, type EventCounts } from './event-counts.ts';
import type { EdgeStatistics } from './session-event.ts';

/** How far a consumer is behind in a topic, both by id. */
export interface ConsumerLag {
  readonly consumer: string;
  readonly topic: string;
  readonly lag: number;
}

/** Which counts of the runtime belong to an edge. */
interface CountedEdge {
  readonly edgeId: string;
  readonly kind: EdgeStatistics['kind'];
  readonly source: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string; readonly name: string };
}

/** How an edge stands, its ends by id. */
export interface EdgeFigures extends Omit<EdgeStatistics, 'source' | 'target'> {
  readonly sourceId: string;
  readonly targetId: string;
}

/**
 * Reads off the counts what the edges of a graph show. Pure. The graph may change: counts belong to nodes and topics, so
 * those of edges that stay go on.
 */
export class EdgeCounts {
  private readonly counts: EventCounts;
  private lags: ReadonlyMap<string, number> = new Map();
  private edges: readonly CountedEdge[] = [];

  constructor(graph: Graph, counts: EventCounts) {
    this.counts = counts;
    this.changeGraph(graph);
  }

  changeGraph(graph: Graph): void {
    this.edges = countedEdges(graph);
  }

  /** All that is known; of consumers that aren't named nothing is. */
  setLags(lags: readonly ConsumerLag[]): void {
    this.lags = new Map(lags.map(({ consumer, topic, lag }) => [`${consumer}\n${topic}`, lag]));
  }

  figures(): EdgeFigures[] {
    return this.edges.map((edge) => ({
      edgeId: edge.edgeId,
      kind: edge.kind,
      sourceId: edge.source.id,
      targetId: edge.target.id,
      ...this.figuresOf(edge),
    }));
  }

  statistics(): EdgeStatistics[] {
    return this.edges.map((edge) => ({
      edgeId: edge.edgeId,
      kind: edge.kind,
      source: edge.source.name,
      target: edge.target.name,
      ...this.figuresOf(edge),
    }));
  }

  private figuresOf({
    kind,
    source,
    target,
  }: CountedEdge): Pick<EdgeFigures, 'events' | 'perSecond' | 'bytesPerSecond' | 'lag' | 'errors'> {
    const { counts } = this;
    switch (kind) {
      case 'publishes':
        return {
          events: counts.total('emitted', source.id, target.id),
          perSecond: counts.perSecond('emitted', source.id, target.id),
          bytesPerSecond: counts.perSecond('bytes-sent', source.id, target.id),
          errors: counts.total('tick-failed', source.id),
        };
      case 'subscribes': {
        const lag = this.lags.get(`${target.id}\n${source.id}`);
        return {
          events: sum(doneKinds.map((done) => counts.total(done, target.id, source.id))),
          perSecond: sum(doneKinds.map((done) => counts.perSecond(done, target.id, source.id))),
          bytesPerSecond: counts.perSecond('bytes-read', target.id, source.id),
          ...(lag === undefined ? {} : { lag }),
          errors: counts.total('attempt-failed', target.id, source.id),
        };
      }
      case 'dead-letters':
        return {
          events: counts.total('dead-lettered', source.id),
          perSecond: counts.perSecond('dead-lettered', source.id),
          bytesPerSecond: counts.perSecond('bytes-sent', source.id, target.id),
          errors: 0,
        };
    }
  }
}

function countedEdges(graph: Graph): CountedEdge[] {
  const wiring = createWiring(graph);
  const drawn = graph.edges.flatMap((edge): CountedEdge[] => {
    const source = wiring.node(edge.source);
    const target = wiring.node(edge.target);
    if (source === undefined || target === undefined) return [];
    return [{ edgeId: edge.id, kind: edge.deadLetter ? 'dead-letters' : edge.kind, source, target }];
  });
  const withDeadLetterEdge = new Set(
    drawn.filter(({ kind }) => kind === 'dead-letters').map(({ source }) => source.id),
  );
  const undrawn = graph.nodes.flatMap((node): CountedEdge[] => {
    if (node.kind !== 'consumer' || withDeadLetterEdge.has(node.id)) return [];
    const deadLetterTopic = wiring.deadLetterTopic(node);
    if (!deadLetterTopic) return [];
    const id = `${node.id}.dlq`;
    const target = { id: deadLetterTopic.topic?.id ?? id, name: deadLetterTopic.name };
    return [{ edgeId: id, kind: 'dead-letters', source: node, target }];
  });
  return [...drawn, ...undrawn];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
