import type { Graph } from '../../../shared/graph/index.ts';
import { centreOf, type Box, type Point } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The node that an arrow key leads to. Left and right go along wires, against events and with them; up and down, or where
 * no wire leads on, to the nearest node that way. Undefined at the end.
 */
export function walk(
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
  from: string,
  direction: Direction,
): string | undefined {
  const start = boxes.get(from);
  if (!start) return undefined;
  const along = direction === 'left' || direction === 'right' ? neighboursOf(graph, from, direction) : [];
  return nearest(start, boxes, along) ?? nearest(start, boxes, idsTowards(start, boxes, from, direction), direction);
}

function neighboursOf(graph: Graph, from: string, direction: 'left' | 'right'): string[] {
  return direction === 'right'
    ? graph.edges.filter((edge) => edge.source === from).map((edge) => edge.target)
    : graph.edges.filter((edge) => edge.target === from).map((edge) => edge.source);
}

function idsTowards(start: Box, boxes: ReadonlyMap<string, Box>, from: string, direction: Direction): string[] {
  const ids: string[] = [];
  for (const [id, box] of boxes) {
    const { ahead, aside } = offset(centreOf(start), centreOf(box), direction);
    // Within a right angle that opens that way.
    if (id !== from && ahead > 0 && aside <= ahead + 40) ids.push(id);
  }
  return ids;
}

function nearest(
  start: Box,
  boxes: ReadonlyMap<string, Box>,
  ids: readonly string[],
  direction?: Direction,
): string | undefined {
  const distance = (id: string): number => {
    const box = boxes.get(id);
    if (!box) return Infinity;
    if (!direction)
      return Math.abs(centreOf(box).y - centreOf(start).y) + Math.abs(centreOf(box).x - centreOf(start).x);
    const { ahead, aside } = offset(centreOf(start), centreOf(box), direction);
    return ahead + 2 * aside;
  };
  return ids.filter((id) => boxes.has(id)).sort((left, right) => distance(left) - distance(right))[0];
}

function offset(from: Point, to: Point, direction: Direction): { ahead: number; aside: number } {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  switch (direction) {
    case 'left':
      return { ahead: -dx, aside: Math.abs(dy) };
    case 'right':
      return { ahead: dx, aside: Math.abs(dy) };
    case 'up':
      return { ahead: -dy, aside: Math.abs(dx) };
    case 'down':
      return { ahead: dy, aside: Math.abs(dx) };
  }
}
