import { ClipboardPaste, Copy, CopyPlus, Scissors } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import { leaveFocus } from '../../focus/leave-focus.ts';
import type { AppState } from '../../state/app-state.ts';
import { copySelected, duplicateSelected, paste } from '../clipboard.ts';
import { documentOf, edit } from '../edits.ts';
import { canvasOf } from '../canvas-store.ts';

const hasSelection = (app: AppState): boolean => {
  const { selectedNodes, selectedService } = app.view.getState();
  return selectedNodes.length > 0 || selectedService !== undefined;
};

async function cut(app: AppState): Promise<void> {
  const { selectedNodes, selectedService } = app.view.getState();
  const members = documentOf(app)?.graph.nodes.filter((node) => 'service' in node && node.service === selectedService);
  const inService = selectedService === undefined ? [] : [selectedService, ...(members ?? []).map((node) => node.id)];
  await copySelected(app);
  if (edit(app, [{ type: 'remove', ids: [...new Set([...selectedNodes, ...inService])] }], 'cut')) app.view.select([]);
}

/** One step back: out of a search, else out of the selection. */
function stepOut(app: AppState): void {
  const canvas = canvasOf(app);
  if (canvas.getState().search) canvas.setState({ search: undefined });
  else if (app.view.getState().focus) leaveFocus(app);
  else app.view.select([]);
}

export const clipboardActions: readonly Action[] = [
  {
    id: 'edit.copy',
    group: 'Edit',
    label: 'Copy',
    keys: ['Mod+C'],
    scope: 'canvas',
    icon: Copy,
    enabled: hasSelection,
    run: copySelected,
  },
  {
    id: 'edit.cut',
    group: 'Edit',
    label: 'Cut',
    keys: ['Mod+X'],
    scope: 'canvas',
    icon: Scissors,
    enabled: hasSelection,
    run: cut,
  },
  {
    id: 'edit.paste',
    group: 'Edit',
    label: 'Paste',
    keys: ['Mod+V'],
    scope: 'canvas',
    icon: ClipboardPaste,
    enabled: (app) => documentOf(app) !== undefined,
    run: paste,
  },
  {
    id: 'edit.duplicate',
    group: 'Edit',
    label: 'Duplicate',
    keys: ['Mod+D'],
    scope: 'canvas',
    icon: CopyPlus,
    enabled: hasSelection,
    run: duplicateSelected,
  },
  {
    id: 'edit.select-all',
    group: 'Edit',
    label: 'Select all',
    keys: ['Mod+A'],
    scope: 'canvas',
    enabled: (app) => documentOf(app) !== undefined,
    run: (app) => {
      const hidden = canvasOf(app).now.placement?.hiddenIn;
      const nodes = documentOf(app)?.graph.nodes ?? [];
      app.view.select(nodes.filter((node) => !hidden?.has(node.id)).map((node) => node.id));
    },
  },
  {
    id: 'canvas.step-out',
    group: 'Edit',
    label: 'Select nothing',
    keys: ['Escape'],
    scope: 'canvas',
    inPalette: false,
    enabled: (app) =>
      hasSelection(app) || canvasOf(app).getState().search !== undefined || app.view.getState().focus !== undefined,
    run: stepOut,
  },
];
