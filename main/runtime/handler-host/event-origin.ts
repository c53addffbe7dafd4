import type { ConsumedRecord } from '../../clients/index.ts';
import { foreignEventId, parseEventId, rootTraceId, traceIdOf } from '../../../shared/lib/index.ts';
import { eventIdHeader, traceparentHeader } from '../record-headers.ts';

/** What the effects of an event or a tick need to know of it. */
export interface EventOrigin {
  readonly id: string;
  readonly traceId: string;
}

export function originOfTick(tickId: string): EventOrigin {
  return { id: tickId, traceId: rootTraceId(tickId) };
}

/** A record without headers of ours is a foreign one: its place names it, and its `traceparent`, if any, is taken over. */
export function originOfRecord(record: ConsumedRecord, topicName: string): EventOrigin {
  const id =
    parseEventId(headerText(record, eventIdHeader)) ?? foreignEventId(topicName, record.partition, record.offset);
  return { id, traceId: traceIdOf(headerText(record, traceparentHeader)) ?? rootTraceId(id) };
}

/** The last header of that name, as text; undefined where there is none. */
export function headerText(record: ConsumedRecord, name: string): string | undefined {
  const value = record.headers.findLast((header) => header.name === name)?.value;
  return value ? Buffer.from(value).toString('utf8') : undefined;
}
