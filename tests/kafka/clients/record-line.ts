import { z } from 'zod';

/** Codecs as Kafka's `compression.type` names them. */
export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof codecs)[number];

/** A record for a client program to produce: one line of JSON on its standard input. */
export interface RecordToProduce {
  key: string;
  /** null is a tombstone. */
  value: string | null;
  headers: Record<string, string>;
}

/** A record as a client program consumed it: one line of JSON on its standard output. */
export interface ConsumedRecord extends RecordToProduce {
  topic: string;
  partition: number;
  /** Decimal. */
  offset: string;
}

const recordToProduce = z.object({
  key: z.string(),
  value: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
});

const consumedRecord = recordToProduce.extend({ topic: z.string(), partition: z.int(), offset: z.string() });

export function parseRecordToProduce(line: string): RecordToProduce {
  return recordToProduce.parse(JSON.parse(line));
}

export function parseConsumedRecord(line: string): ConsumedRecord {
  return consumedRecord.parse(JSON.parse(line));
}
