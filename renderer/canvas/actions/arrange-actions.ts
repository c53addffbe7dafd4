import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceAround,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceAround,
  Network,
  type LucideIcon,
} from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../state/app-state.ts';
import { documentOf, drawnBoxes, edit, keepPlaces } from '../edits.ts';
import { aligned, distributed, type Alignment } from '../model/arrange.ts';
import type { Box, Point } from '../model/geometry.ts';

function selectedBoxes(app: AppState): Map<string, Box> {
  const boxes = drawnBoxes(app);
  return new Map(
    app.view.getState().selectedNodes.flatMap((id) => {
      const box = boxes.get(id);
      return box ? [[id, box]] : [];
    }),
  );
}

function place(app: AppState, places: ReadonlyMap<string, Point>, label: string): void {
  const document = documentOf(app);
  if (!document || places.size === 0) return;
  const positions = Object.fromEntries(
    [...places].map(([id, point]) => [id, { ...document.layout.nodes[id], x: point.x, y: point.y }]),
  );
  edit(app, [...keepPlaces(document), { type: 'move-nodes', positions }], label);
}

function alignAction(alignment: Alignment, label: string, icon: LucideIcon): Action {
  return {
    id: `canvas.align-${alignment}`,
    group: 'Edit',
    label,
    scope: 'canvas',
    icon,
    enabled: (app) => app.view.getState().selectedNodes.length > 1,
    run: (app) => place(app, aligned(selectedBoxes(app), alignment), 'align'),
  };
}

function distributeAction(along: 'across' | 'down', label: string, icon: LucideIcon): Action {
  return {
    id: `canvas.distribute-${along}`,
    group: 'Edit',
    label,
    scope: 'canvas',
    icon,
    enabled: (app) => app.view.getState().selectedNodes.length > 2,
    run: (app) => place(app, distributed(selectedBoxes(app), along), 'distribute'),
  };
}

export const arrangeActions: readonly Action[] = [
  alignAction('left', 'Align left', AlignStartVertical),
  alignAction('centre', 'Align centres', AlignCenterVertical),
  alignAction('right', 'Align right', AlignEndVertical),
  alignAction('top', 'Align top', AlignStartHorizontal),
  alignAction('middle', 'Align middles', AlignCenterHorizontal),
  alignAction('bottom', 'Align bottom', AlignEndHorizontal),
  distributeAction('across', 'Distribute across', AlignHorizontalSpaceAround),
  distributeAction('down', 'Distribute down', AlignVerticalSpaceAround),
  {
    id: 'canvas.layout',
    group: 'Edit',
    label: 'Arrange everything',
    keys: ['Shift+L'],
    scope: 'canvas',
    icon: Network,
    enabled: (app) => (documentOf(app)?.graph.nodes.length ?? 0) > 0,
    run: async (app) => {
      // The layout engine is large; it comes when it is first asked for.
      const { arrangeAll } = await import('../auto-layout/arrange-all.ts');
      await arrangeAll(app);
    },
  },
];
