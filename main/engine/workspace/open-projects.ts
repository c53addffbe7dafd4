import type { Diagnostic } from '../../../shared/graph/index.ts';
import { loadProject, realFolder, type LoadedProject } from '../project/index.ts';
import { JournalFile } from './journal-file.ts';
import { OpenProject, type OpenProjectOptions } from './open-project.ts';
import type { SaveOutcome } from './project-changes.ts';
import type { ProjectState } from './project-state.ts';
import { Turns } from './turns.ts';
import { recover } from './unsaved-journal.ts';

export type Opened = { ok: true; project: OpenProject } | { ok: false; diagnostics: readonly Diagnostic[] };

/** The projects that are open, a folder only once. Owns them. */
export class OpenProjects {
  private readonly options: OpenProjectOptions;
  private readonly byId = new Map<string, OpenProject>();
  private readonly closing = new Set<OpenProject>();
  private readonly turns = new Turns();
  private isClosed = false;

  constructor(options: OpenProjectOptions) {
    this.options = options;
  }

  find(id: string): OpenProject | undefined {
    return this.byId.get(id);
  }

  /** The project as it stands where it is open; otherwise from disk, with the edits of a run that ended without saving. */
  open(folder: string): Promise<Opened> {
    return this.turns.take(async () => {
      const real = await realFolder(folder);
      const open = real === undefined ? undefined : this.findFolder(real);
      if (open) return { ok: true, project: open };
      const load = await loadProject(folder);
      if (!load.ok) return load;
      await this.closed(load.project.folder);
      if (this.isClosed) return { ok: false, diagnostics: [closedFinding] };
      const recovery = await this.recover(load.project);
      const project = new OpenProject(load.project, this.options, recovery.state);
      if ('problem' in recovery) project.noteJournal(recovery.problem);
      this.byId.set(project.id, project);
      return { ok: true, project };
    });
  }

  saveAs(project: OpenProject, folder: string): Promise<SaveOutcome> {
    return this.turns.take(() => project.saveAs(folder));
  }

  /** Gives up its unsaved edits. Other projects can be opened while what runs in it is stopped; its own folder afterwards. */
  async close(project: OpenProject): Promise<void> {
    this.byId.delete(project.id);
    this.closing.add(project);
    try {
      await project.close('discarded');
    } finally {
      this.closing.delete(project);
    }
  }

  /** Unsaved edits stay in the journals. */
  async closeAll(): Promise<void> {
    this.isClosed = true;
    await this.turns.idle();
    const all = [...this.byId.values(), ...this.closing];
    this.byId.clear();
    await Promise.all(all.map((project) => project.close('kept')));
  }

  /** Resolves when nothing closes there any more. */
  private async closed(folder: string): Promise<void> {
    const [project] = [...this.closing].filter((closing) => closing.folder === folder);
    await project?.close('discarded');
  }

  private findFolder(folder: string): OpenProject | undefined {
    return [...this.byId.values()].find((project) => project.folder === folder);
  }

  /** A journal that can't be read keeps no project from opening; it is moved out of the way of the next, where that can be done. */
  private async recover(loaded: LoadedProject): Promise<{ state?: ProjectState | undefined; problem?: unknown }> {
    const journal = new JournalFile(this.options.stateFolder, loaded.folder);
    try {
      const files = await journal.read();
      if (!files) return {};
      const state = recover(loaded, files);
      if (!state) await journal.setAside();
      return { state };
    } catch (problem) {
      await journal.setAside().catch(() => undefined);
      return { problem };
    }
  }
}

const closedFinding: Diagnostic = {
  code: 'engine-closed',
  severity: 'error',
  message: 'Topicraft is closing.',
  place: {},
  remedy: 'Start it again.',
};
