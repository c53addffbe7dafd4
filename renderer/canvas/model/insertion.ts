import type { Edge, Graph, GraphCommand, Node, ProjectDocument, Topic } from '../../../shared/graph/index.ts';
import { edgeBetween } from './connect.ts';
import { bottomOf, overlap, rightOf, snapped, type Box, type Point } from './geometry.ts';
import { claimsIn, commandsToAdd, newNode, type Claims } from './new-node.ts';
import { sizeOf } from './node-size.ts';

const gap = 80;

/** Whether a node can be put into a wire: a topic or a consumer that has no wire yet, and not among dead letters. */
export function canInsert(graph: Graph, edge: Edge, node: Pick<Node, 'id' | 'kind'>): boolean {
  if (edge.deadLetter || (node.kind !== 'topic' && node.kind !== 'consumer')) return false;
  return !graph.edges.some((other) => other.source === node.id || other.target === node.id);
}

/**
 * Puts a topic or consumer into a wire. Wires lead between handlers and topics only, so one node alone never fits: a
 * consumer brings the topic that it writes to or reads from, a topic the consumer that fills or empties it. Undefined
 * where the rules forbid it.
 */
export function planInsertion(
  document: ProjectDocument,
  edgeId: string,
  node: Node,
  box: Box,
  claims: Claims = claimsIn(document),
): GraphCommand[] | undefined {
  const { graph } = document;
  const edge = graph.edges.find((candidate) => candidate.id === edgeId);
  const source = graph.nodes.find((candidate) => candidate.id === edge?.source);
  const target = graph.nodes.find((candidate) => candidate.id === edge?.target);
  if (!edge || !source || !target || !canInsert(graph, edge, node)) return undefined;
  const topic = [source, target].find((end): end is Topic => end.kind === 'topic');
  const companion = newCompanion(node, topic, claims);
  const isTopicFirst = source.kind !== 'topic';
  const isNodeFirst = (node.kind === 'topic') === isTopicFirst;
  const chain = isNodeFirst ? [source, node, companion, target] : [source, companion, node, target];
  const edges = chain.slice(1).flatMap((to, index) => {
    const from = chain[index];
    return from ? (edgeBetween(from, to) ?? []) : [];
  });
  if (edges.length !== 3) return undefined;
  const size = sizeOf(companion);
  const beside = {
    x: isNodeFirst ? rightOf(box) + gap : box.x - gap - size.width,
    y: box.y + box.height / 2 - size.height / 2,
    ...size,
  };
  const writes = companion.kind === 'consumer' ? chain.slice(-1).filter((end) => end.kind === 'topic') : [];
  const emits = companion.kind === 'consumer' && !isNodeFirst && node.kind === 'topic' ? [node] : writes;
  return [
    { type: 'remove', ids: [edge.id] },
    ...commandsToAdd(companion, freePlace(document, beside, box), emits),
    ...edges.map((inserted): GraphCommand => ({ type: 'add-edge', edge: inserted })),
  ];
}

function newCompanion(node: Node, topic: Topic | undefined, claims: Claims): Node {
  if (node.kind === 'topic') return newNode('consumer', claims);
  const companion = newNode('topic', claims, { name: topic?.name ?? 'topic' });
  // It carries what the wire carried, so it is cut into as many partitions and holds the same format.
  return topic && companion.kind === 'topic'
    ? { ...companion, partitions: topic.partitions, format: topic.format }
    : companion;
}

/** Where it is wanted, or below what stands there. */
function freePlace({ graph, layout }: ProjectDocument, wanted: Box, besides: Box): Point {
  const boxes = graph.nodes.flatMap((node) => {
    const position = layout.nodes[node.id];
    return position ? [{ x: position.x, y: position.y, ...sizeOf(node, position) }] : [];
  });
  let box: Box = { ...wanted, ...snapped(wanted) };
  for (;;) {
    const inTheWay = [...boxes, besides].find((other) => overlap(box, other));
    if (!inTheWay) return { x: box.x, y: box.y };
    const lower = { ...box, y: bottomOf(inTheWay) + 30 };
    box = { ...lower, ...snapped(lower) };
  }
}
