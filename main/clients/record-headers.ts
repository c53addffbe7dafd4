import { Buffer } from 'node:buffer';
import type { IHeaders } from 'kafkajs';
import type { RecordHeader } from './types.ts';

/** kafkajs gathers headers by name; names keep their first place, values of one name their order. */
export function fromKafkaHeaders(headers: IHeaders | undefined): RecordHeader[] {
  const found: RecordHeader[] = [];
  for (const [name, given] of Object.entries(headers ?? {})) {
    for (const value of Array.isArray(given) ? given : [given]) {
      found.push({ name, value: typeof value === 'string' ? Buffer.from(value) : (value ?? null) });
    }
  }
  return found;
}

export function toKafkaHeaders(headers: readonly RecordHeader[]): IHeaders {
  const byName = new Map<string, Buffer[]>();
  for (const { name, value } of headers) {
    // kafkajs has no null among its types, and writes an empty value for none.
    const bytes = asBuffer(value ?? new Uint8Array(0));
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [bytes]);
    else known.push(bytes);
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** The same bytes as Node's Buffer, without copying. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
