import { isDefinedError, safe } from '@orpc/client';
import { Cable, Eraser, Play, RefreshCw, Square, UploadCloud, Zap } from 'lucide-react';
import { isNotTrusted } from '../state/trust-store.ts';
import type { AppState } from '../state/app-state.ts';
import type { Action } from './action.ts';

const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;
const stateOf = (app: AppState) => app.session.getState().overview.state;
const runs = (app: AppState): boolean => stateOf(app) === 'running' || stateOf(app) === 'starting';

/** Starts a run, or starts it anew. On a cluster that isn't ours the person is asked before topics are created. */
export async function startRun(app: AppState, createTopics = false): Promise<void> {
  await app.project.settled();
  const { project } = app.project.getState();
  if (!project) return;
  const { target } = app.view.getState();
  const { projectId } = project;
  const { error } = await safe(app.client.session.start({ projectId, target, createTopics }));
  if (!error) return;
  if (isNotTrusted(error)) {
    if (await app.trust.ask()) await startRun(app, createTopics);
    return;
  }
  if (isDefinedError(error) && error.code === 'TOPICS_MISSING') {
    app.view.setState({ missingTopics: error.data.topics });
  } else if (isDefinedError(error) && error.code === 'PROJECT_HAS_ERRORS') {
    app.view.setState({ bottomOpen: true, bottomTab: 'problems' });
    app.view.tell('error', 'The project has errors, so it does not run. Problems says what they are.');
  } else if (!(isDefinedError(error) && error.code === 'STOPPED')) {
    app.view.tell('error', error.message);
  }
}

async function stopRun(app: AppState): Promise<void> {
  const { project } = app.project.getState();
  if (project) await app.client.session.stop({ projectId: project.projectId });
}

/** Deploys all that was edited, here or outside. */
export async function deployAll(app: AppState): Promise<void> {
  await app.project.settled();
  const { project } = app.project.getState();
  if (!project) return;
  const { deployed, diagnostics } = await app.client.session.deploy({ projectId: project.projectId });
  if (diagnostics.length > 0) app.view.setState({ bottomOpen: true, bottomTab: 'problems' });
  else if (deployed.length > 0)
    app.view.tell('success', deployed.length === 1 ? 'Deployed.' : `${deployed.length} handlers deployed.`);
}

export const runActions: readonly Action[] = [
  {
    id: 'run.start',
    group: 'Run',
    label: 'Run',
    keys: ['Mod+Enter', 'F5'],
    scope: 'window',
    icon: Play,
    enabled: (app) => isOpen(app) && !runs(app) && stateOf(app) !== 'stopping',
    run: (app) => startRun(app),
  },
  {
    id: 'run.restart',
    group: 'Run',
    label: 'Restart',
    keys: ['Shift+Mod+F5'],
    scope: 'window',
    icon: RefreshCw,
    enabled: runs,
    run: (app) => startRun(app),
  },
  {
    id: 'run.stop',
    group: 'Run',
    label: 'Stop',
    keys: ['Shift+F5'],
    scope: 'window',
    icon: Square,
    enabled: runs,
    run: stopRun,
  },
  {
    id: 'run.deploy',
    group: 'Run',
    label: 'Deploy edited handlers',
    scope: 'window',
    icon: UploadCloud,
    enabled: (app) => stateOf(app) === 'running',
    run: deployAll,
  },
  {
    id: 'run.faults',
    group: 'Run',
    label: 'Break things on the embedded broker',
    scope: 'window',
    icon: Zap,
    enabled: (app) => stateOf(app) === 'running' && app.session.getState().overview.target.type === 'embedded',
    run: (app) => app.view.setState({ faultsOpen: true }),
  },
  {
    id: 'run.reset',
    group: 'Run',
    label: 'Reset the embedded broker',
    scope: 'window',
    icon: Eraser,
    enabled: isOpen,
    run: (app) => app.view.showDialog('reset-broker'),
  },
  {
    id: 'run.connections',
    group: 'Run',
    label: 'Connections',
    scope: 'window',
    icon: Cable,
    run: (app) => app.view.showDialog('connections'),
  },
];
