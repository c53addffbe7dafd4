import { randomUUID } from 'node:crypto';
import type { PreparedExport } from './prepare-export.ts';

/** Of one project: one for each window that looks at an export, and the one before while it is looked at anew. */
const mostHeld = 4;

/** Exports that were shown to a person and not performed yet, by project. They go with the project. */
export class PreparedExports {
  private readonly byProject = new WeakMap<object, Map<string, PreparedExport>>();

  /** Gives the name by which it is found again. The oldest goes where there are too many. */
  hold(project: object, prepared: PreparedExport): string {
    const held = this.byProject.get(project) ?? new Map<string, PreparedExport>();
    this.byProject.set(project, held);
    const id = randomUUID();
    held.set(id, prepared);
    const [oldest] = held.keys();
    if (held.size > mostHeld && oldest !== undefined) held.delete(oldest);
    return id;
  }

  find(project: object, id: string): PreparedExport | undefined {
    return this.byProject.get(project)?.get(id);
  }

  /** Finds it and lets go of it: an export is performed once. */
  take(project: object, id: string): PreparedExport | undefined {
    const held = this.byProject.get(project);
    const prepared = held?.get(id);
    held?.delete(id);
    return prepared;
  }
}
