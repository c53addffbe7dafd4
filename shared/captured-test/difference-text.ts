import type { Difference } from './difference.ts';

/** Differences as lines that a person reads: what should be behind `-`, what is behind `+`. */
export function differenceLines(differences: readonly Difference[]): string[] {
  let heading = '';
  return differences.flatMap((difference) => {
    const lines = linesOf(difference);
    const under = difference.type === 'changed' ? addressOf(difference) : '';
    const isSameEvent = under !== '' && under === heading;
    heading = under;
    return isSameEvent || under === '' ? lines : [under, ...lines];
  });
}

function linesOf(difference: Difference): string[] {
  switch (difference.type) {
    case 'error':
      return [
        difference.expected === undefined ? 'It should have ended well, and failed:' : 'It should have failed with:',
        ...(difference.expected === undefined ? [] : [`  - ${difference.expected}`]),
        `  + ${difference.given ?? 'it ended well'}`,
      ];
    case 'missing':
      return [`- ${addressOf(difference.event)}`, `-   ${difference.event.value ?? 'tombstone'}`];
    case 'unexpected':
      return [`+ ${addressOf(difference.event)}`, `+   ${difference.event.value ?? 'tombstone'}`];
    case 'changed':
      return [
        `  ${difference.path}`,
        `    - ${difference.expected ?? 'nothing'}`,
        `    + ${difference.given ?? 'nothing'}`,
      ];
    case 'more':
      return [`and ${difference.count} more`];
  }
}

function addressOf({ topic, key }: { topic: string; key: string | null }): string {
  return key === null ? `→ ${topic}` : `→ ${topic} · key ${key}`;
}
