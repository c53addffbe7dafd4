import {
  applyCommand,
  emptyLayout,
  startingText,
  type Edge,
  type Graph,
  type GraphCommand,
  type Node,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import type { Box } from './geometry.ts';
import { placeMissing } from './place-nodes.ts';
import { placeElements, type Placement } from './placement.ts';
import { claimsIn, newNode } from './new-node.ts';

function edge(kind: Edge['kind'], source: string, target: string): Edge {
  return { id: `${source}-${target}`, kind, source, target };
}

/** A shop for tests: storefront → orders → billing → payments, with billing in a service. */
export function sampleDocument(): ProjectDocument {
  const graph: Graph = { format: 1, name: 'shop', settings: {}, services: [], nodes: [], edges: [] };
  const claims = claimsIn({ graph, layout: emptyLayout, handlers: new Map() });
  const named = (kind: Node['kind'], name: string): Node => ({ ...newNode(kind, claims, { name }), id: name });
  const billing = named('consumer', 'billing');
  const nodes: Node[] = [
    named('producer', 'storefront'),
    named('topic', 'orders'),
    billing.kind === 'consumer' ? { ...billing, service: 'money' } : billing,
    named('topic', 'payments'),
  ];
  const handlers = new Map<string, string>();
  for (const node of nodes) {
    if (node.kind === 'producer' || node.kind === 'consumer') {
      handlers.set(node.handler, startingText(node.kind, node.name, []));
    }
  }
  return {
    graph: {
      ...graph,
      services: [{ id: 'money', name: 'Money' }],
      nodes,
      edges: [
        edge('publishes', 'storefront', 'orders'),
        edge('subscribes', 'orders', 'billing'),
        edge('publishes', 'billing', 'payments'),
      ],
    },
    layout: {
      ...emptyLayout,
      nodes: {
        storefront: { x: 0, y: 5 },
        orders: { x: 200, y: -8 },
        billing: { x: 400, y: -12 },
        payments: { x: 640, y: -8 },
      },
    },
    handlers,
  };
}

/** Where the sample's nodes are drawn. */
export function boxesOf(document: ProjectDocument): ReadonlyMap<string, Box> {
  return placementOf(document).boxes;
}

export function placementOf({ graph, layout }: ProjectDocument): Placement {
  return placeElements(graph, layout, { missing: placeMissing(graph, layout), emptyServices: new Map() });
}

/** The document after commands; fails where one is refused. */
export function after(document: ProjectDocument, commands: readonly GraphCommand[]): ProjectDocument {
  const result = applyCommand(document, { type: 'batch', commands });
  if (!result.ok) throw new Error(result.refusal.message);
  return result.document;
}

/** `storefront>orders` and so on, by names. */
export function wiresIn({ graph }: ProjectDocument): string[] {
  const name = (id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? id;
  return graph.edges.map((each) => `${name(each.source)}>${name(each.target)}`);
}
