import type { Graph, Layout, Node } from '../../../shared/graph/index.ts';
import { bottomOf, boundsOf, grown, overlap, rightOf, snapped, type Box, type Point } from './geometry.ts';
import { sizeOf, type Size } from './node-size.ts';

/** Between a node and the next one along the wire, and between nodes in a column. */
export const columnGap = 80;
const rowGap = 50;
/** What a service's frame takes above its nodes and beside them. */
const frameHead = 40;
const framePad = 8;
/** Room that a node needs above and below for its tags. */
const aboveNode = 20;

/**
 * Places for nodes that the layout says nothing of: right of what feeds them, else left of what they feed, else below
 * everything, where nothing stands yet. What has a position keeps it. Deterministic, so that every window shows the same.
 */
export function placeMissing(graph: Graph, layout: Layout): ReadonlyMap<string, Point> {
  const missing = new Map(graph.nodes.filter((node) => !isPlaced(layout, node)).map((node) => [node.id, node]));
  const placed = new Map<string, Point>();
  if (missing.size === 0) return placed;
  const boxes = new Map<string, Box>();
  for (const node of graph.nodes) {
    const position = missing.has(node.id) ? undefined : layout.nodes[node.id];
    if (position) boxes.set(node.id, { x: position.x, y: position.y, ...sizeOf(node, position) });
  }
  const feeders = neighbours(graph, 'target', 'source');
  const readers = neighbours(graph, 'source', 'target');
  const lowest = boundsOf(boxes.values());
  let nextRow = lowest ? bottomOf(lowest) + rowGap + frameHead : 0;

  const place = (node: Node): void => {
    missing.delete(node.id);
    const size = sizeOf(node);
    const feeder = firstBox(feeders.get(node.id), boxes);
    const reader = firstBox(readers.get(node.id), boxes);
    const free =
      placeBeside(size, feeder ? [feeder] : [], reader ? [reader] : [], boxes) ??
      firstFreeBelow({ x: lowest?.x ?? 0, y: nextRow, ...size }, boxes);
    nextRow = Math.max(nextRow, bottomOf(free) + rowGap);
    boxes.set(node.id, free);
    placed.set(node.id, { x: free.x, y: free.y });
  };

  // From what is placed outwards; then what starts events, then whatever a cycle holds.
  while (missing.size > 0) {
    const next =
      find(missing, (node) => firstBox(feeders.get(node.id), boxes) !== undefined) ??
      find(missing, (node) => firstBox(readers.get(node.id), boxes) !== undefined) ??
      find(missing, (node) => node.kind === 'producer') ??
      find(missing, (node) => (feeders.get(node.id) ?? []).length === 0) ??
      find(missing, () => true);
    if (!next) break;
    place(next);
  }
  return placed;
}

function isPlaced(layout: Layout, node: Node): boolean {
  return Object.hasOwn(layout.nodes, node.id);
}

function neighbours(graph: Graph, of: 'source' | 'target', other: 'source' | 'target'): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const list = lists.get(edge[of]);
    if (list) list.push(edge[other]);
    else lists.set(edge[of], [edge[other]]);
  }
  return lists;
}

function firstBox(ids: readonly string[] | undefined, boxes: ReadonlyMap<string, Box>): Box | undefined {
  for (const id of ids ?? []) {
    const box = boxes.get(id);
    if (box) return box;
  }
  return undefined;
}

function find(nodes: ReadonlyMap<string, Node>, isWanted: (node: Node) => boolean): Node | undefined {
  for (const node of nodes.values()) if (isWanted(node)) return node;
  return undefined;
}

const middle = (box: Box): number => box.y + box.height / 2;

/**
 * A free place right of what a node reads from, else left of what it publishes to, on the middle line of those; undefined
 * where it does neither.
 */
export function placeBeside(
  size: Size,
  reads: readonly Box[],
  publishes: readonly Box[],
  taken: ReadonlyMap<string, Box>,
): Box | undefined {
  const feeders = boundsOf(reads);
  const receivers = boundsOf(publishes);
  const beside = feeders ?? receivers;
  if (!beside) return undefined;
  const x = feeders ? rightOf(feeders) + columnGap : beside.x - columnGap - size.width;
  return firstFreeBelow({ x, y: middle(beside) - size.height / 2, ...size }, taken);
}

/** The box where it is wanted, or straight below at the first place that has room for it. */
export function firstFreeBelow(wanted: Box, taken: ReadonlyMap<string, Box>): Box {
  let box: Box = { ...wanted, ...snapped(wanted) };
  for (;;) {
    const room = grown(box, framePad, aboveNode);
    const inTheWay = [...taken.values()].filter((other) => overlap(room, other));
    if (inTheWay.length === 0) return box;
    const below = Math.min(...inTheWay.map(bottomOf)) + aboveNode;
    const next = { ...box, y: Math.max(below, box.y + 1) };
    const onGrid = snapped(next);
    box = { ...next, ...onGrid, y: onGrid.y < next.y ? onGrid.y + 10 : onGrid.y };
  }
}
