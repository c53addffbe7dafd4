import type { OpenProject } from '../workspace/open-project.ts';
import { ProjectSession, type ProjectSessionOptions } from './project-session.ts';

/** The running side of each open project; made when first asked for, closed with the project. */
export class ProjectSessions {
  private readonly sessions = new Map<OpenProject, ProjectSession>();
  private readonly options: ProjectSessionOptions;

  constructor(options: ProjectSessionOptions) {
    this.options = options;
  }

  /** Those that there are so far. */
  get all(): ProjectSession[] {
    return [...this.sessions.values()];
  }

  of(project: OpenProject): ProjectSession {
    const known = this.sessions.get(project);
    if (known) return known;
    const session = new ProjectSession(project, this.options);
    this.sessions.set(project, session);
    project.closeWithProject(async () => {
      this.sessions.delete(project);
      await session.close();
    });
    return session;
  }
}
