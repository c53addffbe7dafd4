import type { OpenProject } from '../workspace/open-project.ts';

/** What runs for an open project: its embedded broker, its run, what is counted and logged. */
export class ProjectSession {
  readonly project: OpenProject;

  constructor(project: OpenProject) {
    this.project = project;
  }

  /** Stops the run and ends the broker. */
  async close(): Promise<void> {
    // Nothing runs yet.
  }
}
