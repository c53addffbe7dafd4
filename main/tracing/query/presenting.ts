import type { LifeError, TraceSummary } from '../../../shared/contract/index.ts';
import type { SqlRow, SqlValue } from '../store/database.ts';
import type { Names } from '../store/names.ts';
import { idOfStored } from '../store/stored-id.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

/** The kept bytes of a key or a value as one reads them: text, hexadecimal where they are none; null where there are none. */
export function textOfStored(value: SqlValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (!(value instanceof Uint8Array)) return String(value);
  // What was cut may end within a character.
  for (let cut = 0; cut < 4 && cut <= value.byteLength; cut += 1) {
    try {
      return strict.decode(value.subarray(0, value.byteLength - cut));
    } catch {
      // Tried again without the last byte.
    }
  }
  return Buffer.from(value).toString('hex');
}

export function numberIn(row: SqlRow, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

export function nodeIn(row: SqlRow, name: string, names: Names): { id: string; name: string } | undefined {
  const number = numberIn(row, name);
  return number === undefined ? undefined : names.nodeOf(number);
}

export function topicIn(row: SqlRow, name: string, names: Names): { id?: string; name: string } {
  const topic = names.topicOf(numberIn(row, name) ?? 0);
  return { ...(topic?.id !== undefined && { id: topic.id }), name: topic?.name ?? '' };
}

/** From the columns `message`, `code` and `stack`; undefined where there is no error. */
export function errorIn(row: SqlRow): LifeError | undefined {
  const message = row['message'];
  if (typeof message !== 'string') return undefined;
  const code = String(row['code'] ?? '');
  const stack = String(row['stack'] ?? '');
  const place = placeInStack(stack);
  return { message, ...(code !== '' && { code }), ...(stack !== '' && { stack }), ...(place && { place }) };
}

/** The first place in the project's own files: stacks that come here name them by their paths in it. */
export function placeInStack(stack: string): LifeError['place'] {
  const match = /(?:\(|at |\s)((?!node:|\/|[A-Za-z]:\\|file:)[^\s():]+\.[cm]?[jt]sx?):(\d+):(\d+)/.exec(stack);
  const [, file, line, column] = match ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

/** From the columns of `traces`, their names with `prefix` before them. */
export function summaryOf(row: SqlRow, names: Names, prefix = ''): TraceSummary {
  const of = (name: string): SqlValue | undefined => row[`${prefix}${name}`];
  const rootEvent = of('root_event');
  const node = nodeIn(row, `${prefix}root_node`, names);
  return {
    traceId: idOfStored(of('trace')),
    session: Number(of('session')),
    startedMs: Number(of('started_ms')),
    lastMs: Number(of('last_ms')),
    ...(rootEvent !== null &&
      rootEvent !== undefined && {
        root: {
          eventId: idOfStored(rootEvent),
          topic: topicIn(row, `${prefix}root_topic`, names),
          ...(node && { node }),
          key: textOfStored(of('root_key')),
        },
      }),
    records: Number(of('records')),
    attempts: Number(of('attempts')),
    failedAttempts: Number(of('failed_attempts')),
    deadLetters: Number(of('dead_letters')),
  };
}
