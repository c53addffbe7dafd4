import { mergeDiff3 } from 'node-diff3';

export interface MergedText {
  readonly text: string;
  /** Places that both changed; both versions stand in the text, between marks as git writes them. */
  readonly hasConflicts: boolean;
}

/** Puts a person's changes and those of a new export together, line by line, by what was exported before. */
export function mergeTexts(yours: string, former: string, generated: string): MergedText {
  const { conflict, result } = mergeDiff3(lines(yours), lines(former), lines(generated), {
    excludeFalseConflicts: true,
    label: { a: 'yours', o: 'exported before', b: 'exported now' },
  });
  return { text: result.join('\n'), hasConflicts: conflict };
}

function lines(text: string): string[] {
  return text.split('\n');
}
