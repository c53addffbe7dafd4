import type { GraphCommand, Node, NodePosition } from '../../../shared/graph/index.ts';
import { centreOf, contains, gridSize, overlap, snapped, type Box, type Point } from './geometry.ts';
import { serviceOf, type Draft, type Placement } from './placement.ts';

/** A drag of nodes, from what it started with. */
export interface Drag {
  /** The node or frame under the pointer. */
  readonly primary: string;
  /** Nodes that move, with their boxes at the start. */
  readonly nodes: ReadonlyMap<string, { readonly node: Node; readonly box: Box }>;
  /** The box of the primary at the start. */
  readonly primaryBox: Box;
  /** Services whose every node moves: they go along as a whole. */
  readonly wholeServices: ReadonlySet<string>;
  /** Frames at the start, without the nodes that move; of open services only. */
  readonly frames: ReadonlyMap<string, Box>;
}

/** Begins a drag of nodes and services (ids) by `primary`, one of them. */
export function startDrag(
  graphNodes: readonly Node[],
  placement: Placement,
  primary: string,
  ids: readonly string[],
): Drag | undefined {
  const moving = new Set<string>();
  for (const id of ids) {
    const frame = placement.frames.get(id);
    if (frame) for (const member of frame.members) moving.add(member.id);
    else moving.add(id);
  }
  const nodes = new Map<string, { node: Node; box: Box }>();
  for (const node of graphNodes) {
    const box = placement.boxes.get(node.id);
    if (box && moving.has(node.id)) nodes.set(node.id, { node, box });
  }
  const primaryBox = placement.frames.get(primary)?.box ?? placement.boxes.get(primary);
  if (!primaryBox) return undefined;
  const wholeServices = new Set<string>();
  const frames = new Map<string, Box>();
  for (const [id, { members, box, folded }] of placement.frames) {
    if (members.length > 0 && members.every((member) => moving.has(member.id))) wholeServices.add(id);
    else if (!folded) frames.set(id, box);
  }
  // A node that is alone in its service may still be taken out of it, by itself.
  const alone = nodes.size === 1 && !placement.frames.has(primary) ? nodes.get(primary)?.node : undefined;
  const own = alone && serviceOf(alone);
  const ownFrame = own === undefined ? undefined : placement.frames.get(own);
  if (own !== undefined && ownFrame && !ownFrame.folded) {
    wholeServices.delete(own);
    frames.set(own, ownFrame.box);
  }
  return { primary, nodes, primaryBox, wholeServices, frames };
}

/** How far everything moves when the primary is dragged to `to`: onto the grid. */
export function dragDistance({ primary, primaryBox, nodes }: Drag, to: Point): Point {
  const onGrid = nodes.has(primary)
    ? snapped({ ...primaryBox, ...to })
    : {
        x: primaryBox.x + Math.round((to.x - primaryBox.x) / gridSize) * gridSize,
        y: primaryBox.y + Math.round((to.y - primaryBox.y) / gridSize) * gridSize,
      };
  return { x: onGrid.x - primaryBox.x, y: onGrid.y - primaryBox.y };
}

/** Which services nodes would be in if the drag ended here; null is none. Nodes that stay where they are aren't named. */
export type Assignments = ReadonlyMap<string, string | null>;

export function dragTo(drag: Drag, distance: Point): { draft: Draft; assignments: Assignments } {
  const positions = new Map<string, Point>();
  const assignments = new Map<string, string | null>();
  const leaving = new Set<string>();
  for (const [id, { node, box }] of drag.nodes) {
    const moved = { ...box, x: box.x + distance.x, y: box.y + distance.y };
    positions.set(id, { x: moved.x, y: moved.y });
    if (node.kind !== 'producer' && node.kind !== 'consumer') continue;
    const own = node.service;
    if (own !== undefined && drag.wholeServices.has(own)) continue;
    const entered = frameAt(drag.frames, centreOf(moved));
    const ownFrame = own === undefined ? undefined : drag.frames.get(own);
    if (entered !== undefined && entered !== own) assignments.set(id, entered);
    // A frame reaches for its nodes as long as they touch it as it stood; who leaves it wholly leaves the service.
    else if (entered === undefined && ownFrame && !overlap(ownFrame, moved)) assignments.set(id, null);
    if (assignments.has(id)) leaving.add(id);
  }
  return { draft: { positions, leaving, leftFrames: drag.frames }, assignments };
}

function frameAt(frames: ReadonlyMap<string, Box>, point: Point): string | undefined {
  for (const [id, box] of frames) if (contains(box, point)) return id;
  return undefined;
}

/** What the drag does to the document. `kept` are positions of nodes that had none in it, which the first move writes down. */
export function commandsOfDrag(
  { draft, assignments }: { draft: Draft; assignments: Assignments },
  positionOf: (id: string) => NodePosition | undefined,
  kept: ReadonlyMap<string, Point>,
): GraphCommand[] {
  const positions: Record<string, NodePosition> = {};
  for (const [id, point] of kept) positions[id] = point;
  for (const [id, point] of draft.positions) positions[id] = { ...positionOf(id), ...point };
  const commands: GraphCommand[] = [{ type: 'move-nodes', positions }];
  const byService = new Map<string | null, string[]>();
  for (const [node, service] of assignments) byService.set(service, [...(byService.get(service) ?? []), node]);
  for (const [service, nodes] of byService) commands.push({ type: 'assign-service', nodes, service });
  return commands;
}
