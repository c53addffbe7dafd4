import { Tooltip } from '@base-ui/react/tooltip';
import { createRoot, type Root } from 'react-dom/client';
import { z } from 'zod';
import { tellAlert } from '../health/notify.ts';
import { tellHappenings } from '../session/tell-happenings.ts';
import { createAlertStore } from '../state/alert-store.ts';
import { AppStateContext, type AppState } from '../state/app-state.ts';
import { createFaultStore } from '../state/fault-store.ts';
import { createProjectStore } from '../state/project-store.ts';
import { createSessionStore } from '../state/session-store.ts';
import { createSettingsStore } from '../state/settings-store.ts';
import { createTrustStore } from '../state/trust-store.ts';
import { createViewStore } from '../state/view-store.ts';
import { windowBridge } from '../transport/window-bridge.ts';
import { connectEngine } from '../transport/engine-client.ts';
import { App } from './app.tsx';

// The page's CSP forbids eval, which zod would otherwise try.
z.config({ jitless: true });

/** Connects to the engine and shows the app; when the engine is lost, `showLost` takes its place. */
export async function startApp(container: HTMLElement, showLost: (root: Root, reason?: string) => void): Promise<void> {
  const bridge = windowBridge();
  const { client, lost } = await connectEngine(bridge);
  const view = createViewStore();
  const tellProblem = (message: string): void => view.tell('error', message);
  const [info, settings] = await Promise.all([client.application.info(), createSettingsStore(client)]).catch(
    async (error: unknown) => {
      // A connection that has ended by now knows best why nothing is answered.
      const loss = await Promise.race([lost.then((reason) => ({ reason })), Promise.resolve(undefined)]);
      throw loss ? new Error(loss.reason ?? 'The engine does not answer.', { cause: error }) : error;
    },
  );
  const project = createProjectStore(client, tellProblem);
  const session = createSessionStore(client, tellProblem);
  const trust = createTrustStore(client, tellProblem);
  const alerts = createAlertStore(client, tellProblem, (alert) => tellAlert(alert, view, bridge));
  const faults = createFaultStore(client, tellProblem);
  bridge?.onNotificationChosen((node) => view.showHealth(node));
  tellHappenings(session, view);
  project.subscribe((state, former) => {
    const projectId = state.project?.projectId;
    if (projectId === former.project?.projectId) return;
    session.follow(projectId);
    trust.follow(projectId);
    alerts.follow(projectId);
    faults.follow(projectId);
  });
  const app: AppState = { client, bridge, info, project, session, view, settings, trust, alerts, faults };
  const openFirst = bridge?.openFirst ?? info.openFirst;
  if (openFirst !== undefined) await project.open(openFirst);
  const root = createRoot(container);
  root.render(
    <AppStateContext value={app}>
      <Tooltip.Provider delay={400}>
        <App />
      </Tooltip.Provider>
    </AppStateContext>,
  );
  showLost(root, await lost);
}
