import type { Graph, Layout, Node, Service } from '../../../shared/graph/index.ts';
import { boundsOf, grown, type Box, type Point } from './geometry.ts';
import { emptyServiceSize, foldedSize, sizeOf, type Size } from './node-size.ts';

/** A service as it is drawn. */
export interface Frame {
  readonly service: Service;
  readonly box: Box;
  readonly members: readonly Node[];
  readonly folded: boolean;
}

/** Where everything stands. */
export interface Placement {
  /** By node id; nodes in a folded service have theirs too. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** By service id. */
  readonly frames: ReadonlyMap<string, Frame>;
  /** The service in whose folded frame a node is hidden. */
  readonly hiddenIn: ReadonlyMap<string, string>;
}

/** What differs from the document while something is dragged. */
export interface Draft {
  /** Top left corners of nodes by id. */
  readonly positions: ReadonlyMap<string, Point>;
  /** Nodes that their service's frame no longer reaches for. */
  readonly leaving: ReadonlySet<string>;
  /** Of services that all of their nodes are leaving: where they stood. */
  readonly leftFrames?: ReadonlyMap<string, Box>;
  /** Of notes that are being resized. */
  readonly sizes?: ReadonlyMap<string, Size>;
}

export interface Places {
  /** For nodes that the layout says nothing of. */
  readonly missing: ReadonlyMap<string, Point>;
  /** Top left corners of services without nodes, which the document keeps no position for. */
  readonly emptyServices: ReadonlyMap<string, Point>;
  /** Services of which the layout doesn't say whether they are folded. */
  readonly foldsByDefault?: boolean;
}

const framePad = 8;
const frameHead = 40;
const origin: Point = { x: 0, y: 0 };

export function placeElements(graph: Graph, layout: Layout, places: Places, draft?: Draft): Placement {
  const boxes = new Map<string, Box>();
  const members = new Map<string, Node[]>(graph.services.map((service) => [service.id, []]));
  for (const node of graph.nodes) {
    const kept = Object.hasOwn(layout.nodes, node.id) ? layout.nodes[node.id] : undefined;
    const point = draft?.positions.get(node.id) ?? kept ?? places.missing.get(node.id) ?? origin;
    boxes.set(node.id, { x: point.x, y: point.y, ...(draft?.sizes?.get(node.id) ?? sizeOf(node, kept)) });
    const service = serviceOf(node);
    if (service !== undefined) members.get(service)?.push(node);
  }
  const frames = new Map<string, Frame>();
  const hiddenIn = new Map<string, string>();
  for (const service of graph.services) {
    const inside = members.get(service.id) ?? [];
    const folded = (layout.services[service.id]?.collapsed ?? places.foldsByDefault === true) && inside.length > 0;
    const reached = inside.filter((node) => !draft?.leaving.has(node.id));
    const open = frameAround(reached.flatMap((node) => boxes.get(node.id) ?? []));
    const left = draft?.leftFrames?.get(service.id);
    const box = open ?? left ?? { ...(places.emptyServices.get(service.id) ?? origin), ...emptyServiceSize };
    frames.set(service.id, {
      service,
      box: folded ? { x: box.x, y: box.y, ...foldedSize } : box,
      members: inside,
      folded,
    });
    if (folded) for (const node of inside) hiddenIn.set(node.id, service.id);
  }
  return { boxes, frames, hiddenIn };
}

/** 8 px around the nodes, and 40 above them for the head and the tags. */
export function frameAround(boxes: readonly Box[]): Box | undefined {
  const bounds = boundsOf(boxes);
  if (!bounds) return undefined;
  const padded = grown(bounds, framePad);
  return { ...padded, y: bounds.y - frameHead, height: bounds.height + frameHead + framePad };
}

export function serviceOf(node: Node): string | undefined {
  return node.kind === 'producer' || node.kind === 'consumer' ? node.service : undefined;
}

/** The box of a node, or of the folded service that hides it. */
export function shownBox({ boxes, frames, hiddenIn }: Placement, nodeId: string): Box | undefined {
  const service = hiddenIn.get(nodeId);
  return service === undefined ? boxes.get(nodeId) : frames.get(service)?.box;
}

/** The id of what is drawn for a node: its own, or that of the folded service. */
export function shownAs({ hiddenIn }: Placement, nodeId: string): string {
  return hiddenIn.get(nodeId) ?? nodeId;
}

/** Around everything that is drawn. */
export function drawnBounds(placement: Placement): Box | undefined {
  const boxes: Box[] = [...placement.frames.values()].map((frame) => frame.box);
  for (const [id, box] of placement.boxes) if (!placement.hiddenIn.has(id)) boxes.push(box);
  return boundsOf(boxes);
}
