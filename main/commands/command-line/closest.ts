/** The known word that a mistyped one was probably meant to be, or undefined where none is near. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: candidate.startsWith(word) ? 1 : editDistance(word, candidate) }))
    .sort((one, other) => one.distance - other.distance);
  const [best] = ranked;
  // Two letters swapped are two replacements; in a very short word that would make anything anything else.
  const tolerated = word.length < 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return best && best.distance <= tolerated ? best.candidate : undefined;
}

/** Levenshtein's: insertions, deletions and replacements that make one word the other. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of one.split('').entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of other.split('').entries()) {
      const replaced = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
