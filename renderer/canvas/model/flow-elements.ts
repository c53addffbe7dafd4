import { Position, type Edge as ReactFlowEdge, type Node as ReactFlowNode } from '@xyflow/react';
import type { Consumer, Edge, Graph, Node, Note, Producer, Service, Topic } from '../../../shared/graph/index.ts';
import type { Side, WireEnds } from '../routing/route.ts';
import type { Box } from './geometry.ts';
import { shownAs, shownBox, type Placement } from './placement.ts';

export type ProducerFlowNode = ReactFlowNode<{ node: Producer }, 'producer'>;
export type TopicFlowNode = ReactFlowNode<{ node: Topic }, 'topic'>;
export type ConsumerFlowNode = ReactFlowNode<{ node: Consumer }, 'consumer'>;
export type NoteFlowNode = ReactFlowNode<{ node: Note }, 'note'>;
export type ServiceFlowNode = ReactFlowNode<
  { service: Service; memberIds: readonly string[]; folded: boolean },
  'service'
>;
/** What React Flow draws as a node. Its id is the node's or service's own. */
export type FlowNode = ProducerFlowNode | TopicFlowNode | ConsumerFlowNode | NoteFlowNode | ServiceFlowNode;
/** What React Flow draws as an edge: one edge, or all between a folded service and another element. */
export type FlowEdge = ReactFlowEdge<{ edges: readonly Edge[]; label: string }, 'wire'>;

/** Layers: frames, wires (0, and 1 for those that stand out), notes, nodes. */
const frameLayer = -1;
const nodeLayer = 2;

/** The wrapper that React Flow makes around a node is no element of its own to a screen reader; what is inside is. */
const plainWrapper = { 'aria-roledescription': undefined } as const;

/**
 * React Flow's nodes; an unchanged one is the same object as before, so that nothing of it is drawn again, and where all
 * are, so is the list.
 */
export class FlowNodes {
  private known = new Map<string, { flow: FlowNode; source: unknown }>();
  private list: FlowNode[] = [];

  of(graph: Graph, placement: Placement, selected: ReadonlySet<string>): FlowNode[] {
    const next = new Map<string, { flow: FlowNode; source: unknown }>();
    const keep = (id: string, source: unknown, box: Box, make: () => FlowNode): void => {
      const former = this.known.get(id);
      const isSelected = selected.has(id);
      const same =
        former &&
        former.source === source &&
        former.flow.selected === isSelected &&
        former.flow.position.x === box.x &&
        former.flow.position.y === box.y &&
        former.flow.width === box.width &&
        former.flow.height === box.height;
      next.set(id, same ? former : { flow: { ...make(), selected: isSelected }, source });
    };
    for (const [id, frame] of placement.frames) {
      const { service, members, folded, box } = frame;
      const formerFlow = this.known.get(id)?.flow;
      const memberIds = members.map((member) => member.id);
      const formerData = formerFlow?.type === 'service' ? formerFlow.data : undefined;
      const sameData =
        formerData?.service === service && formerData.folded === folded && sameList(formerData.memberIds, memberIds);
      const data = sameData ? formerData : { service, memberIds, folded };
      keep(id, data, box, () => ({
        ...common(id, box),
        type: 'service',
        data,
        zIndex: folded ? nodeLayer : frameLayer,
        dragHandle: '[data-frame-handle]',
        style: { pointerEvents: 'none' },
        selectable: folded,
        handles: folded ? portsOf(box, ['left', 'right', 'top', 'bottom']) : [],
      }));
    }
    for (const node of graph.nodes) {
      const box = placement.boxes.get(node.id);
      if (!box || placement.hiddenIn.has(node.id)) continue;
      keep(node.id, node, box, () => flowNodeOf(node, box));
    }
    this.known = next;
    this.list = sameOr(
      this.list,
      Array.from(next.values(), (entry) => entry.flow),
    );
    return this.list;
  }
}

function flowNodeOf(node: Node, box: Box): FlowNode {
  const base = { ...common(node.id, box), zIndex: nodeLayer };
  switch (node.kind) {
    case 'producer':
      return { ...base, type: 'producer', data: { node }, handles: portsOf(box, ['right']) };
    case 'topic':
      return { ...base, type: 'topic', data: { node }, handles: portsOf(box, ['left', 'right', 'top', 'bottom']) };
    case 'consumer':
      return { ...base, type: 'consumer', data: { node }, handles: portsOf(box, ['left', 'right', 'top', 'bottom']) };
    case 'note':
      return { ...base, type: 'note', data: { node }, zIndex: 0, handles: [] };
  }
}

function common(id: string, { x, y, width, height }: Box) {
  // Sizes are known, so React Flow has nothing to measure and draws wires to nodes that are out of sight.
  return { id, position: { x, y }, width, height, measured: { width, height }, domAttributes: plainWrapper };
}

const positionOfSide: Record<Side, Position> = {
  left: Position.Left,
  right: Position.Right,
  top: Position.Top,
  bottom: Position.Bottom,
};

function portsOf({ width, height }: Box, sides: readonly Side[]) {
  return sides.map((side) => ({
    id: side,
    type: side === 'left' || side === 'top' ? ('target' as const) : ('source' as const),
    position: positionOfSide[side],
    x: side === 'left' ? 0 : side === 'right' ? width : width / 2,
    y: side === 'top' ? 0 : side === 'bottom' ? height : height / 2,
    width: 1,
    height: 1,
  }));
}

function sameOr<Item>(former: Item[], now: Item[]): Item[] {
  return sameList(former, now) ? former : now;
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The wires that are drawn: edges, those of a folded service gathered into one for each neighbour and way. */
export interface Wire {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly edges: readonly Edge[];
}

export function wiresOf(graph: Graph, placement: Placement): Wire[] {
  const wires: Wire[] = [];
  const gathered = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const source = shownAs(placement, edge.source);
    const target = shownAs(placement, edge.target);
    if (source === target) continue;
    if (source === edge.source && target === edge.target) {
      wires.push({ id: edge.id, source, target, edges: [edge] });
      continue;
    }
    const id = `${source}>${target}${edge.deadLetter ? '>dead-letters' : ''}`;
    const alike = gathered.get(id);
    if (alike) alike.push(edge);
    else {
      const edges = [edge];
      gathered.set(id, edges);
      wires.push({ id, source, target, edges });
    }
  }
  return wires;
}

export function wireEndsOf(wires: readonly Wire[], graph: Graph, placement: Placement): WireEnds[] {
  const kinds = new Map(graph.nodes.map((node) => [node.id, node.kind]));
  return wires.flatMap(({ id, source, target, edges }) => {
    const [first] = edges;
    const sourceBox = first && shownBox(placement, first.source);
    const targetBox = first && shownBox(placement, first.target);
    if (!sourceBox || !targetBox) return [];
    const mayRunUpright = kinds.get(source) === 'topic' && kinds.get(target) === 'consumer';
    return [{ id, source, target, sourceBox, targetBox, mayRunUpright }];
  });
}

/**
 * React Flow's edges; an unchanged one is the same object as before, and where all are, so is the list: React Flow looks
 * through a new one from end to end, which a drag of nodes would make it do with each step. How they run stands in the
 * canvas's routes.
 */
export class FlowEdges {
  private known = new Map<string, FlowEdge>();
  private list: FlowEdge[] = [];

  of(wires: readonly Wire[], nameOf: (id: string) => string, selected: ReadonlySet<string>): FlowEdge[] {
    const next = new Map<string, FlowEdge>();
    for (const { id, source, target, edges } of wires) {
      const former = this.known.get(id);
      const isSelected = selected.has(id);
      const label = `${nameOf(source)} to ${nameOf(target)}`;
      const formerEdges = former?.data?.edges;
      const sameEdges =
        formerEdges && formerEdges.length === edges.length && edges.every((edge, index) => edge === formerEdges[index]);
      const same = former && sameEdges && former.selected === isSelected && former.data?.label === label;
      next.set(
        id,
        same
          ? former
          : {
              id,
              source,
              target,
              type: 'wire',
              data: { edges, label },
              selected: isSelected,
              ariaRole: 'group',
              ariaLabel: edges.some((edge) => edge.deadLetter) ? `${label}, dead letters` : label,
              domAttributes: plainWrapper,
            },
      );
    }
    this.known = next;
    this.list = sameOr(this.list, [...next.values()]);
    return this.list;
  }
}
