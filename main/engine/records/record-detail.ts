import type { z } from 'zod';
import type { recordDetailSchema } from '../../../shared/contract/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';

export type RecordDetail = z.infer<typeof recordDetailSchema>;

/** A record as it is looked at alone, its value cut after `maxValueBytes`. */
export function detailOf(record: StoredRecord, topic: string, maxValueBytes: number): RecordDetail {
  const { partition, offset, timestampMs, timestampType, key, value, headers } = record;
  const valueBytes = value?.byteLength ?? 0;
  return {
    topic,
    partition,
    offset: String(offset),
    timestampMs,
    timestampType,
    key: base64Of(key),
    value: base64Of(value?.subarray(0, maxValueBytes) ?? null),
    valueBytes,
    truncated: valueBytes > maxValueBytes,
    headers: headers.map((header) => ({ name: header.name, value: base64Of(header.value) })),
  };
}

function base64Of(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
