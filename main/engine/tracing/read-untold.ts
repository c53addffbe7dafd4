import type { HandledRecord } from '../../../shared/hops/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { createRecordReader, type RecordReader } from '../../cluster/index.ts';
import { recordOfLog } from '../../runtime/index.ts';

/** However much was written meanwhile, no more than this is read. */
const mostRecords = 200_000;
/** Between two looks whether the transactions that hold a topic back have ended. */
const heldBackMs = 2000;

export interface UntoldRequest {
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  /** Names on the cluster. */
  readonly topics: readonly string[];
  readonly sinceMs: number;
  /** Waits so long for transactions to end; false where there is no time left. */
  readonly wait: (ms: number) => Promise<boolean>;
  /** Hears that some transaction had not ended by then: what was committed behind its beginning isn't told. */
  readonly onHeldBack: () => void;
  readonly reader?: Pick<RecordReader, 'partitionCounts' | 'ranges' | 'read' | 'close'>;
}

/**
 * Records of ours that topics have got from a time until now, as they tell of themselves. Of transactions those that were committed: a record
 * is told once every transaction that was open before it has ended, also where its own has long before. Rejects with a ClusterFault.
 */
export async function* readUntold(request: UntoldRequest): AsyncGenerator<HandledRecord[], void, undefined> {
  const { connection, clock, topics, wait, onHeldBack } = request;
  if (topics.length === 0) return;
  const reader = request.reader ?? createRecordReader({ connection, clock });
  try {
    const existing = [...(await reader.partitionCounts(topics)).keys()];
    const ends = await offsetsOf(reader, existing, 'read-uncommitted');
    const told = new Map<string, bigint>();
    for (let isFirst = true; ; isFirst = false) {
      const readable = await offsetsOf(reader, existing, 'read-committed');
      const isWhole = [...ends].every(([place, end]) => (readable.get(place) ?? end) >= end);
      if (isFirst || isWhole) yield* readOnce(request, reader, told);
      if (isWhole) return;
      if (!(await wait(heldBackMs))) break;
    }
    // What of it has become readable meanwhile.
    yield* readOnce(request, reader, told);
    onHeldBack();
  } finally {
    reader.close();
  }
}

/** @param told where each partition was read to */
async function* readOnce(
  { clock, topics, sinceMs }: UntoldRequest,
  reader: Pick<RecordReader, 'read'>,
  told: Map<string, bigint>,
): AsyncGenerator<HandledRecord[], void, undefined> {
  const from = { type: 'time', timeMs: sinceMs } as const;
  let read = 0;
  for await (const event of reader.read({ topics, from, follow: false, missingTopics: 'wait' })) {
    if (event.type === 'caught-up') return;
    read += event.records.length;
    const records = event.records.filter((record) => record.offset >= (told.get(keyOf(record)) ?? 0n));
    for (const record of records) told.set(keyOf(record), record.offset + 1n);
    const ours = records.flatMap(
      (record) => recordOfLog({ ...record, offset: String(record.offset) }, clock.nowMs()) ?? [],
    );
    if (ours.length > 0) yield ours;
    if (read > mostRecords) return;
  }
}

async function offsetsOf(
  reader: Pick<RecordReader, 'ranges'>,
  topics: readonly string[],
  isolation: 'read-committed' | 'read-uncommitted',
): Promise<Map<string, bigint>> {
  const ranges = await reader.ranges(topics, isolation);
  return new Map(ranges.map((range) => [keyOf(range), range.end]));
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}
