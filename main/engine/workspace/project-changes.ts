import type { Diagnostic, GraphCommand } from '../../../shared/graph/index.ts';
import type { WorkingDocument } from '../project/index.ts';

/** Why the document has become another one. */
export type ChangeReason = 'edited' | 'changed-on-disk' | 'resolved';

export interface DocumentChange {
  readonly reason: ChangeReason;
  readonly revision: number;
  readonly document: WorkingDocument;
  readonly former: WorkingDocument;
  /** What of it another program has written. */
  readonly outside: OutsideChange;
}

/** What another program has written to the project's files, and the document has taken up. */
export interface OutsideChange {
  readonly graph: boolean;
  /** Paths of handler files, those that have gone included. */
  readonly handlers: ReadonlySet<string>;
}

export const nothingOutside: OutsideChange = { graph: false, handlers: new Set() };

/** What was asked for; a file's text of null removes it. */
export type Edit =
  | { readonly type: 'command'; readonly command: GraphCommand }
  | { readonly type: 'file'; readonly file: string; readonly text: string | null };

/** Something that a window shows has become another; it is read from the project. */
export type ProjectSignal =
  | { readonly type: 'snapshot'; readonly reason: Exclude<ChangeReason, 'edited'> }
  | { readonly type: 'edited'; readonly edit: Edit }
  | { readonly type: 'unsaved' | 'diagnostics' | 'conflicts' | 'closed' };

export type EditOutcome =
  | { ok: true; revision: number }
  | { ok: false; code: 'out-of-date'; revision: number }
  | { ok: false; code: 'refused'; refusal: Diagnostic };

export type SaveOutcome = { ok: true; written: readonly string[] } | { ok: false; diagnostics: readonly Diagnostic[] };
