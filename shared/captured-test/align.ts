export type Aligned<Expected, Given> =
  | { readonly type: 'both'; readonly expected: Expected; readonly given: Given }
  | { readonly type: 'missing'; readonly expected: Expected }
  | { readonly type: 'unexpected'; readonly given: Given };

interface Addressed {
  readonly topic: string;
  readonly key: string | null;
}

/**
 * Says which emitted event stands for which expected one: the longest common course of topics and keys, and between them those
 * of the same topic, in order. Takes time with the product of both lengths.
 */
export function align<Expected extends Addressed, Given extends Addressed>(
  expected: readonly Expected[],
  given: readonly Given[],
): Aligned<Expected, Given>[] {
  const aligned: Aligned<Expected, Given>[] = [];
  let missing: Expected[] = [];
  let unexpected: Given[] = [];
  const settle = (): void => {
    for (const one of missing) {
      const at = unexpected.findIndex(({ topic }) => topic === one.topic);
      const other = unexpected[at];
      if (other) unexpected.splice(at, 1);
      aligned.push(other ? { type: 'both', expected: one, given: other } : { type: 'missing', expected: one });
    }
    for (const other of unexpected) aligned.push({ type: 'unexpected', given: other });
    missing = [];
    unexpected = [];
  };
  const lengths = commonLengths(expected, given);
  const common = (one: number, other: number): number => lengths[one * (given.length + 1) + other] ?? 0;
  let one = 0;
  let other = 0;
  while (one < expected.length || other < given.length) {
    const expectedHere = expected[one];
    const givenHere = given[other];
    if (expectedHere && givenHere && isSame(expectedHere, givenHere)) {
      settle();
      aligned.push({ type: 'both', expected: expectedHere, given: givenHere });
      one += 1;
      other += 1;
    } else if (expectedHere && (!givenHere || common(one + 1, other) >= common(one, other + 1))) {
      missing.push(expectedHere);
      one += 1;
    } else if (givenHere) {
      unexpected.push(givenHere);
      other += 1;
    }
  }
  settle();
  return aligned;
}

/** Of the longest common course from each pair of places on. */
function commonLengths(expected: readonly Addressed[], given: readonly Addressed[]): Uint32Array {
  const width = given.length + 1;
  const lengths = new Uint32Array((expected.length + 1) * width);
  for (let one = expected.length - 1; one >= 0; one -= 1) {
    for (let other = given.length - 1; other >= 0; other -= 1) {
      const at = one * width + other;
      lengths[at] = isSame(expected[one], given[other])
        ? (lengths[at + width + 1] ?? 0) + 1
        : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function isSame(one: Addressed | undefined, other: Addressed | undefined): boolean {
  return one?.topic === other?.topic && one?.key === other?.key;
}
