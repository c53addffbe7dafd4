import type { HandledRecord } from '../../../shared/hops/index.ts';
import type { ConnectionSettings } from '../../../shared/kafka/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { createRecordReader } from '../../cluster/index.ts';
import { recordOfLog } from '../../runtime/index.ts';

/** However much was written meanwhile, no more than this is read. */
const mostRecords = 200_000;

export interface UntoldRequest {
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  /** Names on the cluster. */
  readonly topics: readonly string[];
  readonly sinceMs: number;
}

/** Records of ours that topics have got since a time, as they tell of themselves. Rejects with a ClusterFault. */
export async function* readUntold(request: UntoldRequest): AsyncGenerator<HandledRecord[], void, undefined> {
  const { connection, clock, topics, sinceMs } = request;
  if (topics.length === 0) return;
  const reader = createRecordReader({ connection, clock });
  let read = 0;
  try {
    const from = { type: 'time', timeMs: sinceMs } as const;
    for await (const event of reader.read({ topics, from, follow: false, missingTopics: 'wait' })) {
      if (event.type === 'caught-up') return;
      read += event.records.length;
      const told = event.records.flatMap(
        (record) => recordOfLog({ ...record, offset: String(record.offset) }, clock.nowMs()) ?? [],
      );
      if (told.length > 0) yield told;
      if (read > mostRecords) return;
    }
  } finally {
    reader.close();
  }
}
