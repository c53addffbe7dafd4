import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../../shared/graph/index.ts';
import { snapped, type Box, type Point } from '../model/geometry.ts';
import { serviceOf, shownAs, type Placement } from '../model/placement.ts';

/** Between columns there is room for a rate, between rows for tags and a frame's head. */
const spacing = {
  'elk.spacing.nodeNode': '50',
  'elk.layered.spacing.nodeNodeBetweenLayers': '80',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.componentComponent': '70',
};

const options = {
  ...spacing,
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // What runs back is what runs against the order in which events spread from the producers.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  // The order of the graph decides among equals, so that the same graph is always laid out alike.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.randomSeed': '1',
};

/** As a frame is drawn: 8 px round its nodes, 40 above. */
const serviceOptions = { ...spacing, 'elk.padding': '[top=40,left=8,bottom=8,right=8]' };

/** The drawing as elk's graph: services as nodes with nodes in them, unless they are folded. */
export function elkGraphOf(graph: Graph, placement: Placement): ElkNode {
  const spread = spreadOf(graph);
  const ordered = [...graph.nodes].sort((left, right) => (spread.get(left.id) ?? 0) - (spread.get(right.id) ?? 0));
  // Services come in the order of their first nodes: a map keeps the order of its keys.
  const roots = new Map<string, ElkNode>();
  for (const node of ordered) {
    const box = placement.boxes.get(node.id);
    const service = serviceOf(node);
    const frame = service === undefined ? undefined : placement.frames.get(service);
    // Notes stay where they are: only who put them there knows what they are about.
    if (!box || node.kind === 'note') continue;
    if (!frame) roots.set(node.id, leafOf(node.id, box));
    else if (frame.folded) roots.set(frame.service.id, leafOf(frame.service.id, frame.box));
    else {
      const children = [...(roots.get(frame.service.id)?.children ?? []), leafOf(node.id, box)];
      roots.set(frame.service.id, { id: frame.service.id, children, layoutOptions: serviceOptions });
    }
  }
  const edges = new Map<string, { id: string; sources: string[]; targets: string[] }>();
  for (const edge of graph.edges) {
    const source = shownAs(placement, edge.source);
    const target = shownAs(placement, edge.target);
    if (source !== target)
      edges.set(`${source}>${target}`, { id: edge.id, sources: [`${source}:out`], targets: [`${target}:in`] });
  }
  return { id: 'root', layoutOptions: options, children: [...roots.values()], edges: [...edges.values()] };
}

/** With its ports where they are drawn, so that what can be straight is. */
function leafOf(id: string, { width, height }: Box): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      { id: `${id}:in`, x: 0, y: height / 2, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'WEST' } },
      { id: `${id}:out`, x: width, y: height / 2, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'EAST' } },
    ],
  };
}

/** How many wires events take to a node from where they start; so wires that run back can be told in a cycle. */
function spreadOf(graph: Graph): Map<string, number> {
  const readers = new Map<string, string[]>();
  for (const { source, target } of graph.edges) readers.set(source, [...(readers.get(source) ?? []), target]);
  const fed = new Set(graph.edges.map((edge) => edge.target));
  const starts = graph.nodes.filter((node) => !fed.has(node.id)).map((node) => node.id);
  const spread = new Map<string, number>();
  // A graph that is one cycle has no start; then any node is as good.
  const rest = graph.nodes.map((node) => node.id);
  for (const start of [...starts, ...rest]) {
    if (spread.has(start)) continue;
    spread.set(start, 0);
    const queue = [start];
    for (const id of queue) {
      for (const reader of readers.get(id) ?? []) {
        if (spread.has(reader)) continue;
        spread.set(reader, (spread.get(id) ?? 0) + 1);
        queue.push(reader);
      }
    }
  }
  return spread;
}

/** Where nodes stand after a layout, on the grid; nodes of a folded service move along with it. */
export function placesOf(layout: ElkNode, placement: Placement, at: Point): Map<string, Point> {
  const places = new Map<string, Point>();
  const put = (node: ElkNode, origin: Point): void => {
    const corner = { x: origin.x + (node.x ?? 0), y: origin.y + (node.y ?? 0) };
    const frame = placement.frames.get(node.id);
    for (const child of node.children ?? []) put(child, corner);
    if (frame?.folded) {
      const dx = snapTen(corner.x - frame.box.x);
      const dy = snapTen(corner.y - frame.box.y);
      for (const member of frame.members) {
        const box = placement.boxes.get(member.id);
        if (box) places.set(member.id, { x: box.x + dx, y: box.y + dy });
      }
      return;
    }
    const box: Box | undefined = placement.boxes.get(node.id);
    if (box) places.set(node.id, snapped({ ...box, ...corner }));
  };
  for (const child of layout.children ?? []) put(child, at);
  return places;
}

const snapTen = (value: number): number => Math.round(value / 10) * 10;
