import { UsageError } from './parse.ts';

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads `500ms`, `10s`, `1.5m`, `1h`, or a bare number of seconds. @throws UsageError */
export function parseDurationMs(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const durationMs = match ? Number(match[1]) * (unitsMs[match[2] ?? 's'] ?? 1000) : Number.NaN;
  if (!(durationMs > 0 && durationMs <= 2 ** 31 - 1)) {
    throw new UsageError(`${option} takes a time like 500ms, 10s or 2m, not ${text}.`);
  }
  return Math.round(durationMs);
}

/** Reads a whole number in plain digits. @throws UsageError */
export function parseWholeNumber(option: string, text: string, smallest: number, largest: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= smallest && number <= largest)) {
    throw new UsageError(`${option} takes a whole number from ${smallest} to ${largest}, not ${text}.`);
  }
  return number;
}

/** Reads one of a few words. @throws UsageError */
export function parseOneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined)
    throw new UsageError(`${option} takes ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, not ${text}.`);
  return word;
}
