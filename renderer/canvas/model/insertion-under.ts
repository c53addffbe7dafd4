import type { Graph, Node } from '../../../shared/graph/index.ts';
import type { Routes } from '../routing/route-wires.ts';
import { boxOfSegment, segmentsOf } from '../routing/route.ts';
import { centreOf, overlap, type Box } from './geometry.ts';
import { canInsert } from './insertion.ts';

/** How near the middle of a node a wire has to run for the node to be put into it. */
const reach = { horizontal: 30, vertical: 16 };

/** The edge under a node's middle that the node could be put into. */
export function insertionUnder(
  graph: Graph,
  routes: Routes,
  box: Box,
  node: Pick<Node, 'id' | 'kind'>,
): string | undefined {
  if (node.kind !== 'topic' && node.kind !== 'consumer') return undefined;
  const { x, y } = centreOf(box);
  const middle: Box = {
    x: x - reach.horizontal,
    y: y - reach.vertical,
    width: 2 * reach.horizontal,
    height: 2 * reach.vertical,
  };
  return graph.edges.find((edge) => {
    const route = routes.get(edge.id);
    const isUnder = route && segmentsOf(route.points).some((segment) => overlap(boxOfSegment(segment, 1), middle));
    return isUnder && canInsert(graph, edge, node);
  })?.id;
}
