import { createRecordReader } from '../../main/cluster/index.ts';
import { systemClock } from '../../main/engine/session/system-clock.ts';
import type { ReadRecord } from './read-topics.ts';

/**
 * What readers of committed records are shown of these topics now, in order within each partition. By our own wire: kafkajs hands over what
 * was aborted where transactions overlap (main/clients/hide-aborted.ts).
 */
export async function readCommittedRecords(bootstrap: string, topics: readonly string[]): Promise<ReadRecord[]> {
  const reader = createRecordReader({ connection: { brokers: [bootstrap] }, clock: systemClock });
  const records: ReadRecord[] = [];
  try {
    for await (const event of reader.read({ topics, from: { type: 'beginning' }, follow: false })) {
      if (event.type === 'caught-up') break;
      for (const { topic, partition, offset, key, value, headers } of event.records) {
        records.push({
          topic,
          partition,
          offset: String(offset),
          key: textOf(key),
          value: textOf(value),
          headers: Object.fromEntries(headers.map(({ name, value: bytes }) => [name, textOf(bytes) ?? ''])),
        });
      }
    }
  } finally {
    reader.close();
  }
  return records;
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString('utf8');
}
