import { createRandom } from './seeded-random.ts';
import { type Hash128, hashOfParts, hexOfHash } from './stable-hash.ts';

/**
 * Who an event is depends on what caused it and never on when or in which order things arrive: ids are hashes of seed,
 * node and tick, or of the cause's id, the node and the emit's index. A rerun with the same seed gives the same ids, except on
 * records that are kept, where each run has its ordinal.
 */

/**
 * Id of a producer's tick, the root of all that it causes: 32 hexadecimal digits. `runOrdinal` is 0 for the first run on the same
 * records, and for any where nothing is kept.
 */
export function tickId(seed: number, nodeId: string, tickIndex: number, runOrdinal = 0): string {
  const run = runOrdinal === 0 ? [] : [runOrdinal];
  return hexOfHash(hashOfParts(['tick', seed, nodeId, tickIndex, ...run]));
}

/** Id of an emitted event. `emitIndex` counts from 0 what the node emitted for this cause, the same on each attempt. */
export function emittedEventId(causeId: string, nodeId: string, emitIndex: number): string {
  return hexOfHash(hashOfParts(['emit', causeId, nodeId, emitIndex]));
}

/** Id of a record that nobody gave one. */
export function foreignEventId(topic: string, partition: number, offset: string): string {
  return `${topic}-${partition}-${offset}`;
}

/** The id that a record carries in its `topicraft-id` header, if it is of our making. */
export function parseEventId(header: string | undefined): string | undefined {
  return header !== undefined && /^[0-9a-f]{32}$/.test(header) ? header : undefined;
}

/** `random` of a handler's call: from seed, node and event, so it is the same on each attempt. */
export function createEventRandom(seed: number, nodeId: string, eventId: string): () => number {
  const [one, two, three, four] = hashOfParts(['random', seed, nodeId, eventId]);
  const state: Hash128 = [one, two, three, four || 1];
  return createRandom(state);
}

/** Trace id of what a tick or a foreign record caused (W3C Trace Context: 32 hexadecimal digits, not all zero). */
export function rootTraceId(rootId: string): string {
  const id = parseEventId(rootId) ?? hexOfHash(hashOfParts(['trace', rootId]));
  return /[1-9a-f]/.test(id) ? id : id.replace(/.$/, '1');
}

/**
 * `traceparent` of a sent record (W3C Trace Context, version 00, sampled): its span is the sending, named by the first 16
 * digits of the event's id.
 */
export function traceparentOf(traceId: string, eventId: string): string {
  const span = eventId.slice(0, 16);
  return `00-${traceId}-${/[1-9a-f]/.test(span) ? span : '0000000000000001'}-01`;
}

/** Trace id of a `traceparent` header; undefined where there is none or it isn't valid. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return partsOf(traceparent)?.[1];
}

/** Span id of a `traceparent` header, of 16 hexadecimal digits; undefined where there is none or it isn't valid. */
export function spanIdOf(traceparent: string | undefined): string | undefined {
  return partsOf(traceparent)?.[2];
}

function partsOf(traceparent: string | undefined): RegExpExecArray | null {
  return /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/.exec(
    traceparent ?? '',
  );
}
