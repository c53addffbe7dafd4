import { safe } from '@orpc/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ContractOutputs,
  DiagnosticMessage,
  ProjectEvent,
  ProjectSnapshot,
  UnsaidMessage,
} from '../../shared/contract/index.ts';
import { applyCommand, type GraphCommand } from '../../shared/graph/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import { followStream } from '../transport/follow-stream.ts';
import { afterEdit, afterRedo, afterUndo, type History } from './history.ts';
import { projectOf, withEdit, withFile, type OpenProject } from './project-document.ts';

export interface ProjectState {
  readonly phase: 'none' | 'opening' | 'open';
  readonly project: OpenProject | undefined;
  /** Why the last attempt to open failed. */
  readonly openProblems: readonly DiagnosticMessage[];
}

export interface EditOptions {
  /** Said in the Edit menu: "Undo move of orders". */
  readonly label: string;
  readonly mergeKey?: string;
  /** False keeps the edit out of undo, as for text whose editor has an undo of its own. */
  readonly undoable?: boolean;
}

export type EditOutcome = { ok: true } | { ok: false; problem: DiagnosticMessage };
type OpenResult = ContractOutputs['projects']['open'];

/** What became of a document that was to be a project, and what of it the project can't say. */
export type ImportOutcome =
  | { readonly ok: true; readonly unsaid: readonly UnsaidMessage[] }
  | { readonly ok: false; readonly diagnostics: readonly DiagnosticMessage[] };

/**
 * The one way to the document. An edit is applied here at once and sent to the engine, in order, with the revision that it
 * was made on; where the engine has gone another way, the window takes the engine's document.
 */
export interface ProjectStore extends Pick<StoreApi<ProjectState>, 'getState' | 'subscribe' | 'getInitialState'> {
  open(folder: string): Promise<boolean>;
  openExample(name: string): Promise<boolean>;
  create(folder: string, name: string, template: string): Promise<boolean>;
  /** A new project of an AsyncAPI document, opened. */
  importAsyncapi(folder: string, text: string): Promise<ImportOutcome>;
  /** A new project of a run that was saved as a file (base64), opened. */
  openRun(folder: string, content: string): Promise<boolean>;
  /** Writes everything as a project of its own into another folder, and goes on there. */
  saveAs(folder: string): Promise<boolean>;
  close(): Promise<void>;
  execute(command: GraphCommand, options: EditOptions): EditOutcome;
  undo(): EditOutcome;
  redo(): EditOutcome;
  /** Renames a node in the graph and in every handler that says its name. */
  rename(nodeId: string, name: string): Promise<EditOutcome>;
  /** A file of schemas/ or tests/, or package.json; null removes it. */
  writeFile(file: string, text: string | null): void;
  /** Formats and sends what editors still hold, then writes everything; gives what kept it from being written. */
  save(): Promise<readonly DiagnosticMessage[]>;
  /** Awaited before each save. Returns what takes the listener away. */
  beforeSave(listener: () => Promise<void>): () => void;
  resolveConflict(file: string, keep: 'mine' | 'theirs'): Promise<void>;
  /** Resolves when everything edited so far has reached the engine. */
  settled(): Promise<void>;
  /** What isn't on disk, asked of the engine once everything edited here has reached it: what the window knows is older. */
  unsavedNow(): Promise<readonly string[]>;
}

export function createProjectStore(client: EngineClient, onProblem: (message: string) => void): ProjectStore {
  return new DocumentOfWindow(client, onProblem);
}

class DocumentOfWindow implements ProjectStore {
  private readonly client: EngineClient;
  private readonly onProblem: (message: string) => void;
  private readonly store = createStore<ProjectState>(() => ({ phase: 'none', project: undefined, openProblems: [] }));
  /** The engine's revision that the newest edit here leads to. */
  private revision = 0;
  /** The newest that the engine has told of, whoever made it. */
  private toldRevision = 0;
  private isCatchingUp = false;
  /** Edits on their way to the engine, one after the other. */
  private sending: Promise<void> = Promise.resolve();
  private unsent = 0;
  /** Counts documents: edits sent for an earlier one no longer matter. */
  private epoch = 0;
  private watching: AbortController | undefined;
  private readonly saveListeners = new Set<() => Promise<void>>();

  readonly getState = this.store.getState;
  readonly getInitialState = this.store.getInitialState;
  readonly subscribe = this.store.subscribe;

  constructor(client: EngineClient, onProblem: (message: string) => void) {
    this.client = client;
    this.onProblem = onProblem;
  }

  open(folder: string): Promise<boolean> {
    return this.take(() => this.client.projects.open({ folder }));
  }

  openExample(name: string): Promise<boolean> {
    return this.take(() => this.client.projects.openExample({ name }));
  }

  create(folder: string, name: string, template: string): Promise<boolean> {
    return this.take(() => this.client.projects.create({ folder, name, template }));
  }

  async importAsyncapi(folder: string, text: string): Promise<ImportOutcome> {
    let unsaid: readonly UnsaidMessage[] = [];
    const isOpen = await this.take(async () => {
      const imported = await this.client.exchange.importAsyncapi({ folder, source: { text } });
      if (imported.ok) ({ unsaid } = imported);
      return imported;
    });
    return isOpen ? { ok: true, unsaid } : { ok: false, diagnostics: this.getState().openProblems };
  }

  openRun(folder: string, content: string): Promise<boolean> {
    return this.take(() => this.client.tracing.openRun({ folder, content }));
  }

  async saveAs(folder: string): Promise<boolean> {
    await this.sending;
    const { project } = this.getState();
    if (!project) return false;
    return await this.take(() => this.client.projects.saveAs({ projectId: project.projectId, folder }));
  }

  async close(): Promise<void> {
    const { project } = this.getState();
    this.letGo();
    this.store.setState({ phase: 'none', project: undefined, openProblems: [] });
    if (project) await this.client.projects.close({ projectId: project.projectId });
  }

  execute(command: GraphCommand, { label, mergeKey, undoable = true }: EditOptions): EditOutcome {
    return this.apply(command, (history, inverse) => {
      if (!undoable) return history;
      return afterEdit(history, { label, command: inverse, ...(mergeKey === undefined ? {} : { mergeKey }) });
    });
  }

  undo(): EditOutcome {
    const step = this.getState().project?.history.undo.at(-1);
    return step ? this.apply(step.command, afterUndo) : { ok: true };
  }

  redo(): EditOutcome {
    const step = this.getState().project?.history.redo.at(-1);
    return step ? this.apply(step.command, afterRedo) : { ok: true };
  }

  async rename(nodeId: string, name: string): Promise<EditOutcome> {
    await this.sending;
    const { project } = this.getState();
    if (!project) return { ok: true };
    const { projectId } = project;
    const planned = await this.client.projects.planRename({ projectId, revision: this.revision, node: nodeId, name });
    if (planned.ok) return this.execute(planned.command, { label: 'rename' });
    const [problem] = planned.diagnostics;
    return problem ? { ok: false, problem } : { ok: true };
  }

  writeFile(file: string, text: string | null): void {
    const { project } = this.getState();
    if (!project) return;
    this.update({ ...project, ...withFile(project, file, text) });
    this.send((revision) => this.client.projects.writeFile({ projectId: project.projectId, revision, file, text }));
  }

  beforeSave(listener: () => Promise<void>): () => void {
    this.saveListeners.add(listener);
    return () => void this.saveListeners.delete(listener);
  }

  async save(): Promise<readonly DiagnosticMessage[]> {
    for (const listener of this.saveListeners) {
      // Whatever cannot be done before it, what was written must reach the disk.
      await listener().catch((error: Error) => this.onProblem(error.message));
    }
    await this.sending;
    const { project } = this.getState();
    if (!project) return [];
    const saved = await this.client.projects.save({ projectId: project.projectId });
    return saved.ok ? [] : saved.diagnostics;
  }

  async resolveConflict(file: string, keep: 'mine' | 'theirs'): Promise<void> {
    await this.sending;
    const { project } = this.getState();
    if (project) await this.client.projects.resolveConflict({ projectId: project.projectId, file, keep });
  }

  settled(): Promise<void> {
    return this.sending;
  }

  async unsavedNow(): Promise<readonly string[]> {
    await this.sending;
    const { project } = this.getState();
    if (!project) return [];
    const { data } = await safe(this.client.projects.open({ folder: project.folder }));
    return data?.ok ? data.project.unsaved : project.unsaved;
  }

  private apply(
    command: GraphCommand,
    historyAfter: (history: History, inverse: GraphCommand) => History,
  ): EditOutcome {
    const { project } = this.getState();
    if (!project) return { ok: true };
    const result = applyCommand(project.document, command);
    if (!result.ok) return { ok: false, problem: result.refusal };
    this.update({ ...project, document: result.document, history: historyAfter(project.history, result.inverse) });
    this.send((revision) => this.client.projects.apply({ projectId: project.projectId, revision, command }));
    return { ok: true };
  }

  private send(call: (revision: number) => Promise<unknown>): void {
    const { epoch } = this;
    const revision = this.revision;
    this.revision += 1;
    this.unsent += 1;
    this.sending = this.sending.then(async () => {
      if (epoch === this.epoch) {
        const { error } = await safe(call(revision));
        if (error && epoch === this.epoch) await this.startAnew(error.message);
      }
      this.unsent -= 1;
    });
  }

  /** The engine refused an edit that was applied here: its document is the true one. */
  private async startAnew(reason: string): Promise<void> {
    const { project } = this.getState();
    if (!project) return;
    this.epoch += 1;
    this.onProblem(`An edit could not be kept, so the project was read again: ${reason}`);
    await this.readAgain();
  }

  private async readAgain(): Promise<void> {
    const { epoch } = this;
    const folder = this.getState().project?.folder;
    if (folder === undefined) return;
    const { error, data } = await safe(this.client.projects.open({ folder }));
    if (error) this.onProblem(error.message);
    else if (data.ok && epoch === this.epoch) this.adopt(data.project);
  }

  private async take(open: () => Promise<OpenResult>): Promise<boolean> {
    this.store.setState({ phase: this.getState().project ? 'open' : 'opening', openProblems: [] });
    const { error, data } = await safe(open());
    if (error || !data.ok) {
      const openProblems = error ? [faultDiagnostic(error)] : data.ok ? [] : data.diagnostics;
      this.store.setState({ phase: this.getState().project ? 'open' : 'none', openProblems });
      return false;
    }
    this.letGo();
    this.adopt(data.project);
    this.watch(data.project);
    return true;
  }

  private letGo(): void {
    this.watching?.abort();
    this.watching = undefined;
    this.epoch += 1;
    this.toldRevision = 0;
  }

  private watch({ projectId, revision }: ProjectSnapshot): void {
    const watching = new AbortController();
    this.watching = watching;
    followStream(
      (signal) => this.client.projects.watch({ projectId, revision }, { signal }),
      watching.signal,
      (event) => this.receive(event),
    ).catch((error: unknown) => this.onProblem(error instanceof Error ? error.message : String(error)));
  }

  private receive(event: ProjectEvent): void {
    const { project } = this.getState();
    switch (event.type) {
      case 'snapshot': {
        // Where there were edits between `open` and this; they may be those of this window only.
        const isOfEdits = event.reason === 'opened' || event.reason === 'edited';
        if (isOfEdits && event.project.revision <= this.revision && project) {
          // What it says of the disk is told in it alone.
          this.update({ ...project, unsaved: event.project.unsaved });
          return;
        }
        this.epoch += 1;
        this.adopt(event.project);
        return;
      }
      case 'edited':
        this.receiveEdits(event);
        return;
      case 'unsaved':
        if (project) this.update({ ...project, unsaved: event.files });
        return;
      case 'diagnostics':
        if (project) this.update({ ...project, diagnostics: event.diagnostics });
        return;
      case 'conflicts':
        if (project) this.update({ ...project, conflicts: event.conflicts });
        return;
      case 'closed':
        this.letGo();
        this.store.setState({ phase: 'none', project: undefined });
    }
  }

  /**
   * Edits of any window, of which those of this one are in its document already. While some of its own are on their way it isn't
   * known what the others were made on: the engine takes its own or refuses them first.
   */
  private receiveEdits(event: Extract<ProjectEvent, { type: 'edited' }>): void {
    this.toldRevision = Math.max(this.toldRevision, event.revision);
    if (event.revision <= this.revision) return;
    if (this.unsent > 0) {
      const { watching } = this;
      void this.sending.then(() => watching === this.watching && this.receiveEdits(event));
      return;
    }
    let { project } = this.getState();
    const missing = event.edits.slice(-(event.revision - this.revision));
    const isNext = missing.length === event.revision - this.revision;
    for (const edit of missing) project = project && withEdit(project, edit);
    if (!project || !isNext) return void this.catchUp();
    this.revision = event.revision;
    this.update(project);
  }

  /** Reads the document until it is as new as the engine has told: an edit may be told while it is on its way. */
  private async catchUp(): Promise<void> {
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    let former: number;
    do {
      former = this.revision;
      this.epoch += 1;
      await this.readAgain();
    } while (this.revision < this.toldRevision && this.revision !== former);
    this.isCatchingUp = false;
  }

  private adopt(snapshot: ProjectSnapshot): void {
    this.revision = snapshot.revision;
    const project = projectOf(snapshot, this.getState().project);
    this.store.setState({ phase: 'open', openProblems: [], project });
  }

  private update(project: OpenProject): void {
    this.store.setState({ project });
  }
}

function faultDiagnostic(error: Error): DiagnosticMessage {
  return {
    code: 'fault',
    severity: 'error',
    message: error.message,
    place: {},
    remedy: 'Try again; the log says more.',
  };
}
