import { type KafkaErrorName, kafkaErrors } from '../../../../shared/kafka/index.ts';
import type { RuntimeReport } from '../../../runtime/index.ts';

/** Longer than the pauses between two reports of the same. */
const windowMs = 10_000;
/** A leader that has just moved refuses what comes next from another broker. */
const passingMs = 1000;
const mostPlaces = 1000;

/** These answers are about the one record, or about what the client itself keeps count of; the topic takes others all the same. */
const aboutTheRecord: ReadonlySet<KafkaErrorName> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'CORRUPT_MESSAGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_TXN_STATE',
  'CONCURRENT_TRANSACTIONS',
]);

type RefusedReport = Extract<RuntimeReport, { type: 'write-refused' }>;

/** A topic that takes nothing of a node now. */
export interface RefusedWrite {
  readonly topic: string;
  readonly error: KafkaErrorName;
}

interface Refused extends RefusedWrite {
  readonly sinceMs: number;
  readonly lastMs: number;
}

/** What the cluster doesn't take of a node, until it does or nothing is heard of it any more. Pure. */
export class RefusedWrites {
  /** By topic and partition. */
  private readonly places = new Map<string, Refused>();

  refused({ topic, partition, error, timeMs }: RefusedReport): void {
    if (aboutTheRecord.has(error)) return;
    const key = keyOf(topic, partition);
    const before = this.places.get(key);
    const goesOn = before !== undefined && timeMs - before.lastMs <= windowMs;
    this.places.delete(key);
    this.places.set(key, { topic, error, sinceMs: goesOn ? before.sinceMs : timeMs, lastMs: timeMs });
    const [oldest] = this.places.keys();
    if (this.places.size > mostPlaces && oldest !== undefined) this.places.delete(oldest);
  }

  acknowledged(topic: string, partition: number): void {
    if (this.places.size === 0) return;
    this.places.delete(keyOf(topic, partition));
    this.places.delete(keyOf(topic, undefined));
  }

  /** The one that has gone on for longest. */
  within(nowMs: number): RefusedWrite | undefined {
    for (const [key, { lastMs }] of this.places) if (nowMs - lastMs > windowMs) this.places.delete(key);
    const [first] = [...this.places.values()]
      .filter(({ error, sinceMs }) => !kafkaErrors[error].isRetriable || nowMs - sinceMs >= passingMs)
      .toSorted((one, other) => one.sinceMs - other.sinceMs);
    return first && { topic: first.topic, error: first.error };
  }
}

function keyOf(topic: string, partition: number | undefined): string {
  return `${topic}/${partition ?? ''}`;
}
