import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { graphFile, layoutFile, type LoadedProject } from '../project/index.ts';
import { textOf, withText } from './document-files.ts';
import type { JournalFile, JournalledFiles } from './journal-file.ts';
import { baseText, stateOf, takeUp, unsavedFiles, type Base, type ProjectState } from './project-state.ts';

/** What an edit waits before it is in the journal. With the time that writing takes it stays well below what may be lost (5 s). */
const journalDelayMs = 1000;

/** Keeps the unsaved edits of a project in its journal. Owns the timer and the file. */
export class UnsavedJournal {
  private readonly clock: Clock;
  private readonly file: JournalFile;
  private readonly state: () => ProjectState;
  private readonly onWritten: (error: unknown) => void;
  private timer: Timer | undefined;
  private writing: Promise<void> = Promise.resolve();
  private isClosed = false;

  /** `onWritten` hears of each write: undefined, or why it failed. */
  constructor(clock: Clock, file: JournalFile, state: () => ProjectState, onWritten: (error: unknown) => void) {
    this.clock = clock;
    this.file = file;
    this.state = state;
    this.onWritten = onWritten;
  }

  /** Something has become unsaved or saved. */
  touch(): void {
    if (this.isClosed) return;
    this.timer ??= this.clock.schedule(journalDelayMs, () => {
      this.timer = undefined;
      void this.flush();
    });
  }

  /** Brings the journal up to date now: without unsaved edits there is none. Never rejects. */
  flush(): Promise<void> {
    this.timer?.cancel();
    this.timer = undefined;
    this.writing = this.writing.then(async () => {
      try {
        const files = journalled(this.state());
        if (files.length > 0) await this.file.write(files);
        else await this.file.remove();
        this.onWritten(undefined);
      } catch (error) {
        this.onWritten(error);
      }
    });
    return this.writing;
  }

  /** The last write; then nothing any more. Edits that are given up are `discarded`. */
  async close(unsaved: 'kept' | 'discarded'): Promise<void> {
    this.isClosed = true;
    if (unsaved === 'kept') await this.flush();
    this.timer?.cancel();
    await this.writing;
    if (unsaved === 'discarded') await this.file.remove().catch(this.onWritten);
  }
}

function journalled(state: ProjectState): JournalledFiles {
  return unsavedFiles(state).map((file) => ({
    file,
    base: baseText(state.base, file) ?? null,
    mine: mineOf(state, file) ?? null,
  }));
}

/** Graph and layout needn't look well here, and writing them well takes long. */
function mineOf({ document }: ProjectState, file: string): string | undefined {
  if (file === graphFile) return JSON.stringify(document.graph);
  if (file === layoutFile) return JSON.stringify(document.layout);
  return textOf(document, file);
}

/**
 * The project on disk with the edits of a run that ended without saving. What was changed on disk since is in conflict; what has
 * been saved after all is no edit. Undefined where an edit can't be read: then the journal is none of this version's.
 */
export function recover(found: LoadedProject, files: JournalledFiles): ProjectState | undefined {
  const fresh = stateOf(found);
  let { base, document } = fresh;
  for (const { file, base: text, mine } of files) {
    const edited = withText(document, file, mine ?? undefined);
    if (!edited) return undefined;
    document = edited;
    base = withBase(base, file, text ?? undefined);
  }
  return takeUp({ base, document, conflicts: new Map() }, found);
}

function withBase(base: Base, file: string, text: string | undefined): Base {
  const document = withText(base.document, file, text) ?? base.document;
  if (file === graphFile) return { ...base, document, graphText: text };
  if (file === layoutFile) return { ...base, document, layoutText: text };
  return { ...base, document };
}
