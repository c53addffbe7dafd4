import {
  documentOf,
  graphFile,
  layoutFile,
  withDocument,
  type LoadedProject,
  type WorkingDocument,
} from '../project/index.ts';
import { differingFiles, differs, filesOf, textOf, withFileOf } from './document-files.ts';
import type { OutsideChange } from './project-changes.ts';

/** What edits are measured against: the files as they were last read or written here. */
export interface Base {
  readonly document: WorkingDocument;
  /** The text of topicraft.json, which may be formatted in another way than ours. */
  readonly graphText: string | undefined;
  /** Undefined where there is no such file. */
  readonly layoutText: string | undefined;
}

/** An open project's document in its relation to the disk. Never altered in place; see README.md. */
export interface ProjectState {
  readonly base: Base;
  readonly document: WorkingDocument;
  /** Files that were changed on disk while they had unsaved edits, with the text there; undefined where it is gone. */
  readonly conflicts: ReadonlyMap<string, string | undefined>;
}

export function stateOf(project: LoadedProject): ProjectState {
  const base = baseOf(project, documentOf(project));
  return { base, document: base.document, conflicts: new Map() };
}

export function baseOf({ texts }: LoadedProject, document: WorkingDocument): Base {
  return { document, graphText: texts.get(graphFile), layoutText: texts.get(layoutFile) };
}

export function unsavedFiles({ base, document }: ProjectState): string[] {
  return differingFiles(base.document, document);
}

/**
 * The state after a look at the disk. A file without unsaved edits is taken as it is there; one that has become on disk what it
 * is here is no longer unsaved; one with other edits is in conflict, until either side gives way. What can't be read or
 * understood changes nothing.
 */
export function takeUp(state: ProjectState, found: LoadedProject): ProjectState {
  const theirs = documentOf(found);
  let { base, document } = state;
  const conflicts = new Map(state.conflicts);
  const files = new Set([...filesOf(base.document), ...filesOf(document), ...filesOf(theirs)]);
  for (const file of files) {
    const actual = found.malformed.get(file) ?? found.texts.get(file);
    if (actual === undefined && isUnknown(found, file)) continue;
    if (actual === baseText(base, file)) {
      conflicts.delete(file);
      continue;
    }
    const isUnderstood = !found.malformed.has(file);
    const isUnsaved = differs(document, base.document, file);
    if (isUnderstood && !differs(document, theirs, file)) {
      base = withBaseText(base, file, actual, document);
      conflicts.delete(file);
    } else if (!isUnsaved) {
      conflicts.delete(file);
      if (!isUnderstood) continue;
      document = withFileOf(document, theirs, file);
      base = withBaseText(base, file, actual, document);
    } else conflicts.set(file, actual);
  }
  return { base, document, conflicts };
}

/** What `state` has from the disk that `former` hadn't: what is an edit of ours in either is none of it. */
export function outsideChange(former: ProjectState, state: ProjectState): OutsideChange {
  const isTaken = (file: string): boolean =>
    differs(former.document, state.document, file) && differs(former.base.document, state.base.document, file);
  const { handlers: before } = former.document;
  const { handlers: after } = state.document;
  const files = before === after ? [] : [...new Set([...before.keys(), ...after.keys()])];
  return { graph: isTaken(graphFile), handlers: new Set(files.filter(isTaken)) };
}

/** One side of a conflict wins. Keeping mine lets the next save write over theirs. `found` is what the conflict came from. */
export function resolve(
  state: ProjectState,
  found: LoadedProject,
  file: string,
  keep: 'mine' | 'theirs',
): ProjectState {
  if (!state.conflicts.has(file)) return state;
  const conflicts = new Map(state.conflicts);
  const text = conflicts.get(file);
  conflicts.delete(file);
  const { base, document } = state;
  // A document that nobody can understand is no side to take: what was last good stands in for it.
  const theirs = found.malformed.has(file) ? base.document : documentOf(found);
  if (keep === 'mine') return { base: withBaseText(base, file, text, theirs), document, conflicts };
  const taken = withFileOf(document, theirs, file);
  if (found.malformed.has(file)) return { base, document: taken, conflicts };
  return { base: withBaseText(base, file, text, taken), document: taken, conflicts };
}

/** The project on disk as the base has it, for writing what differs from it. */
export function projectOfBase(found: LoadedProject, base: Base): LoadedProject {
  const project = withDocument(found, base.document);
  const texts = new Map(project.texts);
  for (const [file, text] of [
    [graphFile, base.graphText],
    [layoutFile, base.layoutText],
  ] as const) {
    if (text === undefined) texts.delete(file);
    else texts.set(file, text);
  }
  return { ...project, texts };
}

export function baseText(base: Base, file: string): string | undefined {
  if (file === graphFile) return base.graphText;
  if (file === layoutFile) return base.layoutText;
  return textOf(base.document, file);
}

/** The base with a file as it stands in `source`, whose text on disk is `text`. */
export function withBaseText(base: Base, file: string, text: string | undefined, source: WorkingDocument): Base {
  const document = withFileOf(base.document, source, file);
  if (file === graphFile) return { ...base, document, graphText: text };
  if (file === layoutFile) return { ...base, document, layoutText: text };
  return { ...base, document };
}

/** The file, or a folder above it, is there and couldn't be read: it is not known to have gone. */
function isUnknown({ unreadable }: LoadedProject, file: string): boolean {
  const segments = file.split('/');
  return segments.some((_segment, index) => unreadable.has(segments.slice(0, index + 1).join('/')));
}

/** Whether two looks at the disk found the same. */
export function isSameOnDisk(left: LoadedProject, right: LoadedProject): boolean {
  return (
    sameEntries(left.texts, right.texts) &&
    sameEntries(left.malformed, right.malformed) &&
    JSON.stringify(left.diagnostics) === JSON.stringify(right.diagnostics)
  );
}

export function sameEntries<Value>(left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && right.get(key) === value);
}
