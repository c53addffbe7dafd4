import { randomUUID } from 'node:crypto';
import type { LoadedProject } from '../project/index.ts';
import { documentOf, type WorkingDocument } from './working-document.ts';

/** Why the document has become another one. */
export type ChangeReason = 'edited' | 'changed-on-disk' | 'resolved';

export interface DocumentChange {
  readonly reason: ChangeReason;
  readonly revision: number;
  readonly document: WorkingDocument;
  readonly former: WorkingDocument;
}

/** A project that is open: its document in memory, and what lives as long as it is open. */
export class OpenProject {
  readonly id = randomUUID();
  private current: WorkingDocument;
  private loaded: LoadedProject;
  private readonly listeners = new Set<(change: DocumentChange) => void>();
  private readonly parts: (() => Promise<void>)[] = [];

  constructor(loaded: LoadedProject) {
    this.loaded = loaded;
    this.current = documentOf(loaded);
  }

  /** Absolute, without symbolic links. */
  get folder(): string {
    return this.loaded.folder;
  }

  /** Counts the edits that were taken. */
  get revision(): number {
    return 0;
  }

  /** As it stands in memory, unsaved edits and all. */
  get document(): WorkingDocument {
    return this.current;
  }

  /** The same as a project: what is validated, and what runs. */
  get project(): LoadedProject {
    return this.loaded;
  }

  /** Told of each new document, in order; must not throw. Gives the function that ends it. */
  onChange(listener: (change: DocumentChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** `close` is called, once, when the project closes, the last given first. */
  closeWithProject(close: () => Promise<void>): void {
    this.parts.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.parts.splice(0).toReversed()) await close();
  }
}
