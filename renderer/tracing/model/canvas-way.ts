import type { Graph } from '../../../shared/graph/index.ts';
import type { LifeStep } from './life-steps.ts';
import { isFailed, spentOn } from './life-figures.ts';

/** What is written at a node of the way. */
export interface NodeOnWay {
  /** Nodes and wires light up in this order: its first step's number. */
  readonly order: number;
  /** Of its steps, in order. */
  readonly numbers: readonly number[];
  readonly failed: boolean;
  /** Of its steps together; undefined where it neither waited nor worked. */
  readonly times: { readonly waitingMs: number; readonly workingMs: number; readonly tries: number } | undefined;
  readonly keys: readonly string[];
}

/** What is written at a wire of the way, where there is something to say of it. */
export interface WireOnWay {
  /** Of the first step that it leads to. */
  readonly order: number;
  readonly failed: boolean;
  readonly words: string | undefined;
}

/** The way of an event over the drawing. */
export interface CanvasWay {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeOnWay>;
  /** By edge id. */
  readonly edges: ReadonlyMap<string, WireOnWay>;
  /** Steps that the drawing has nothing for: topics and handlers that are gone or were never drawn. */
  readonly undrawn: readonly LifeStep[];
}

const edgeWords: Partial<Record<LifeStep['event']['edge'], string>> = {
  inferred: 'inferred',
  late: 'late',
  'dead-letter': 'dead letter',
};

export function canvasWay(steps: readonly LifeStep[], graph: Graph): CanvasWay {
  const drawn = new Set(graph.nodes.map(({ id }) => id));
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const nodes = new Map<string, NodeOnWay>();
  const edges = new Map<string, WireOnWay>();
  const undrawn: LifeStep[] = [];
  const edgeBetween = new Map(
    graph.edges.map((edge) => [`${edge.source} ${edge.target} ${isDeadLetter(edge)}`, edge.id]),
  );
  for (const step of steps) {
    if (step.nodeId === undefined || !drawn.has(step.nodeId)) {
      undrawn.push(step);
      continue;
    }
    nodes.set(step.nodeId, withStep(nodes.get(step.nodeId), step));
    const parent = step.parent === undefined ? undefined : byKey.get(step.parent);
    if (parent?.nodeId === undefined) continue;
    const isLetter = step.kind === 'topic' && step.event.edge === 'dead-letter';
    const edge = edgeBetween.get(`${parent.nodeId} ${step.nodeId} ${isLetter}`);
    if (edge === undefined) continue;
    const known = edges.get(edge);
    const words = step.kind === 'topic' ? edgeWords[step.event.edge] : undefined;
    edges.set(edge, {
      order: Math.min(known?.order ?? step.number, step.number),
      failed: known?.failed === true || isLetter || (step.kind === 'consumer' && isFailed(step)),
      words: known?.words ?? words,
    });
  }
  return { nodes, edges, undrawn };
}

function withStep(former: NodeOnWay | undefined, step: LifeStep): NodeOnWay {
  const { number, key, spans, tries, kind } = step;
  const { waitingMs = 0, workingMs = 0, tries: triesBefore = 0 } = former?.times ?? {};
  return {
    order: former?.order ?? number,
    numbers: [...(former?.numbers ?? []), number],
    keys: [...(former?.keys ?? []), key],
    failed: former?.failed === true || isFailed(step),
    times:
      kind === 'consumer' && tries.length > 0
        ? {
            waitingMs: waitingMs + spentOn(spans, 'waiting', 'pausing'),
            workingMs: workingMs + spentOn(spans, 'working', 'failed'),
            tries: triesBefore + tries.length,
          }
        : former?.times,
  };
}

function isDeadLetter(edge: Graph['edges'][number]): boolean {
  return edge.deadLetter === true;
}
