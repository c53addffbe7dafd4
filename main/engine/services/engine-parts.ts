import type { Clock } from '../../../shared/lib/index.ts';
import type { PackageConsents } from '../code/index.ts';
import type { ConnectionStore } from '../connections/index.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { PreparedExports } from '../export/index.ts';
import type { MetricsServer } from '../metrics/index.ts';
import type { WatchedProcesses } from '../processes/watched-processes.ts';
import type { ProjectSessions } from '../project-session/project-sessions.ts';
import type { ApplicationState } from '../state/application-state.ts';
import type { ProjectTrials } from '../proof/index.ts';
import type { TrustedFolders } from '../trust/index.ts';
import type { OpenProjects } from '../workspace/open-projects.ts';

/** What the services work on. One object an engine; createEngine makes it. */
export interface EngineParts {
  readonly options: EngineOptions;
  readonly clock: Clock;
  /** Settings and recent projects. */
  readonly state: ApplicationState;
  /** Saved connections, and their secrets. */
  readonly connections: ConnectionStore;
  /** Which folders the person trusts. */
  readonly trust: TrustedFolders;
  /** What installations the person agreed to. */
  readonly packageConsents: PackageConsents;
  /** Every process starts through it. */
  readonly processes: WatchedProcesses;
  readonly projects: OpenProjects;
  /** What windows look at before they have it written. */
  readonly exports: PreparedExports;
  readonly sessions: ProjectSessions;
  /** Where a Prometheus reads the numbers of runs. */
  readonly metrics: MetricsServer;
  /** What tries handlers without touching a topic. */
  readonly trials: ProjectTrials;
}
