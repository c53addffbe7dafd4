import type { RecordPreview } from '../../../shared/contract/index.ts';
import { parseEventId, traceIdOf } from '../../../shared/lib/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';
import { eventIdHeader, traceparentHeader } from '../../runtime/index.ts';
import { payloadForm, payloadText, shortText } from './payload-text.ts';

const mostKeyCharacters = 256;
const mostValueCharacters = 512;

/** A record as a list shows it; its size is bounded, whatever the record's. */
export function previewOf(record: StoredRecord): RecordPreview {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  const valueForm = payloadForm(value);
  const eventId = parseEventId(headerText(record, eventIdHeader));
  const traceId = traceIdOf(headerText(record, traceparentHeader));
  return {
    topic,
    partition,
    offset: String(offset),
    timestampMs,
    key: key === null ? null : shortText(key, mostKeyCharacters),
    value: value === null ? '' : payloadText(value, valueForm, mostValueCharacters),
    valueForm,
    valueBytes: value?.byteLength ?? 0,
    headerCount: headers.length,
    ...(eventId !== undefined && { eventId }),
    ...(traceId !== undefined && { traceId }),
  };
}

/** As in Kafka's clients, the last of several headers of a name counts. */
function headerText({ headers }: StoredRecord, name: string): string | undefined {
  const value = headers.findLast((header) => header.name === name)?.value;
  return !value || value.byteLength > mostKeyCharacters ? undefined : Buffer.from(value).toString();
}
