import type { HandlerEvent } from '../../../shared/handler-api/index.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import type { RecordForWorker } from '../protocol/host-worker.ts';
import type { SchemaCheck } from './schema-check.ts';
import { decodeText, decodeValue } from './values.ts';

/** A record as handlers see it, deeply frozen. Throws a Fault where its bytes can't be decoded or its topic's schema refuses them. */
export function decodeRecord(
  record: RecordForWorker,
  topics: ReadonlyMap<string, PlannedTopic>,
  schemaCheck: SchemaCheck,
): HandlerEvent {
  const { id, topic, partition, offset, timestampMs } = record;
  const planned = topics.get(topic);
  const value = decodeValue(planned?.format ?? 'bytes', record.value);
  if (planned) schemaCheck.check(planned, value);
  return Object.freeze({
    id,
    topic,
    partition,
    offset,
    timestampMs,
    key: record.key && decodeText(record.key),
    value,
    headers: Object.freeze(
      Object.fromEntries(record.headers.map(([name, value]) => [name, value === null ? '' : decodeText(value)])),
    ),
  });
}
