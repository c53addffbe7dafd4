import type { Graph, Node } from '../../../shared/graph/index.ts';

export interface Found {
  /** Ids of nodes. */
  readonly hits: readonly string[];
  /** How many services the hits are in. */
  readonly services: number;
}

/** The graph, and the texts that belong to its nodes by their paths. */
export interface Searched {
  readonly graph: Graph;
  readonly handlers: ReadonlyMap<string, string>;
  readonly schemas: Readonly<Record<string, string>>;
}

/**
 * Nodes that have the text in their name, in their note, in their handler's path or code, or in their topic's schema: those first
 * whose name begins with it, then other names, and code and schemas last.
 */
export function searchNodes({ graph, handlers, schemas }: Searched, text: string): Found {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return { hits: [], services: 0 };
  const ranked = graph.nodes.flatMap((node) => {
    const rank = placesOf(node, handlers, schemas).findIndex((place) => place.toLowerCase().includes(wanted));
    if (rank === -1) return [];
    return [{ node, rank: node.name.toLowerCase().startsWith(wanted) ? -1 : rank }];
  });
  ranked.sort((left, right) => left.rank - right.rank);
  const services = new Set(ranked.flatMap(({ node }) => ('service' in node ? (node.service ?? []) : [])));
  return { hits: ranked.map(({ node }) => node.id), services: services.size };
}

function placesOf(node: Node, handlers: Searched['handlers'], schemas: Searched['schemas']): string[] {
  switch (node.kind) {
    case 'note':
      return [node.name, node.text];
    case 'producer':
    case 'consumer':
      return [node.name, node.handler, handlers.get(node.handler) ?? ''];
    case 'topic':
      return [node.name, '', node.schema === undefined ? '' : (schemas[node.schema] ?? '')];
  }
}
