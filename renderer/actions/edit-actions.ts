import { Redo2, Save, Trash2, Undo2 } from 'lucide-react';
import type { AppState } from '../state/app-state.ts';
import type { EditOutcome } from '../state/project-store.ts';
import type { Action } from './action.ts';

const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;
const undoStep = (app: AppState) => app.project.getState().project?.history.undo.at(-1);
const redoStep = (app: AppState) => app.project.getState().project?.history.redo.at(-1);

/** Tells the person why an edit was refused. */
export function tellOutcome(app: AppState, outcome: EditOutcome): void {
  if (!outcome.ok) app.view.tell('warning', `${outcome.problem.message} ${outcome.problem.remedy}`);
}

function removeSelected(app: AppState): void {
  const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
  const ids = [...selectedNodes, ...selectedEdges, ...(selectedService === undefined ? [] : [selectedService])];
  const outcome = app.project.execute({ type: 'remove', ids }, { label: 'delete' });
  tellOutcome(app, outcome);
  if (outcome.ok) app.view.select([]);
}

/** Saving a handler deploys it, where a run goes on. */
async function saveAndDeploy(app: AppState): Promise<void> {
  const problems = await app.project.save();
  for (const { message, remedy } of problems) app.view.tell('error', `${message} ${remedy}`);
  const { project } = app.project.getState();
  if (!project || problems.length > 0 || app.session.getState().overview.state !== 'running') return;
  await app.client.session.deploy({ projectId: project.projectId });
}

export const editActions: readonly Action[] = [
  {
    id: 'file.save',
    group: 'File',
    label: 'Save',
    keys: ['Mod+S'],
    scope: 'window',
    icon: Save,
    enabled: isOpen,
    run: saveAndDeploy,
  },
  {
    id: 'edit.undo',
    group: 'Edit',
    label: (app) => `Undo ${undoStep(app)?.label ?? ''}`.trim(),
    keys: ['Mod+Z'],
    scope: 'window',
    icon: Undo2,
    enabled: (app) => undoStep(app) !== undefined,
    run: (app) => tellOutcome(app, app.project.undo()),
  },
  {
    id: 'edit.redo',
    group: 'Edit',
    label: (app) => `Redo ${redoStep(app)?.label ?? ''}`.trim(),
    keys: ['Shift+Mod+Z', 'Mod+Y'],
    scope: 'window',
    icon: Redo2,
    enabled: (app) => redoStep(app) !== undefined,
    run: (app) => tellOutcome(app, app.project.redo()),
  },
  {
    id: 'edit.delete',
    group: 'Edit',
    label: 'Delete',
    keys: ['Delete', 'Backspace'],
    scope: 'canvas',
    icon: Trash2,
    enabled: (app) => {
      const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
      return selectedNodes.length + selectedEdges.length > 0 || selectedService !== undefined;
    },
    run: removeSelected,
  },
];
