import { align } from './align.ts';
import type { Difference } from './difference.ts';
import { valueDifferences } from './value-differences.ts';

/** An event that a handler emitted. Topics go by name; values are text as in a captured test. */
export interface GivenEvent {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GivenOutcome {
  readonly emitted: readonly GivenEvent[];
  /** The message with which the handler failed; undefined where it ended well. */
  readonly error: string | undefined;
}

/** What should have been given. What is undefined of an event isn't looked at. */
export interface ExpectedEvent {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface ExpectedOutcome {
  readonly emitted: readonly ExpectedEvent[];
  readonly error: string | undefined;
}

export interface JudgeOptions {
  /** Whether the values of a topic are JSON, and so compared as such. */
  readonly isJson: (topic: string) => boolean;
  /** By default the given message must contain the expected one. */
  readonly isSameError?: (expected: string, given: string) => boolean;
}

/** Differences that are told; what is beyond is counted. */
const mostDifferences = 200;
/** Of a value or message in a difference, in characters. */
const longestText = 500;

/** In what the outcome is not as expected; nothing where it is. The one verdict of app, command and export. */
export function judge(expected: ExpectedOutcome, given: GivenOutcome, options: JudgeOptions): Difference[] {
  const differences = [
    ...errorDifferences(expected.error, given.error, options.isSameError ?? ((part, whole) => whole.includes(part))),
    ...align(expected.emitted, given.emitted).flatMap((pair): Difference[] => {
      if (pair.type === 'missing') return [{ type: 'missing', event: shown(pair.expected) }];
      if (pair.type === 'unexpected') return [{ type: 'unexpected', event: shown(pair.given) }];
      return eventDifferences(pair.expected, pair.given, options.isJson(pair.given.topic));
    }),
  ];
  if (differences.length <= mostDifferences) return differences;
  const count = differences.length - mostDifferences;
  return [...differences.slice(0, mostDifferences), { type: 'more', count }];
}

function errorDifferences(
  expected: string | undefined,
  given: string | undefined,
  isSame: (expected: string, given: string) => boolean,
): Difference[] {
  if (expected === undefined && given === undefined) return [];
  if (expected !== undefined && given !== undefined && isSame(expected, given)) return [];
  return [
    {
      type: 'error',
      ...(expected !== undefined && { expected: cut(expected) }),
      ...(given !== undefined && { given: cut(given) }),
    },
  ];
}

function eventDifferences(expected: ExpectedEvent, given: GivenEvent, isJson: boolean): Difference[] {
  const { topic, key } = given;
  const changed = (path: string, before: string | undefined, after: string | undefined): Difference => ({
    type: 'changed',
    topic,
    key,
    path,
    ...(before !== undefined && { expected: cut(before) }),
    ...(after !== undefined && { given: cut(after) }),
  });
  const differences: Difference[] = [];
  if (expected.key !== key) differences.push(changed('key', JSON.stringify(expected.key), JSON.stringify(key)));
  if (expected.value !== undefined) {
    const [before, after] = [expected.value, given.value].map((value) => (isJson ? parsed(value) : value));
    for (const { path, expected: one, given: other } of valueDifferences(before, after)) {
      differences.push(changed(`value${path}`, one, other));
    }
  }
  if (expected.headers) {
    const names = new Set([...Object.keys(expected.headers), ...Object.keys(given.headers)]);
    for (const name of names) {
      const [before, after] = [expected.headers[name], given.headers[name]];
      if (before !== after) differences.push(changed(`header ${name}`, JSON.stringify(before), JSON.stringify(after)));
    }
  }
  return differences;
}

/** What is no JSON is compared as the text that it is. */
function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shown({ topic, key, value }: ExpectedEvent): { topic: string; key: string | null; value: string | null } {
  return { topic, key, value: value === undefined || value === null ? null : cut(value) };
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}
