import type { SqlValue } from './database.ts';

/** Ids of ours are kept as their sixteen bytes, others as they are. */
export function storedId(id: string): SqlValue {
  return /^[0-9a-f]{32}$/.test(id) ? Buffer.from(id, 'hex') : id;
}

export function idOfStored(value: SqlValue | undefined): string {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    : String(value ?? '');
}
