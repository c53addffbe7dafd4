/**
 * Items whose text has all letters of the query in order, the best first: a run of letters, the beginning of a word and an
 * early place count for more. An empty query leaves all, in their order.
 */
export function rankByQuery<Item>(items: readonly Item[], query: string, textOf: (item: Item) => string): Item[] {
  const wanted = query.toLowerCase();
  if (wanted === '') return [...items];
  return items
    .flatMap((item, index) => {
      const score = scoreOf(textOf(item).toLowerCase(), wanted);
      return score === undefined ? [] : [{ item, score, index }];
    })
    .toSorted((left, right) => right.score - left.score || left.index - right.index)
    .map(({ item }) => item);
}

function scoreOf(text: string, wanted: string): number | undefined {
  const whole = text.indexOf(wanted);
  if (whole !== -1) return 1000 - whole + (startsWord(text, whole) ? 500 : 0);
  let score = 0;
  let from = 0;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const at = text.indexOf(letter, from);
    if (at === -1) return undefined;
    score += (at === from ? 3 : 0) + (startsWord(text, at) ? 5 : 0);
    from = at + 1;
  }
  return score;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s._/-]/.test(text.charAt(at - 1));
}
