import type {
  Edge,
  Graph,
  GraphCommand,
  Node,
  NodePosition,
  ProjectDocument,
  Topic,
} from '../../../shared/graph/index.ts';
import { edgeBetween } from './connect.ts';
import { centreOf, gridSize, rightOf, snapped, type Box, type Point } from './geometry.ts';
import { claimsIn, commandsToAdd, newNode, type Claims } from './new-node.ts';
import { sizeOf } from './node-size.ts';
import { columnGap, firstFreeBelow } from './place-nodes.ts';

/** Whether a node can be put into a wire: a topic or a consumer that has no wire yet, and not among dead letters. */
export function canInsert(graph: Graph, edge: Edge, node: Pick<Node, 'id' | 'kind'>): boolean {
  if (edge.deadLetter || (node.kind !== 'topic' && node.kind !== 'consumer')) return false;
  return !graph.edges.some((other) => other.source === node.id || other.target === node.id);
}

export interface Drop {
  /** Where the node was dropped. */
  readonly box: Box;
  /** Where everything stands, by node id. */
  readonly boxes: ReadonlyMap<string, Box>;
}

/**
 * Puts a topic or consumer into a wire. Wires lead between handlers and topics only, so one node alone never fits: a
 * consumer brings the topic that it writes to or reads from, a topic the consumer that fills or empties it. What stands
 * further right makes room. Undefined where the rules forbid it.
 */
export function planInsertion(
  document: ProjectDocument,
  edgeId: string,
  node: Node,
  drop: Drop,
  claims: Claims = claimsIn(document),
): GraphCommand[] | undefined {
  const { graph } = document;
  const edge = graph.edges.find((candidate) => candidate.id === edgeId);
  const source = graph.nodes.find((candidate) => candidate.id === edge?.source);
  const target = graph.nodes.find((candidate) => candidate.id === edge?.target);
  if (!edge || !source || !target || !canInsert(graph, edge, node)) return undefined;
  const topic = [source, target].find((end): end is Topic => end.kind === 'topic');
  const companion = newCompanion(node, topic, claims);
  const isNodeFirst = (node.kind === 'topic') === (source.kind !== 'topic');
  const inner = isNodeFirst ? [node, companion] : [companion, node];
  const chain = [source, ...inner, target];
  const edges = chain.slice(1).flatMap((to, index) => {
    const from = chain[index];
    return from ? (edgeBetween(from, to) ?? []) : [];
  });
  if (edges.length !== 3) return undefined;
  const places = placesInRow(drop, source, target, inner) ?? placesBeside(drop, node, companion, isNodeFirst);
  const { [companion.id]: place, ...moved } = places;
  const emitsTo = chain[chain.indexOf(companion) + 1];
  return [
    { type: 'remove', ids: [edge.id] },
    ...commandsToAdd(companion, place ?? drop.box, emitsTo?.kind === 'topic' ? [emitsTo] : []),
    { type: 'move-nodes', positions: withSizes(document, moved) },
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

type Places = Record<string, Point>;

/** In one row between the wire's ends; what stands from the target on moves to the right as far as it takes. */
function placesInRow({ boxes }: Drop, source: Node, target: Node, inner: readonly Node[]): Places | undefined {
  const start = boxes.get(source.id);
  const end = boxes.get(target.id);
  if (!start || !end || end.x < rightOf(start)) return undefined;
  const middle = centreOf(start).y;
  const places: Places = {};
  let x = rightOf(start) + columnGap;
  for (const node of inner) {
    const size = sizeOf(node);
    places[node.id] = snapped({ x, y: middle - size.height / 2, ...size });
    x += size.width + columnGap;
  }
  const shift = Math.max(0, Math.ceil((x - end.x) / gridSize) * gridSize);
  if (shift === 0) return places;
  const ids = new Set(inner.map((node) => node.id));
  for (const [id, box] of boxes) if (box.x >= end.x && !ids.has(id)) places[id] = { x: box.x + shift, y: box.y };
  return places;
}

/** Where the node was dropped, and beside it, for a wire that runs back. */
function placesBeside({ box, boxes }: Drop, node: Node, companion: Node, isNodeFirst: boolean): Places {
  const size = sizeOf(companion);
  const x = isNodeFirst ? rightOf(box) + columnGap : box.x - columnGap - size.width;
  const taken = new Map(boxes).set(node.id, box);
  const place = firstFreeBelow({ x, y: centreOf(box).y - size.height / 2, ...size }, taken);
  return { [node.id]: box, [companion.id]: place };
}

function withSizes({ layout }: ProjectDocument, places: Places): Record<string, NodePosition> {
  return Object.fromEntries(
    Object.entries(places).map(([id, { x, y }]) => {
      const kept = Object.hasOwn(layout.nodes, id) ? layout.nodes[id] : undefined;
      return [id, { ...kept, x, y }];
    }),
  );
}
