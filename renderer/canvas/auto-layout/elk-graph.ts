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
  'elk.layered.crossingMinimization.semiInteractive': 'false',
  // The order of the graph decides among equals, so that the same graph is always laid out alike.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.randomSeed': '1',
};

/** As a frame is drawn: 8 px round its nodes, 40 above. */
const serviceOptions = { ...spacing, 'elk.padding': '[top=40,left=8,bottom=8,right=8]' };

/** The drawing as elk's graph: services as nodes with nodes in them, unless they are folded. */
export function elkGraphOf(graph: Graph, placement: Placement): ElkNode {
  const children = new Map<string, ElkNode[]>();
  const root: ElkNode[] = [];
  for (const node of graph.nodes) {
    const box = placement.boxes.get(node.id);
    // Notes stay where they are: only who put them there knows what they are about.
    if (!box || node.kind === 'note' || placement.hiddenIn.has(node.id)) continue;
    const service = serviceOf(node);
    const leaf: ElkNode = { id: node.id, width: box.width, height: box.height };
    if (service === undefined || !placement.frames.has(service)) root.push(leaf);
    else children.set(service, [...(children.get(service) ?? []), leaf]);
  }
  for (const [id, { folded, box }] of placement.frames) {
    const inside = children.get(id);
    if (folded) root.push({ id, width: box.width, height: box.height });
    else if (inside) root.push({ id, children: inside, layoutOptions: serviceOptions });
  }
  const edges = new Map<string, { id: string; sources: string[]; targets: string[] }>();
  for (const edge of graph.edges) {
    const source = shownAs(placement, edge.source);
    const target = shownAs(placement, edge.target);
    if (source !== target) edges.set(`${source}>${target}`, { id: edge.id, sources: [source], targets: [target] });
  }
  return { id: 'root', layoutOptions: options, children: root, edges: [...edges.values()] };
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
