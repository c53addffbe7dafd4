import type { Graph, Node } from '../../shared/graph/index.ts';

export type FocusDirection = 'upstream' | 'downstream' | 'both';
export type FocusSteps = 1 | 2 | 'all';

/** What is looked at: a node or a service, and what feeds it, what it feeds, or both. */
export interface Focus {
  readonly element: string;
  readonly direction: FocusDirection;
  readonly steps: FocusSteps;
}

export interface Reach {
  /** Ids of the nodes within reach, with what is in the focus itself, and of the services that have one of them. */
  readonly elements: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  /**
   * The nodes in the order in which events take them. The distance counts edges from the focus: negative for what feeds it; 0 for itself.
   */
  readonly way: readonly { readonly node: Node; readonly distance: number }[];
  /** Nodes without anything within reach that feeds them: where events come in. */
  readonly sources: number;
}

/** Nodes that events can come from or get to, along the edges as they are drawn. A cycle is taken once. */
export function reachOf(graph: Graph, { element, direction, steps }: Focus): Reach {
  const start = graph.nodes
    .filter((node) => node.id === element || ('service' in node && node.service === element))
    .map(({ id }) => id);
  const mostSteps = steps === 'all' ? Number.POSITIVE_INFINITY : steps;
  const upstream = direction === 'downstream' ? noWay() : walk(graph, start, 'upstream', mostSteps);
  const downstream = direction === 'upstream' ? noWay() : walk(graph, start, 'downstream', mostSteps);
  const distances = new Map<string, number>();
  for (const [id, distance] of downstream.distances) distances.set(id, distance);
  for (const [id, distance] of upstream.distances) if (!distances.has(id)) distances.set(id, -distance);
  for (const id of start) distances.set(id, 0);
  const edges = new Set([...upstream.edges, ...downstream.edges]);
  const way = graph.nodes
    .flatMap((node) => {
      const distance = distances.get(node.id);
      return distance === undefined ? [] : [{ node, distance }];
    })
    .sort((left, right) => left.distance - right.distance);
  const services = way.flatMap(({ node }) => ('service' in node ? (node.service ?? []) : []));
  const fed = new Set(graph.edges.filter(({ id }) => edges.has(id)).map(({ target }) => target));
  return {
    elements: new Set([...distances.keys(), ...services]),
    edges,
    way,
    sources: way.filter(({ node }) => !fed.has(node.id)).length,
  };
}

interface Walk {
  readonly distances: Map<string, number>;
  readonly edges: Set<string>;
}

const noWay = (): Walk => ({ distances: new Map(), edges: new Set() });

function walk(graph: Graph, start: readonly string[], direction: 'upstream' | 'downstream', mostSteps: number): Walk {
  const neighbours = new Map<string, { edge: string; node: string }[]>();
  for (const { id, source, target } of graph.edges) {
    const [from, to] = direction === 'downstream' ? [source, target] : [target, source];
    const known = neighbours.get(from);
    if (known) known.push({ edge: id, node: to });
    else neighbours.set(from, [{ edge: id, node: to }]);
  }
  const { distances, edges } = noWay();
  for (const id of start) distances.set(id, 0);
  let reached = [...start];
  for (let step = 1; step <= mostSteps && reached.length > 0; step += 1) {
    const next: string[] = [];
    for (const id of reached) {
      for (const { edge, node } of neighbours.get(id) ?? []) {
        edges.add(edge);
        if (distances.has(node)) continue;
        distances.set(node, step);
        next.push(node);
      }
    }
    reached = next;
  }
  return { distances, edges };
}
