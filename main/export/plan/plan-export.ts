import { createHash } from 'node:crypto';
import type { ExportedFiles } from '../types.ts';
import type { FormerExport } from './manifest.ts';
import { type MergedText, mergeTexts } from './merge-texts.ts';

/**
 * How a file of a new export stands to what lies in the folder:
 *
 * - `new`: there is no such file, and was none.
 * - `same`: it is there as it would be written.
 * - `updated`: it is as it was exported, and is generated otherwise now.
 * - `changed-by-you`: it was changed since, and is generated as before.
 * - `conflict`: it was changed since, and is generated otherwise now; or it was never exported and is there.
 * - `deleted-by-you`: it was exported, and is gone.
 * - `obsolete`: it is as it was exported, and is generated no more.
 * - `obsolete-changed`: it was changed since, and is generated no more.
 */
export type FileState =
  'new' | 'same' | 'updated' | 'changed-by-you' | 'conflict' | 'deleted-by-you' | 'obsolete' | 'obsolete-changed';

/** What becomes of a file. `merge` is possible where `PlannedFile.canMerge` says so. */
export type FileChoice = 'write' | 'leave' | 'merge' | 'remove';

export interface PlannedFile {
  /** Relative to the export's folder, with forward slashes. */
  readonly path: string;
  readonly state: FileState;
  /** What becomes of it unless a person says otherwise. */
  readonly choice: FileChoice;
  readonly canMerge: boolean;
  /** What lies there; absent where nothing does. */
  readonly current?: string;
  /** What is generated; absent where it is generated no more. */
  readonly generated?: string;
}

/** What an export would do, as data: shown to a person, who may choose otherwise, before anything is written. */
export interface ExportPlan {
  readonly target: string;
  /** In the order of their paths. */
  readonly files: readonly PlannedFile[];
}

export interface ExportPlanInput {
  readonly target: string;
  readonly generated: ExportedFiles;
  readonly former: FormerExport | undefined;
  /** What lies in the folder, of the paths that are generated or were. */
  readonly existing: ExportedFiles;
}

/** A three-way decision a file: what was generated before, what lies there, what is generated now. Pure. */
export function planExport({ target, generated, former, existing }: ExportPlanInput): ExportPlan {
  const paths = new Set([...generated.keys(), ...(former?.hashes.keys() ?? [])]);
  const files = [...paths].sort().flatMap((path): PlannedFile[] => {
    const current = existing.get(path);
    const next = generated.get(path);
    const state = stateOf(former?.hashes.get(path), current, next);
    if (state === undefined) return [];
    const canMerge = current !== undefined && next !== undefined && former?.texts.get(path) !== undefined;
    return [
      {
        path,
        state,
        choice: defaultChoices[state],
        canMerge: canMerge && state === 'conflict',
        ...(current !== undefined && { current }),
        ...(next !== undefined && { generated: next }),
      },
    ];
  });
  return { target, files };
}

const defaultChoices: Readonly<Record<FileState, FileChoice>> = {
  new: 'write',
  same: 'leave',
  updated: 'write',
  'changed-by-you': 'leave',
  conflict: 'leave',
  'deleted-by-you': 'leave',
  obsolete: 'remove',
  'obsolete-changed': 'leave',
};

/** Undefined where there is nothing to say: generated no more, and gone. */
function stateOf(
  formerHash: string | undefined,
  current: string | undefined,
  generated: string | undefined,
): FileState | undefined {
  if (generated === undefined) {
    if (current === undefined) return undefined;
    return hashOf(current) === formerHash ? 'obsolete' : 'obsolete-changed';
  }
  if (current === undefined) return formerHash === undefined ? 'new' : 'deleted-by-you';
  if (current === generated) return 'same';
  if (formerHash === undefined) return 'conflict';
  if (hashOf(current) === formerHash) return 'updated';
  return hashOf(generated) === formerHash ? 'changed-by-you' : 'conflict';
}

/** One file to write or to remove. */
export interface ExportChange {
  readonly path: string;
  /** Absent: there is no such file. */
  readonly before?: string;
  /** Absent: it is removed. */
  readonly after?: string;
}

export interface ChosenExport {
  readonly changes: readonly ExportChange[];
  /** What is to be remembered of this export. */
  readonly former: FormerExport;
  /** Merged files in which both sides changed the same place. */
  readonly conflicts: readonly string[];
}

/**
 * What is to be written, by the plan and what a person chose. A choice that a file can't have leaves it as it is.
 *
 * @param choices by path; where there is none, the plan's own
 */
export function chooseExport(
  { target, files }: ExportPlan,
  before: FormerExport | undefined,
  choices: ReadonlyMap<string, FileChoice>,
): ChosenExport {
  const changes: ExportChange[] = [];
  const conflicts: string[] = [];
  const hashes = new Map<string, string>();
  const texts = new Map<string, string>();
  for (const file of files) {
    const { path, current, generated } = file;
    const choice = choices.get(path) ?? file.choice;
    const base = before?.texts.get(path);
    const merged = choice === 'merge' ? mergePlanned(file, before) : undefined;
    const was = current === undefined ? {} : { before: current };
    if (choice === 'write' && generated !== undefined) {
      if (current !== generated) changes.push({ path, ...was, after: generated });
    } else if (merged) {
      if (merged.text !== current) changes.push({ path, ...was, after: merged.text });
      if (merged.hasConflicts) conflicts.push(path);
    } else if (choice === 'remove' && current !== undefined) {
      changes.push({ path, ...was });
      continue;
    }
    // A conflict that is left is one again next time: until then what it was exported as is remembered, not what it would be.
    const isOpen = choice === 'leave' && file.state === 'conflict';
    const remembered = isOpen || generated === undefined ? before?.hashes.get(path) : hashOf(generated);
    const text = isOpen || generated === undefined ? base : generated;
    if (remembered !== undefined) hashes.set(path, remembered);
    if (text !== undefined && keepsBase(path)) texts.set(path, text);
  }
  return { changes, former: { target, hashes, texts }, conflicts };
}

/** What a merge makes of a file; undefined where there is nothing to merge. */
export function mergePlanned(file: PlannedFile, before: FormerExport | undefined): MergedText | undefined {
  const { path, canMerge, current, generated } = file;
  if (!canMerge || current === undefined || generated === undefined) return undefined;
  return mergeTexts(current, before?.texts.get(path) ?? '', generated);
}

/** The package topicraft is replaced as a whole; its texts would be most of what is remembered. */
function keepsBase(path: string): boolean {
  return !path.startsWith('packages/topicraft/src/');
}

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
