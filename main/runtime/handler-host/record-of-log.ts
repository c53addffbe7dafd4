import type { HandledRecord } from '../../../shared/hops/index.ts';
import { handledRecord, isForeign, originOfRecord, type RecordInLog } from './event-origin.ts';
import { payloadOf } from './hop-recorder.ts';

/** A record as it stands in a log, by whoever reads it there. */
export interface LoggedRecord extends RecordInLog {
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** What a record of ours says of itself: its id, its trace and its cause. Undefined where nobody of ours sent it. */
export function recordOfLog(record: LoggedRecord, nowMs: number): HandledRecord | undefined {
  if (isForeign(record)) return undefined;
  return { ...handledRecord(record, originOfRecord(record, record.topic), nowMs), payload: payloadOf(record) };
}
