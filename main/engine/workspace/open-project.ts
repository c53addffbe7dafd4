import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic, GraphCommand } from '../../../shared/graph/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { type LoadedProject, reloadProject, withDocument, type WorkingDocument } from '../project/index.ts';
import { conflictFinding, journalFinding } from './disk-findings.ts';
import { applyGraphCommand, type Edited, writeTextFile } from './edit.ts';
import { type FileEventListeners, type FileEvents, FolderWatch } from './folder-watch.ts';
import { JournalFile } from './journal-file.ts';
import {
  type ChangeReason,
  type DocumentChange,
  type Edit,
  type EditOutcome,
  nothingOutside,
  type OutsideChange,
  type ProjectSignal,
  type SaveOutcome,
} from './project-changes.ts';
import { type Findings, ProjectDiagnostics } from './project-diagnostics.ts';
import {
  baseOf,
  isSameOnDisk,
  outsideChange,
  type ProjectState,
  resolve,
  sameEntries,
  stateOf,
  takeUp,
  unsavedFiles,
} from './project-state.ts';
import { copyProject, saveState } from './save-state.ts';
import { Turns } from './turns.ts';
import { UnsavedJournal } from './unsaved-journal.ts';

export interface OpenProjectOptions {
  readonly clock: Clock;
  /** Holds the journals. */
  readonly stateFolder: string;
  readonly watchFiles?: ((folder: string, listeners: FileEventListeners) => FileEvents) | undefined;
}

/** A project that is open: its document in memory, its files, and what lives as long as it is open. See README.md. */
export class OpenProject {
  readonly id = randomUUID();
  private readonly options: OpenProjectOptions;
  private found: LoadedProject;
  private state: ProjectState;
  private revisionCount = 0;
  private isRecovered: boolean;
  private inMemory: { found: LoadedProject; document: WorkingDocument; project: LoadedProject } | undefined;
  /** What keeps the folder, the journal or the types from being what they should be; by what it is about. */
  private readonly notices = new Map<'disk' | 'journal' | 'types', readonly Diagnostic[]>();
  private latestFindings: Findings | undefined;
  private readonly listeners = new Set<(change: DocumentChange) => void>();
  private readonly signalListeners = new Set<(signal: ProjectSignal) => void>();
  private readonly parts: (() => Promise<void>)[] = [];
  private readonly turns = new Turns();
  private readonly checking: ProjectDiagnostics;
  private journal: UnsavedJournal;
  private watch: FolderWatch;
  private closing: Promise<void> | undefined;

  /** `recovered` is the state that the journal of an earlier run gave. */
  constructor(loaded: LoadedProject, options: OpenProjectOptions, recovered?: ProjectState) {
    this.options = options;
    this.found = loaded;
    this.state = recovered ?? stateOf(loaded);
    this.isRecovered = this.unsaved.length > 0;
    this.checking = new ProjectDiagnostics(
      options.clock,
      () => ({ revision: this.revisionCount, project: this.project }),
      (findings) => {
        this.latestFindings = findings;
        this.tell({ type: 'diagnostics' });
      },
    );
    this.journal = this.openJournal();
    this.watch = this.watchFolder();
    this.checking.touch();
    this.journal.touch();
  }

  /** Absolute, without symbolic links. Another one after `saveAs`. */
  get folder(): string {
    return this.found.folder;
  }

  /** Counts the edits that were taken, and the documents that were taken from disk. */
  get revision(): number {
    return this.revisionCount;
  }

  /** As it stands in memory, unsaved edits and all. */
  get document(): WorkingDocument {
    return this.state.document;
  }

  /** The same as a project: what is validated, and what runs. */
  get project(): LoadedProject {
    const { found } = this;
    const { document } = this.state;
    if (this.inMemory?.found !== found || this.inMemory.document !== document) {
      const former = this.inMemory?.found === found ? this.inMemory.project : found;
      this.inMemory = { found, document, project: withDocument(former, document) };
    }
    return this.inMemory.project;
  }

  /** Paths of files that differ from what is on disk, sorted. */
  get unsaved(): string[] {
    return unsavedFiles(this.state);
  }

  /** The unsaved edits began in an earlier run, which ended without saving them. */
  get recovered(): boolean {
    return this.isRecovered;
  }

  /** Text on disk of each file in conflict. */
  get conflicts(): ReadonlyMap<string, string | undefined> {
    return this.state.conflicts;
  }

  /** Undefined until the first validation has ended. */
  get findings(): Findings | undefined {
    if (!this.latestFindings) return undefined;
    const { revision, diagnostics } = this.latestFindings;
    return { revision, diagnostics: [...[...this.notices.values()].flat(), ...diagnostics] };
  }

  /** Told of each new document, in order; must not throw. Gives the function that ends it. */
  onChange(listener: (change: DocumentChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Told what a window should look at again; must not throw. Gives the function that ends it. */
  onSignal(listener: (signal: ProjectSignal) => void): () => void {
    this.signalListeners.add(listener);
    return () => void this.signalListeners.delete(listener);
  }

  /** `close` is called, once, when the project closes, the last given first. */
  closeWithProject(close: () => Promise<void>): void {
    this.parts.push(close);
  }

  apply(revision: number, command: GraphCommand): EditOutcome {
    return this.edit(revision, { type: 'command', command }, (document) => applyGraphCommand(document, command));
  }

  /** A file of schemas/ or tests/, or package.json; null removes it. */
  writeFile(revision: number, file: string, text: string | null): EditOutcome {
    return this.edit(revision, { type: 'file', file, text }, (document) => writeTextFile(document, file, text));
  }

  /** Writes all unsaved edits, or nothing where a file was changed on disk meanwhile. */
  save(): Promise<SaveOutcome> {
    return this.turns.take(async () => {
      await this.look();
      const refusals = [...(this.notices.get('disk') ?? []), ...[...this.state.conflicts.keys()].map(conflictFinding)];
      if (refusals.length > 0) return { ok: false, diagnostics: refusals };
      const { document } = this.state;
      const saved = await saveState(this.found, this.state);
      if (!saved.ok) {
        await this.look();
        return saved;
      }
      this.found = saved.project;
      this.state = { ...this.state, base: baseOf(saved.project, document) };
      this.settle(saved.warnings);
      await this.journal.flush();
      return { ok: true, written: saved.written };
    });
  }

  /** Writes everything as a project of its own into a new folder, and goes on there. The folder it comes from stays as it is. */
  saveAs(folder: string): Promise<SaveOutcome> {
    return this.turns.take(async () => {
      const { document } = this.state;
      const copied = await copyProject(this.found, document, folder);
      if (!copied.ok) return copied;
      await this.watch.close();
      await this.journal.close('discarded');
      this.found = copied.project;
      this.state = { ...stateOf(copied.project), document: this.state.document };
      this.note('disk', []);
      this.watch = this.watchFolder();
      this.journal = this.openJournal();
      this.journal.touch();
      this.settle([]);
      this.tell({ type: 'conflicts' });
      return { ok: true, written: [...copied.project.texts.keys()] };
    });
  }

  /** Gives up all unsaved edits for what is on disk. */
  revert(): Promise<void> {
    return this.turns.take(async () => {
      await this.look();
      const { base } = this.state;
      this.isRecovered = false;
      this.become(takeUp({ base, document: base.document, conflicts: new Map() }, this.found), 'changed-on-disk');
      await this.journal.flush();
    });
  }

  resolveConflict(file: string, keep: 'mine' | 'theirs'): void {
    this.become(resolve(this.state, this.found, file, keep), 'resolved');
  }

  /** The journal could be written, or not, for this reason. */
  noteJournal(error: unknown): void {
    this.note('journal', error === undefined ? [] : [journalFinding(error)]);
  }

  /** Resolves when what has been begun is done. */
  idle(): Promise<void> {
    return this.turns.idle();
  }

  /** Ends all that lives with the project. Unsaved edits are discarded, or kept in the journal for the next time. */
  close(unsaved: 'kept' | 'discarded'): Promise<void> {
    this.closing ??= this.end(unsaved);
    return this.closing;
  }

  private async end(unsaved: 'kept' | 'discarded'): Promise<void> {
    await this.watch.close();
    await this.turns.idle();
    for (const close of this.parts.splice(0).toReversed()) await close();
    await this.checking.close();
    await this.journal.close(unsaved);
    this.tell({ type: 'closed' });
    this.listeners.clear();
    this.signalListeners.clear();
  }

  private edit(revision: number, edit: Edit, carryOut: (document: WorkingDocument) => Edited): EditOutcome {
    if (revision !== this.revisionCount) return { ok: false, code: 'out-of-date', revision: this.revisionCount };
    const { document: former } = this.state;
    const edited = carryOut(former);
    if (!edited.ok) return { ok: false, code: 'refused', refusal: edited.refusal };
    this.state = { ...this.state, document: edited.document };
    this.revisionCount += 1;
    this.tellChange('edited', former, nothingOutside);
    this.tell({ type: 'edited', edit });
    this.tell({ type: 'unsaved' });
    // What is mine in a conflict may be what was edited.
    if (this.state.conflicts.size > 0) this.tell({ type: 'conflicts' });
    return { ok: true, revision: this.revisionCount };
  }

  /** Reads the folder and takes up what has changed in it. Only in a turn. */
  private async look(): Promise<void> {
    const load = await reloadProject(this.found);
    if (!load.ok) {
      this.note('disk', load.diagnostics);
      this.watch.lookRegularly();
      return;
    }
    const isBack = (this.notices.get('disk') ?? []).length > 0;
    if (isBack) {
      this.note('disk', []);
      this.watch.restart();
    }
    if (isBack || !isSameOnDisk(this.found, load.project)) {
      this.found = load.project;
      this.checking.touch();
    }
    // Also where nothing is new: there may be edits of a file that was broken all the time.
    this.become(takeUp(this.state, this.found), 'changed-on-disk');
  }

  /** Takes a state of the same edits in another relation to the disk; tells what is new in it. */
  private become(state: ProjectState, reason: Exclude<ChangeReason, 'edited'>): void {
    const former = this.state;
    this.state = state;
    if (state.document !== former.document) {
      this.revisionCount += 1;
      this.tellChange(reason, former.document, outsideChange(former, state));
      this.tell({ type: 'snapshot', reason });
    }
    if (state.base !== former.base) this.tell({ type: 'unsaved' });
    if (!sameEntries(state.conflicts, former.conflicts)) this.tell({ type: 'conflicts' });
    if (state.base !== former.base) this.journal.touch();
  }

  /** After all was written. */
  private settle(warnings: readonly Diagnostic[]): void {
    this.isRecovered = false;
    this.note('types', warnings);
    this.tell({ type: 'unsaved' });
    this.checking.touch();
  }

  private openJournal(): UnsavedJournal {
    const { clock, stateFolder } = this.options;
    const file = new JournalFile(stateFolder, this.folder);
    return new UnsavedJournal(
      clock,
      file,
      () => this.state,
      (error) => this.noteJournal(error),
    );
  }

  private watchFolder(): FolderWatch {
    const { clock, watchFiles } = this.options;
    const onChange = (): void => void this.turns.take(() => (this.closing ? Promise.resolve() : this.look()));
    return new FolderWatch({ folder: this.folder, clock, onChange, watchFiles });
  }

  /** Tells it with the findings, which it stands before. */
  private note(about: 'disk' | 'journal' | 'types', diagnostics: readonly Diagnostic[]): void {
    if (isDeepStrictEqual(this.notices.get(about) ?? [], diagnostics)) return;
    this.notices.set(about, diagnostics);
    this.tell({ type: 'diagnostics' });
  }

  private tellChange(reason: ChangeReason, former: WorkingDocument, outside: OutsideChange): void {
    const change = { reason, revision: this.revisionCount, document: this.state.document, former, outside };
    for (const listener of this.listeners) listener(change);
    this.checking.touch();
    this.journal.touch();
  }

  private tell(signal: ProjectSignal): void {
    for (const listener of this.signalListeners) listener(signal);
  }
}
