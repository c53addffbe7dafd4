import type { Graph, Layout } from '../../../shared/graph/index.ts';
import { bottomOf, boundsOf, type Point } from './geometry.ts';
import { emptyServiceSize, sizeOf } from './node-size.ts';
import { serviceOf } from './placement.ts';

const gap = 40;

/**
 * Where services without nodes stand. The document keeps no position for a service, since its nodes say where it is; so
 * an empty one stands where it was put in this window, or else in a row below everything.
 */
export function placeEmptyServices(
  graph: Graph,
  layout: Layout,
  missing: ReadonlyMap<string, Point>,
  put: ReadonlyMap<string, Point>,
): ReadonlyMap<string, Point> {
  const filled = new Set(graph.nodes.map(serviceOf));
  const empty = graph.services.filter((service) => !filled.has(service.id));
  const places = new Map<string, Point>();
  if (empty.length === 0) return places;
  const bounds = boundsOf(
    graph.nodes.flatMap((node) => {
      const point = layout.nodes[node.id] ?? missing.get(node.id);
      return point ? [{ x: point.x, y: point.y, ...sizeOf(node, layout.nodes[node.id]) }] : [];
    }),
  );
  let x = bounds?.x ?? 0;
  const y = bounds ? Math.ceil((bottomOf(bounds) + 2 * gap) / 10) * 10 : 0;
  for (const { id } of empty) {
    const known = put.get(id);
    places.set(id, known ?? { x, y });
    if (!known) x += emptyServiceSize.width + gap;
  }
  return places;
}
