import type { ExportedFile, ExportFileChoice, ExportFileState } from '../../shared/contract/index.ts';

/** How a file stands, in the word beside its name. */
export const stateWords: Record<ExportFileState, string> = {
  new: 'new',
  same: 'same',
  updated: 'updated',
  'changed-by-you': 'yours',
  conflict: 'both changed',
  'deleted-by-you': 'deleted by you',
  obsolete: 'left over',
  'obsolete-changed': 'yours, left over',
};

export type Choices = ReadonlyMap<string, ExportFileChoice>;

/** What becomes of a file: what the person chose, where that can still be done, else what the plan has for it. */
export function choiceOf(file: ExportedFile, choices: Choices): ExportFileChoice {
  const chosen = choices.get(file.path);
  return chosen !== undefined && optionsOf(file).some(({ value }) => value === chosen) ? chosen : file.choice;
}

interface ChoiceOption {
  readonly value: ExportFileChoice;
  readonly label: string;
}

/** What a person can have done with a file; nothing where there is nothing to do. */
export function optionsOf({ state, canMerge }: ExportedFile): readonly ChoiceOption[] {
  switch (state) {
    case 'new':
      return [
        { value: 'leave', label: 'Leave out' },
        { value: 'write', label: 'Write' },
      ];
    case 'same':
      return [];
    case 'updated':
      return [
        { value: 'leave', label: 'Leave' },
        { value: 'write', label: 'Update' },
      ];
    case 'changed-by-you':
    case 'conflict':
      return [
        { value: 'leave', label: 'Keep mine' },
        { value: 'write', label: 'Replace' },
        ...(canMerge ? [{ value: 'merge', label: 'Merge' } as const] : []),
      ];
    case 'deleted-by-you':
      return [
        { value: 'leave', label: 'Stay deleted' },
        { value: 'write', label: 'Write again' },
      ];
    case 'obsolete':
    case 'obsolete-changed':
      return [
        { value: 'leave', label: 'Keep' },
        { value: 'remove', label: 'Remove' },
      ];
  }
}

/** Files of which a person has to say what becomes of them: they, and not only the drawing, changed them. */
export function isYours({ state }: ExportedFile): boolean {
  return (
    state === 'changed-by-you' || state === 'conflict' || state === 'deleted-by-you' || state === 'obsolete-changed'
  );
}

export type WayForAll = 'leave' | 'merge' | 'replace';

/** The same for all files that the person changed. Where there is nothing to merge, merging keeps theirs. */
export function choiceForAll(file: ExportedFile, way: WayForAll): ExportFileChoice {
  if (way === 'merge' && file.canMerge) return 'merge';
  if (way !== 'replace') return 'leave';
  return file.state === 'obsolete-changed' ? 'remove' : 'write';
}

/** Which way all files of the person go; undefined where they don't go one way. */
export function wayOfAll(files: readonly ExportedFile[], choices: Choices): WayForAll | undefined {
  const yours = files.filter(isYours);
  const ways: readonly WayForAll[] = ['leave', 'merge', 'replace'];
  return ways.find((way) => yours.every((file) => choiceOf(file, choices) === choiceForAll(file, way)));
}

/** What was chosen for a file of the person's, in the word behind its state. */
export function outcomeWord(file: ExportedFile, choices: Choices): string | undefined {
  const choice = choiceOf(file, choices);
  if (choice === file.choice && !isYours(file)) return undefined;
  switch (choice) {
    case 'leave':
      return file.state === 'deleted-by-you' || file.state === 'new' ? 'left out' : 'kept';
    case 'write':
      return file.state === 'deleted-by-you' ? 'written' : 'replaced';
    case 'merge':
      return 'merged';
    case 'remove':
      return 'removed';
  }
}

const statesInOrder: readonly ExportFileState[] = [
  'conflict',
  'changed-by-you',
  'deleted-by-you',
  'obsolete-changed',
  'updated',
  'new',
  'obsolete',
  'same',
];

/** `1 both changed, 2 yours, 4 new`. */
export function countsText(files: readonly ExportedFile[]): string {
  return statesInOrder
    .map((state) => ({ state, count: files.filter((file) => file.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${stateWords[state]}`)
    .join(', ');
}

export interface Effect {
  readonly written: number;
  readonly removed: number;
}

/** How many files an export would write and remove. */
export function effectOf(files: readonly ExportedFile[], choices: Choices): Effect {
  const chosen = files.map((file) => choiceOf(file, choices));
  return {
    written: chosen.filter((choice) => choice === 'write' || choice === 'merge').length,
    removed: chosen.filter((choice) => choice === 'remove').length,
  };
}

export function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
