import {
  causeCertainties,
  type CauseCertainty,
  type HandledCause,
  type HandledRecord,
  type RecordPlace,
} from '../../../shared/hops/index.ts';
import { foreignEventId, parseEventId, rootTraceId, spanIdOf, traceIdOf } from '../../../shared/lib/index.ts';
import { causeHeader, deadLetterHeaders, eventIdHeader, traceparentHeader } from '../record-headers.ts';

/** A record, as far as its place and its headers tell of it. */
export interface RecordInLog extends RecordPlace {
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}

/** What the effects of an event or a tick need to know of it. */
export interface EventOrigin {
  readonly id: string;
  readonly traceId: string;
  /** Of a record: where it stands. */
  readonly place?: RecordPlace;
}

export function originOfTick(tickId: string): EventOrigin {
  return { id: tickId, traceId: rootTraceId(tickId) };
}

/** A record without headers of ours is a foreign one: its place names it, and its `traceparent`, if any, is taken over. */
export function originOfRecord(record: RecordInLog, topicName: string): EventOrigin {
  const id =
    parseEventId(headerText(record, eventIdHeader)) ?? foreignEventId(topicName, record.partition, record.offset);
  const { topic, partition, offset } = record;
  const traceId = traceIdOf(headerText(record, traceparentHeader)) ?? rootTraceId(id);
  return { id, traceId, place: { topic, partition, offset } };
}

/** What the record's own headers say of its cause; undefined where nobody of ours sent it, or it is older than that header. */
function causeOfRecord(record: RecordInLog, eventId: string): HandledCause | undefined {
  const original = deadLetterOf(record);
  if (original) {
    const node = headerText(record, deadLetterHeaders.node) ?? '';
    return { eventId, node, certainty: 'known', deadLetterOf: original };
  }
  return parseCause(headerText(record, causeHeader));
}

/** Text of the header `topicraft-cause`: the cause's id, the node's, and where the cause isn't certain how far. */
export function causeText(causeId: string, nodeId: string, certainty: CauseCertainty): string {
  return certainty === 'known' ? `${causeId} ${nodeId}` : `${causeId} ${nodeId} ${certainty}`;
}

function parseCause(header: string | undefined): HandledCause | undefined {
  const [eventId, node, word = 'known'] = header?.split(' ') ?? [];
  const certainty = causeCertainties.find((each) => each === word);
  return eventId && node && certainty ? { eventId, node, certainty } : undefined;
}

/** Whether nobody of ours has given the record an id. */
export function isForeign(record: RecordInLog): boolean {
  return parseEventId(headerText(record, eventIdHeader)) === undefined;
}

/** A record for a hop. @param origin its own */
export function handledRecord(
  record: RecordInLog & { readonly timestampMs: number },
  { id, traceId }: EventOrigin,
  fetchedMs: number,
): HandledRecord {
  const { topic, partition, offset, timestampMs } = record;
  return {
    topic,
    partition,
    offset,
    eventId: id,
    traceId,
    fetchedMs,
    timestampMs,
    cause: causeOfRecord(record, id),
    parentSpan: isForeign(record) ? spanIdOf(headerText(record, traceparentHeader)) : undefined,
  };
}

function deadLetterOf(record: RecordInLog): RecordPlace | undefined {
  const topic = headerText(record, deadLetterHeaders.topic);
  const partition = Number(headerText(record, deadLetterHeaders.partition));
  const offset = headerText(record, deadLetterHeaders.offset);
  if (topic === undefined || !Number.isInteger(partition) || !/^\d{1,19}$/.test(offset ?? '')) return undefined;
  return topic === record.topic || offset === undefined ? undefined : { topic, partition, offset };
}

/** The last header of that name, as text; undefined where there is none. */
export function headerText(record: RecordInLog, name: string): string | undefined {
  const value = record.headers.findLast((header) => header.name === name)?.value;
  return value ? Buffer.from(value).toString('utf8') : undefined;
}
