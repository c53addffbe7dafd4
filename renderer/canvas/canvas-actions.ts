import type { Action } from '../actions/action.ts';
import { addActions } from './actions/add-actions.ts';
import { arrangeActions } from './actions/arrange-actions.ts';
import { cameraActions } from './actions/camera-actions.ts';
import { clipboardActions } from './actions/clipboard-actions.ts';
import { elementActions } from './actions/element-actions.ts';
import { walkActions } from './actions/walk-actions.ts';

/** Everything that can be done with the drawing. */
export const canvasActions: readonly Action[] = [
  ...addActions,
  ...clipboardActions,
  ...elementActions,
  ...arrangeActions,
  ...cameraActions,
  ...walkActions,
];
