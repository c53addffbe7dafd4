import type { RecordFilter } from '../../../shared/contract/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';

/** A large value is searched in pieces of this size, so that it is never decoded whole. */
const pieceBytes = 256 * 1024;

/** Whether a record passes the plain parts of a filter; the predicate is another matter (predicate/). */
export type MatchRecord = (record: StoredRecord) => boolean;

/** Text is looked for in UTF-8, whatever the case. Parts that are empty are no parts. */
export function compileFilter({ text, key, header }: RecordFilter): MatchRecord {
  const parts: MatchRecord[] = [];
  if (key) {
    const search = searchFor(key);
    parts.push((record) => record.key !== null && search(record.key));
  }
  if (header) parts.push(headerMatch(header));
  if (text) {
    const search = searchFor(text);
    const wantedName = text.toLowerCase();
    parts.push(
      (record) =>
        (record.key !== null && search(record.key)) ||
        (record.value !== null && search(record.value)) ||
        record.headers.some(
          ({ name, value }) => name.toLowerCase().includes(wantedName) || (value !== null && search(value)),
        ),
    );
  }
  return (record) => parts.every((matches) => matches(record));
}

/** `name` is there, or `name=value` is. Names of headers keep their case, as Kafka has it. */
function headerMatch(header: string): MatchRecord {
  const equals = header.indexOf('=');
  if (equals === -1) return ({ headers }) => headers.some(({ name }) => name === header);
  const wantedName = header.slice(0, equals);
  const wantedValue = Buffer.from(header.slice(equals + 1));
  return ({ headers }) =>
    headers.some(({ name, value }) => name === wantedName && value !== null && wantedValue.equals(value));
}

function searchFor(text: string): (bytes: Uint8Array) => boolean {
  const wanted = text.toLowerCase();
  // What is ASCII alone is found in the bytes as they are, which are much faster made a string than UTF-8 is.
  const encoding = isAscii(text) ? 'latin1' : 'utf8';
  // Where a piece ends in the middle of what is looked for, the next one begins before it.
  const overlapBytes = 8 * text.length;
  return (bytes) => {
    for (let start = 0; ; start += pieceBytes) {
      const end = start + pieceBytes + overlapBytes;
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end, bytes.byteLength) - start);
      if (piece.toString(encoding).toLowerCase().includes(wanted)) return true;
      if (end >= bytes.byteLength) return false;
    }
  };
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
