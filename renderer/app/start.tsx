import { Tooltip } from '@base-ui/react/tooltip';
import { createRoot, type Root } from 'react-dom/client';
import { z } from 'zod';
import { AppStateContext, type AppState } from '../state/app-state.ts';
import { createProjectStore } from '../state/project-store.ts';
import { createSessionStore } from '../state/session-store.ts';
import { createSettingsStore } from '../state/settings-store.ts';
import { createViewStore } from '../state/view-store.ts';
import { desktopShell } from '../transport/desktop-shell.ts';
import { connectEngine } from '../transport/engine-client.ts';
import { App } from './app.tsx';

// The page's CSP forbids eval, which zod would otherwise try.
z.config({ jitless: true });

/** Connects to the engine and shows the app; when the engine is lost, `showLost` takes its place. */
export async function startApp(container: HTMLElement, showLost: (root: Root) => void): Promise<void> {
  const shell = desktopShell();
  const { client, lost } = await connectEngine(shell);
  const view = createViewStore();
  const tellProblem = (message: string): void => view.tell('error', message);
  const [info, settings] = await Promise.all([client.application.info(), createSettingsStore(client)]);
  const project = createProjectStore(client, tellProblem);
  const session = createSessionStore(client, tellProblem);
  project.subscribe((state, former) => {
    const projectId = state.project?.projectId;
    if (projectId !== former.project?.projectId) session.follow(projectId);
  });
  const app: AppState = { client, shell, info, project, session, view, settings };
  if (info.openFirst !== undefined) await project.open(info.openFirst);
  const root = createRoot(container);
  root.render(
    <AppStateContext value={app}>
      <Tooltip.Provider delay={400}>
        <App />
      </Tooltip.Provider>
    </AppStateContext>,
  );
  await lost;
  showLost(root);
}
