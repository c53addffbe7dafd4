import type { Action } from './action.ts';
import { editActions } from './edit-actions.ts';

/** Every action there is, in the order of menus and palette. */
export const allActions: readonly Action[] = [...editActions];

const byId = new Map(allActions.map((action) => [action.id, action]));

export function actionOf(id: string): Action | undefined {
  return byId.get(id);
}
