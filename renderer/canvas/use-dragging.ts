import type { NodeChange } from '@xyflow/react';
import { useMemo } from 'react';
import { tellOutcome } from '../actions/edit-actions.ts';
import { useApp, type AppState } from '../state/app-state.ts';
import { canvasOf, type CanvasStore } from './canvas-store.ts';
import { commandsOfDrag, dragDistance, dragTo, startDrag, type Assignments, type Drag } from './model/drag.ts';
import type { FlowNode } from './model/flow-elements.ts';
import type { Point } from './model/geometry.ts';
import { insertionUnder } from './model/insertion-under.ts';
import { planInsertion } from './model/insertion.ts';
import { placeMissing } from './model/place-nodes.ts';
import type { Draft } from './model/placement.ts';

export interface Dragging {
  /** `primary` is under the pointer; `nodes` are all that are dragged. */
  readonly start: (primary: FlowNode, nodes: readonly FlowNode[]) => void;
  readonly stop: () => void;
  /** Takes the positions that React Flow wants; true where they belong to a drag. */
  readonly take: (changes: readonly NodeChange<FlowNode>[]) => boolean;
}

/** Drags of nodes and frames: local while they last, one undo step when they end. */
export function useDragging(): Dragging {
  const app = useApp();
  return useMemo(() => new DragOfNodes(app), [app]);
}

class DragOfNodes implements Dragging {
  private readonly app: AppState;
  private readonly canvas: CanvasStore;
  private drag: Drag | undefined;
  private now: { draft: Draft; assignments: Assignments } | undefined;

  constructor(app: AppState) {
    this.app = app;
    this.canvas = canvasOf(app);
  }

  readonly start = (primary: FlowNode, nodes: readonly FlowNode[]): void => {
    const { placement } = this.canvas.now;
    const { project } = this.app.project.getState();
    this.now = undefined;
    this.drag =
      placement && project
        ? startDrag(
            project.document.graph.nodes,
            placement,
            primary.id,
            nodes.map(({ id }) => id),
          )
        : undefined;
  };

  readonly take = (changes: readonly NodeChange<FlowNode>[]): boolean => {
    const { drag } = this;
    if (!drag) return false;
    for (const change of changes) {
      if (change.type === 'position' && change.id === drag.primary && change.position)
        this.moveTo(drag, change.position);
    }
    return true;
  };

  readonly stop = (): void => {
    const { drag, now } = this;
    const { wire } = this.canvas.getState().drop ?? {};
    this.drag = undefined;
    this.now = undefined;
    if (drag && now && drag.nodes.size > 0) this.commit(drag, now, wire);
    this.canvas.setState({ draft: undefined, drop: undefined });
  };

  private moveTo(drag: Drag, point: Point): void {
    const distance = dragDistance(drag, point);
    if (drag.nodes.size === 0) {
      // An empty service; the document keeps no place for it.
      const at = { x: drag.primaryBox.x + distance.x, y: drag.primaryBox.y + distance.y };
      const { emptyServices } = this.canvas.getState();
      this.canvas.setState({ emptyServices: new Map(emptyServices).set(drag.primary, at) });
      return;
    }
    this.now = dragTo(drag, distance);
    const service = this.now.assignments.get(drag.primary) ?? undefined;
    this.canvas.setState({ draft: this.now.draft, drop: { service, wire: this.wireUnder(drag) } });
  }

  /** The wire that a single node would be put into. */
  private wireUnder(drag: Drag): string | undefined {
    const dragged = drag.nodes.get(drag.primary);
    const at = this.now?.draft.positions.get(drag.primary);
    const { project } = this.app.project.getState();
    if (!dragged || drag.nodes.size > 1 || !at || !project) return undefined;
    const box = { ...dragged.box, ...at };
    return insertionUnder(project.document.graph, this.canvas.getState().routes, box, dragged.node);
  }

  /** A service that has lost its last node stays where it was. */
  private keepLeftFrames({ frames }: Drag, { assignments }: { assignments: Assignments }): void {
    const emptyServices = new Map(this.canvas.getState().emptyServices);
    for (const [id, frame] of this.canvas.now.placement?.frames ?? []) {
      const box = frames.get(id);
      if (box && frame.members.every((member) => assignments.has(member.id)))
        emptyServices.set(id, { x: box.x, y: box.y });
    }
    this.canvas.setState({ emptyServices });
  }

  private commit(drag: Drag, now: { draft: Draft; assignments: Assignments }, wire: string | undefined): void {
    const { project } = this.app.project.getState();
    if (!project || !hasMoved(drag, now.draft)) return;
    const { graph, layout } = project.document;
    const kept = placeMissing(graph, layout);
    const commands = commandsOfDrag(now, (id) => layout.nodes[id], kept);
    const dragged = drag.nodes.get(drag.primary);
    const at = now.draft.positions.get(drag.primary);
    if (wire !== undefined && dragged && at) {
      const boxes = this.canvas.now.placement?.boxes ?? new Map();
      const plan = planInsertion(project.document, wire, dragged.node, { box: { ...dragged.box, ...at }, boxes });
      commands.push(...(plan ?? []));
    }
    this.keepLeftFrames(drag, now);
    const label = dragged ? `move of ${dragged.node.name}` : 'move';
    tellOutcome(this.app, this.app.project.execute({ type: 'batch', commands }, { label }));
  }
}

function hasMoved(drag: Drag, draft: Draft): boolean {
  for (const [id, { box }] of drag.nodes) {
    const point = draft.positions.get(id);
    if (point && (point.x !== box.x || point.y !== box.y)) return true;
  }
  return false;
}
