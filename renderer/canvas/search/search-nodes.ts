import type { Graph } from '../../../shared/graph/index.ts';

export interface Found {
  /** Ids of nodes. */
  readonly hits: readonly string[];
  /** How many services the hits are in. */
  readonly services: number;
}

/** Nodes that have the text in their name, in their handler's path or in their note's text; those that begin with it first. */
export function searchNodes(graph: Graph, text: string): Found {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { hits: [], services: 0 };
  const ranked = graph.nodes.flatMap((node) => {
    const name = node.name.toLowerCase();
    const rest = 'handler' in node ? node.handler : node.kind === 'note' ? node.text : '';
    if (name.startsWith(wanted)) return [{ node, rank: 0 }];
    if (name.includes(wanted)) return [{ node, rank: 1 }];
    return rest.toLowerCase().includes(wanted) ? [{ node, rank: 2 }] : [];
  });
  ranked.sort((left, right) => left.rank - right.rank);
  const services = new Set(ranked.flatMap(({ node }) => ('service' in node ? (node.service ?? []) : [])));
  return { hits: ranked.map(({ node }) => node.id), services: services.size };
}
