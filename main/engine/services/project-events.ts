import type { FileConflict, ProjectEdit, ProjectEvent, ProjectSnapshot } from '../../../shared/contract/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { textOf } from '../workspace/document-files.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { ProjectSignal } from '../workspace/project-changes.ts';
import { streamOfRounds } from './stream.ts';

/** An open project as a window gets it. */
export function snapshotOf(project: OpenProject): ProjectSnapshot {
  const { graph, layout, handlers, schemas, tests, packageJson } = project.document;
  return {
    projectId: project.id,
    folder: project.folder,
    revision: project.revision,
    graph,
    layout,
    handlers: Object.fromEntries(handlers),
    schemas: Object.fromEntries(schemas),
    tests: Object.fromEntries(tests),
    ...(packageJson === undefined ? {} : { packageJson }),
    unsaved: project.unsaved,
    recovered: project.recovered,
  };
}

/**
 * What happens to a project, from how it is now on, which a window that has `knownRevision` isn't told. Of several changes of
 * a kind a window gets the last.
 */
export function eventsOf(
  project: OpenProject,
  knownRevision: number | undefined,
  clock: Clock,
  signal: AbortSignal | undefined,
) {
  return streamOfRounds<ProjectEvent>({
    clock,
    signal,
    open: ({ changed, end }) => {
      const pending = new PendingEvents(project, knownRevision);
      const unsubscribe = project.onSignal((given) => {
        pending.note(given);
        changed();
        if (given.type === 'closed') end();
      });
      return { take: () => pending.take(), close: unsubscribe };
    },
  });
}

/** A window that lags behind more edits than these gets the document as it is. */
const mostEdits = 100;

/** Which kinds of events are due; their contents are read when they go, but for edits, which come one by one. */
class PendingEvents {
  private readonly project: OpenProject;
  private snapshotReason: Extract<ProjectEvent, { type: 'snapshot' }>['reason'] | undefined;
  private edits: ProjectEdit[] = [];
  private readonly due = new Set<'diagnostics' | 'conflicts' | 'unsaved' | 'closed'>();

  constructor(project: OpenProject, knownRevision: number | undefined) {
    this.project = project;
    if (knownRevision === project.revision) this.due.add('unsaved');
    else this.snapshotReason = 'opened';
    if (project.findings) this.due.add('diagnostics');
    if (project.conflicts.size > 0) this.due.add('conflicts');
  }

  note(signal: ProjectSignal): void {
    if (signal.type === 'snapshot') this.snapshotReason = signal.reason;
    else if (signal.type === 'edited') this.noteEdit(signal.edit);
    else this.due.add(signal.type);
  }

  /** A snapshot that is due has the edit in it. */
  private noteEdit(edit: ProjectEdit): void {
    if (this.snapshotReason !== undefined) return;
    if (this.edits.length < mostEdits) this.edits.push(edit);
    else this.snapshotReason = 'edited';
  }

  take(): ProjectEvent[] {
    const { project } = this;
    if (this.due.has('closed')) return this.isTaken('closed') ? [{ type: 'closed' }] : [];
    const events: ProjectEvent[] = [];
    if (this.snapshotReason !== undefined) {
      events.push({ type: 'snapshot', reason: this.snapshotReason, project: snapshotOf(project) });
      this.snapshotReason = undefined;
      this.edits = [];
      // It says what is unsaved.
      this.due.delete('unsaved');
    }
    if (this.edits.length > 0) {
      events.push({ type: 'edited', revision: project.revision, edits: this.edits });
      this.edits = [];
    }
    const { findings } = project;
    if (findings && this.isTaken('diagnostics')) {
      events.push({ type: 'diagnostics', revision: findings.revision, diagnostics: [...findings.diagnostics] });
    }
    if (this.isTaken('conflicts')) events.push({ type: 'conflicts', conflicts: conflictsOf(project) });
    if (this.isTaken('unsaved')) {
      events.push({ type: 'unsaved', revision: project.revision, files: project.unsaved });
    }
    return events;
  }

  private isTaken(kind: 'diagnostics' | 'conflicts' | 'unsaved' | 'closed'): boolean {
    return this.due.delete(kind);
  }
}

function conflictsOf({ document, conflicts }: OpenProject): FileConflict[] {
  return [...conflicts].map(([file, theirs]) => {
    const mine = textOf(document, file);
    return { file, ...(mine === undefined ? {} : { mine }), ...(theirs === undefined ? {} : { theirs }) };
  });
}
