import { useEffect } from 'react';
import { useStore } from 'zustand';
import { actionOf, actionOfMenu } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { openFolder } from '../actions/file-actions.ts';
import { isTextPlace } from '../actions/use-shortcuts.ts';
import { useApp, useProjectState } from '../state/app-state.ts';

/** In Electron: the menu's actions, the window's title and its question at closing. Nothing in a browser but a question. */
export function useWindowBridge(): void {
  const app = useApp();
  const { bridge, project, settings } = app;
  const theme = useStore(settings, (state) => state.theme);
  const name = useProjectState((state) => state.project?.document.graph.name);
  const folder = useProjectState((state) => state.project?.folder);
  const unsaved = useProjectState((state) => state.project?.unsaved.length ?? 0);

  useEffect(() => {
    document.title = name === undefined ? 'Topicraft' : `${unsaved > 0 ? '• ' : ''}${name} – Topicraft`;
    bridge?.setUnsaved(unsaved);
  }, [bridge, name, unsaved]);

  // Also where it came by another way than the open dialog: as an example, a new project, a copy.
  useEffect(() => {
    if (folder !== undefined) void bridge?.claimProject(folder);
  }, [bridge, folder]);

  useEffect(() => bridge?.setTheme(theme), [bridge, theme]);

  useEffect(() => {
    document.documentElement.dataset['platform'] = bridge?.platform ?? 'browser';
    return bridge?.onMenuAction((asked) => {
      if (asked.type === 'open-folder') {
        void openFolder(app, asked.folder);
        return;
      }
      // A text has an undo of its own, which macOS reaches by the menu.
      if ((asked.id === 'undo' || asked.id === 'redo') && isTextPlace(document.activeElement)) {
        document.execCommand(asked.id);
        return;
      }
      const action = actionOf(actionOfMenu[asked.id]);
      if (action) perform(action, app);
    });
  }, [app, bridge]);

  useEffect(
    () =>
      bridge?.onClose(async (choice) => {
        if (choice === 'save') {
          const problems = await project.save();
          for (const { message, remedy } of problems) app.view.tell('error', `${message} ${remedy}`);
          if (problems.length > 0) return false;
        }
        await project.close();
        return true;
      }),
    [app, bridge, project],
  );

  useEffect(() => {
    if (bridge || unsaved === 0) return undefined;
    // A browser asks in words of its own; the edits are in the engine's journal anyway.
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [bridge, unsaved]);
}
