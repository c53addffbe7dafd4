import type { Clock, ProcessHost } from '../../../shared/lib/index.ts';
import { Trials } from '../../runtime/index.ts';
import type { OpenProject } from '../workspace/open-project.ts';

/** How long a process that has tried a handler waits for the next. */
const idleMs = 60_000;

/** The process that tries handlers of each open project, kept for a while, so that the next trial comes at once. */
export class ProjectTrials {
  readonly #processHost: ProcessHost;
  readonly #clock: Clock;
  readonly #kept = new Map<OpenProject, { readonly folder: string; readonly trials: Trials }>();
  readonly #known = new WeakSet<OpenProject>();

  constructor(processHost: ProcessHost, clock: Clock) {
    this.#processHost = processHost;
    this.#clock = clock;
  }

  of(project: OpenProject): Trials {
    const kept = this.#kept.get(project);
    if (kept?.folder === project.folder) return kept.trials;
    // A project that was saved as another one goes on elsewhere.
    if (kept) void kept.trials.close();
    if (!this.#known.has(project)) project.closeWithProject(() => this.end(project));
    this.#known.add(project);
    const { folder: projectFolder } = project;
    const trials = new Trials({ projectFolder, processHost: this.#processHost, clock: this.#clock, idleMs });
    this.#kept.set(project, { folder: projectFolder, trials });
    return trials;
  }

  /** Ends what there is of a project; the next trial begins anew. */
  async end(project: OpenProject): Promise<void> {
    const kept = this.#kept.get(project);
    this.#kept.delete(project);
    await kept?.trials.close();
  }
}
