import type { Edge, EdgeKind, Graph, Node } from './schema.ts';

/** Why no edge may lead from one node to another. */
export type ConnectionRefusal =
  | 'no-such-node'
  | 'same-node'
  | 'producer-has-no-input'
  | 'topic-to-topic'
  | 'handler-to-handler'
  | 'note-has-no-edges'
  | 'already-connected';

export type Connection =
  { allowed: true; kind: EdgeKind } | { allowed: false; refusal: ConnectionRefusal; reason: string };

/** The kind of edge that may lead from a node of one kind to another; undefined where none may. */
export function edgeKindBetween(source: Node['kind'], target: Node['kind']): EdgeKind | undefined {
  if (target === 'topic' && (source === 'producer' || source === 'consumer')) return 'publishes';
  if (source === 'topic' && target === 'consumer') return 'subscribes';
  return undefined;
}

/** Whether data may be led from `source` to `target` (node ids), and if not, why, in a sentence for a person. */
export function canConnect(graph: Graph, source: string, target: string): Connection {
  const from = graph.nodes.find((node) => node.id === source);
  const to = graph.nodes.find((node) => node.id === target);
  if (!from || !to) return refuse('no-such-node');
  if (source === target) return refuse('same-node');
  const kind = edgeKindBetween(from.kind, to.kind);
  if (!kind) return refuse(refusalBetween(from.kind, to.kind));
  const connected = graph.edges.some((edge) => sameConnection(edge, { source, target }));
  return connected ? refuse('already-connected') : { allowed: true, kind };
}

/** A dead-letter edge stands beside an ordinary one between the same nodes: they carry different events. */
export function sameConnection(
  left: Pick<Edge, 'source' | 'target' | 'deadLetter'>,
  right: Pick<Edge, 'source' | 'target' | 'deadLetter'>,
): boolean {
  return left.source === right.source && left.target === right.target && left.deadLetter === right.deadLetter;
}

function refusalBetween(source: Node['kind'], target: Node['kind']): ConnectionRefusal {
  if (source === 'note' || target === 'note') return 'note-has-no-edges';
  if (target === 'producer') return 'producer-has-no-input';
  return source === 'topic' ? 'topic-to-topic' : 'handler-to-handler';
}

const reasons: Record<ConnectionRefusal, string> = {
  'no-such-node': 'One of the two nodes is not in the graph.',
  'same-node': 'A node cannot be connected to itself; a consumer reads its own events through a topic.',
  'producer-has-no-input': 'A producer starts events and reads none; use a consumer to react to a topic.',
  'topic-to-topic': 'A topic does not copy to another topic; put a consumer between them.',
  'handler-to-handler': 'Handlers meet only through a topic; put one between them.',
  'note-has-no-edges': 'A note has no edges.',
  'already-connected': 'These two nodes are connected already.',
};

function refuse(refusal: ConnectionRefusal): Connection {
  return { allowed: false, refusal, reason: reasons[refusal] };
}
