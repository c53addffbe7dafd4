import path from 'node:path';
import { PackageConsents } from './code/index.ts';
import { ConnectionStore } from './connections/index.ts';
import type { EngineOptions } from './engine-options.ts';
import { PreparedExports } from './export/index.ts';
import { WatchedProcesses } from './processes/watched-processes.ts';
import { collectMetrics, MetricsServer } from './metrics/index.ts';
import { ProjectTrials } from './proof/index.ts';
import { ProjectSessions } from './project-session/project-sessions.ts';
import type { EngineParts } from './services/engine-parts.ts';
import { createRouter, type EngineRouter } from './services/router.ts';
import { systemClock } from './session/index.ts';
import { ApplicationState } from './state/application-state.ts';
import { TrustedFolders } from './trust/index.ts';
import { OpenProjects } from './workspace/open-projects.ts';

/** What stands behind a window: the implemented contract, and all that it owns. */
export interface Engine {
  readonly router: EngineRouter;
  /** Closes all projects, with what runs in them. Unsaved edits stay in their journals. May be called twice. */
  close(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const clock = options.clock ?? systemClock;
  const projects = new OpenProjects({ clock, stateFolder: options.stateFolder });
  const state = new ApplicationState(options.stateFolder);
  const connections = new ConnectionStore(options.stateFolder, options.secretStore);
  const processes = new WatchedProcesses(options.processHost);
  const trust = new TrustedFolders(options.stateFolder);
  const packageConsents = new PackageConsents(options.stateFolder);
  const { stateFolder, tracingBudget } = options;
  const sessions = new ProjectSessions({ clock, processHost: processes, connections, stateFolder, tracingBudget });
  const metrics = new MetricsServer(() => collectMetrics(sessions.all));
  // Settings that can't be read are told where they are shown; then there are no metrics.
  void state.settings().then(
    ({ metricsPort }) => metrics.listen(metricsPort),
    () => undefined,
  );
  const parts: EngineParts = {
    options,
    clock,
    state,
    connections,
    trust,
    packageConsents,
    processes,
    projects,
    exports: new PreparedExports(),
    sessions,
    metrics,
    trials: new ProjectTrials(processes, clock),
  };
  // While the page is being loaded. Whatever keeps it from opening the window is told when it asks.
  if (options.openFirst !== undefined) {
    void projects.open(path.resolve(options.projectsFolder, options.openFirst)).catch(() => undefined);
  }
  let closing: Promise<void> | undefined;
  return {
    router: createRouter(parts),
    close: () => (closing ??= Promise.all([projects.closeAll(), metrics.listen(null)]).then(() => undefined)),
  };
}
