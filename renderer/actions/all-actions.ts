import type { MenuActionId } from '../../shared/contract/index.ts';
import type { Action } from './action.ts';
import { canvasActions } from '../canvas/canvas-actions.ts';
import { lifeActions } from '../tracing/life-actions.ts';
import { editActions } from './edit-actions.ts';
import { fileActions } from './file-actions.ts';
import { runActions } from './run-actions.ts';
import { trustActions } from './trust-actions.ts';
import { viewActions } from './view-actions.ts';

/** Every action there is, in the order of menus and palette. */
export const allActions: readonly Action[] = [
  ...fileActions,
  ...trustActions,
  // Before the canvas's: Escape leaves a life first.
  ...lifeActions,
  ...editActions,
  ...canvasActions,
  ...viewActions,
  ...runActions,
];

const byId = new Map(allActions.map((action) => [action.id, action]));

export function actionOf(id: string): Action | undefined {
  return byId.get(id);
}

/** What Electron's menu asks for, by the id of its action here. */
export const actionOfMenu: Record<MenuActionId, string> = {
  'new-project': 'file.new',
  'open-project': 'file.open',
  'import-asyncapi': 'file.import-asyncapi',
  'open-run': 'file.open-run',
  save: 'file.save',
  'save-as': 'file.save-as',
  revert: 'file.revert',
  'export-project': 'file.export-project',
  'export-asyncapi': 'file.export-asyncapi',
  'export-mermaid': 'file.export-mermaid',
  'export-svg': 'file.export-svg',
  'export-png': 'file.export-png',
  'close-project': 'file.close',
  undo: 'edit.undo',
  redo: 'edit.redo',
  find: 'canvas.search',
  'command-palette': 'view.palette',
  'keyboard-shortcuts': 'help.shortcuts',
  settings: 'view.settings',
  'zoom-in': 'canvas.zoom-in',
  'zoom-out': 'canvas.zoom-out',
  'zoom-to-fit': 'canvas.fit',
  'toggle-left-panel': 'view.left',
  'toggle-inspector': 'view.right',
  'toggle-bottom-panel': 'view.bottom',
  run: 'run.start',
  stop: 'run.stop',
  restart: 'run.restart',
  deploy: 'run.deploy',
  connections: 'run.connections',
};
