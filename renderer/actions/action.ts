import type { LucideIcon } from 'lucide-react';
import type { AppState } from '../state/app-state.ts';

export type ActionGroup = 'File' | 'Edit' | 'Add' | 'View' | 'Run' | 'Help';

/**
 * Something a person can do, once for all the ways to it: title bar, menus, context menus, palette, keys. Its id is also
 * what Electron's menu sends.
 */
export interface Action {
  /** `run.start`; stable. */
  readonly id: string;
  readonly group: ActionGroup;
  /** Said in menus and in the palette; may depend on what is so. */
  readonly label: string | ((app: AppState) => string);
  /** `Mod+S` (Mod is ⌘ on macOS, Ctrl elsewhere), `Shift+Mod+P`, `Delete`, `P`. The first one is shown. */
  readonly keys?: readonly string[];
  /** `canvas`: the keys work only while the canvas has the focus, so that letters stay letters elsewhere. */
  readonly scope: 'window' | 'canvas';
  readonly icon?: LucideIcon;
  /** Absent: always. A disabled action is shown greyed, with its key. */
  readonly enabled?: (app: AppState) => boolean;
  /** False keeps it out of the palette. */
  readonly inPalette?: boolean;
  readonly run: (app: AppState) => void | Promise<void>;
}

export function labelOf(action: Action, app: AppState): string {
  return typeof action.label === 'string' ? action.label : action.label(app);
}

export function isEnabled(action: Action, app: AppState): boolean {
  return action.enabled?.(app) ?? true;
}

/** Runs an action if it is enabled; what it throws is told as a toast. */
export function perform(action: Action, app: AppState): void {
  if (!isEnabled(action, app)) return;
  Promise.resolve()
    .then(() => action.run(app))
    .catch((error: unknown) => app.view.tell('error', error instanceof Error ? error.message : String(error)));
}
