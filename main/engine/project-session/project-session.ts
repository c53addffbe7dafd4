import type { OpenProject } from '../workspace/open-project.ts';
import type { ClusterAccess } from './cluster-access.ts';

/** What runs for an open project: its embedded broker, its run, what is counted and logged. */
export class ProjectSession {
  readonly project: OpenProject;

  constructor(project: OpenProject) {
    this.project = project;
  }

  /** Where records are to be had; undefined while no cluster is up. */
  get cluster(): ClusterAccess | undefined {
    return undefined;
  }

  /** Stops the run and ends the broker. */
  async close(): Promise<void> {
    // Nothing runs yet.
  }
}
