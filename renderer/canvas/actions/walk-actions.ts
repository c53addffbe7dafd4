import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../state/app-state.ts';
import { canvasOf } from '../canvas-store.ts';
import { documentOf, drawnBoxes, moveSelected, selectAndFocus } from '../edits.ts';
import { focusedElement } from '../focus-element.ts';
import { gridSize } from '../model/geometry.ts';
import { walk, type Direction } from '../model/walk.ts';

const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;
const hasSelection = (app: AppState): boolean => {
  const { selectedNodes, selectedService } = app.view.getState();
  return selectedNodes.length > 0 || selectedService !== undefined;
};

const steps: Record<Direction, { key: string; dx: number; dy: number }> = {
  left: { key: 'ArrowLeft', dx: -1, dy: 0 },
  right: { key: 'ArrowRight', dx: 1, dy: 0 },
  up: { key: 'ArrowUp', dx: 0, dy: -1 },
  down: { key: 'ArrowDown', dx: 0, dy: 1 },
};
const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];

/** The node that arrow keys start from: the one with the focus, else the selected one. */
function currentNode(app: AppState): string | undefined {
  return focusedElement() ?? app.view.getState().selectedNodes.at(-1);
}

function walkOn(app: AppState, direction: Direction): void {
  const document = documentOf(app);
  if (!document) return;
  const hidden = canvasOf(app).now.placement?.hiddenIn ?? new Map<string, string>();
  const boxes = new Map([...drawnBoxes(app)].filter(([id]) => !hidden.has(id)));
  const from = currentNode(app);
  const next = from !== undefined && boxes.has(from) ? walk(document.graph, boxes, from, direction) : firstOf(boxes);
  if (next !== undefined) selectAndFocus(app, { id: next });
}

/** Where reading starts: left, and of those the uppermost. */
function firstOf(boxes: ReadonlyMap<string, { x: number; y: number }>): string | undefined {
  return [...boxes].sort(([, left], [, right]) => left.x - right.x || left.y - right.y)[0]?.[0];
}

export const walkActions: readonly Action[] = [
  ...directions.map((direction): Action => ({
    id: `canvas.walk-${direction}`,
    group: 'View',
    label: `Go ${direction} along the wires`,
    keys: [steps[direction].key],
    scope: 'canvas',
    inPalette: false,
    enabled: isOpen,
    run: (app) => walkOn(app, direction),
  })),
  ...directions.map((direction): Action => ({
    id: `canvas.move-${direction}`,
    group: 'Edit',
    label: `Move the selection ${direction}`,
    keys: [`Alt+${steps[direction].key}`],
    scope: 'canvas',
    inPalette: false,
    enabled: hasSelection,
    run: (app) => moveSelected(app, steps[direction].dx * gridSize, steps[direction].dy * gridSize),
  })),
];
