import { useEffect } from 'react';
import { useApp } from '../state/app-state.ts';
import { isEnabled, perform } from './action.ts';
import { allActions } from './all-actions.ts';
import { isStroke } from './keys.ts';

/** Where letters are text and Delete deletes letters. */
export function isTextPlace(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input, textarea, select, [contenteditable], .monaco-editor') !== null
  );
}

/** Keys of all actions, for the whole window. Canvas actions need the focus inside an element marked `data-canvas`. */
export function useShortcuts(): void {
  const app = useApp();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const inText = isTextPlace(event.target);
      const inDialog =
        event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]') !== null;
      const inCanvas = event.target instanceof Element && event.target.closest('[data-canvas]') !== null;
      const action = allActions.find((candidate) => {
        const { scope, keys = [] } = candidate;
        const stroke = keys.find((key) => isStroke(event, key));
        // One key may mean several things, of which only some are possible now.
        if (stroke === undefined || !isEnabled(candidate, app)) return false;
        if (scope === 'canvas') return inCanvas && !inText && !inDialog;
        // Monaco and fields have undo and letters of their own.
        const ownKey = inText && (/Mod\+([ZYACXVF]|Enter)$/.test(stroke) || !/Mod|^F\d/.test(stroke));
        return !ownKey && !inDialog;
      });
      if (!action) return;
      event.preventDefault();
      perform(action, app);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [app]);
}
