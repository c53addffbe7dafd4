import type { Life, LifeAttempt, LifeEvent } from '../../../shared/contract/index.ts';
import { hashOfParts, hexOfHash, traceparentOf } from '../../../shared/lib/index.ts';

/** A span of a trace, in the terms of OpenTelemetry's messaging conventions. */
export interface LifeSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly kind: 'producer' | 'consumer';
  readonly name: string;
  /** The node whose span it is; undefined where someone outside sent the record. */
  readonly node: { readonly id?: string | undefined; readonly name: string } | undefined;
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly error: { readonly type: string; readonly message: string; readonly stack: string | undefined } | undefined;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Of a batch: the sendings of its other records, by event. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** A record of the same call in another place of this trace, or in another. */
export interface BatchMember {
  readonly eventId: string;
  readonly traceId: string;
}

/**
 * The spans of a life that are over: `send` of each record, `process` of each attempt, parents as the life has them. The sending of an event of
 * ours has the span id that its `traceparent` names, so that others' spans fit in. What is still running is left out until it is over.
 *
 * @param othersOf the other records of a batch's call
 */
export function lifeSpans(
  life: Life,
  othersOf: (attempt: LifeAttempt) => readonly BatchMember[] = () => [],
): LifeSpan[] {
  const traceId = spanTrace(life.traceId);
  const sendings = new Map(life.events.map((event) => [event.ref, sendingSpanId(life.traceId, event)]));
  return life.events.flatMap((event) => {
    const { parent } = event;
    const parentSend = parent === undefined ? undefined : sendings.get(parent);
    const ofEvent = sendings.get(event.ref) ?? '';
    const sends = event.records.flatMap((record, index): LifeSpan[] => {
      const { sentMs, appendedMs, attempt, partition, offset } = record;
      if (sentMs === undefined || appendedMs === undefined) return [];
      return [
        {
          ...sendBase(event, traceId),
          // An attempt that is made again sends again; the event goes by the first.
          spanId: index === 0 ? ofEvent : idFrom('send', event.ref, partition, offset),
          parentSpanId: attempt === undefined ? parentSend : attemptSpanId(life, attempt, parentSend),
          startMs: sentMs,
          endMs: appendedMs,
          error: undefined,
          attributes: { ...sendAttributes(event), ...placeAttributes(record) },
        },
      ];
    });
    return [...sends, ...event.attempts.flatMap((attempt) => processSpan(life, event, attempt, ofEvent, othersOf))];
  });
}

function processSpan(
  life: Life,
  event: LifeEvent,
  attempt: LifeAttempt,
  parentSpanId: string,
  othersOf: (attempt: LifeAttempt) => readonly BatchMember[],
): LifeSpan[] {
  const { startedMs, endedMs, outcome, error, callRecords } = attempt;
  if (startedMs === undefined || endedMs === undefined || outcome === 'running') return [];
  const isSent = event.node !== undefined || event.records.some(({ sentMs }) => sentMs !== undefined);
  const failed = !['done', 'abandoned', 'interrupted'].includes(outcome);
  return [
    {
      traceId: spanTrace(life.traceId),
      spanId: processSpanId(life, attempt.attempt),
      parentSpanId: isSent ? parentSpanId : undefined,
      kind: 'consumer',
      name: `process ${event.topic.name}`,
      node: attempt.node,
      startMs: startedMs,
      endMs: endedMs,
      error: failed
        ? { type: error?.code ?? outcome, message: error?.message ?? outcome, stack: error?.stack }
        : undefined,
      attributes: {
        ...messaging(event.topic.name, 'process'),
        'messaging.message.id': event.eventId,
        ...placeAttributes(attempt),
        ...(event.key !== null && { 'messaging.kafka.message.key': event.key }),
        ...(callRecords > 1 && { 'messaging.batch.message_count': callRecords }),
        'topicraft.node': attempt.node.name,
        'topicraft.attempt': attempt.tries,
        'topicraft.outcome': outcome,
        ...(attempt.givenUp && { 'topicraft.given_up': attempt.givenUp.way }),
      },
      links: callRecords > 1 ? othersOf(attempt).map(linkOf) : [],
    },
  ];
}

function sendBase(event: LifeEvent, traceId: string): Pick<LifeSpan, 'traceId' | 'kind' | 'name' | 'node' | 'links'> {
  return { traceId, kind: 'producer', name: `send ${event.topic.name}`, node: event.node, links: [] };
}

function sendAttributes({ topic, eventId, key, valueBytes, edge, node }: LifeEvent): Record<string, string | number> {
  return {
    ...messaging(topic.name, 'send'),
    'messaging.message.id': eventId,
    'messaging.message.body.size': valueBytes,
    ...(key !== null && { 'messaging.kafka.message.key': key }),
    ...(node && { 'topicraft.node': node.name }),
    'topicraft.cause': edge,
  };
}

function messaging(topic: string, operation: 'process' | 'send'): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}

function placeAttributes({
  partition,
  offset,
}: {
  partition: number;
  offset: string;
}): Record<string, string | number> {
  return { 'messaging.destination.partition.id': String(partition), 'messaging.kafka.offset': Number(offset) };
}

/** A dead letter has the id of the event that it stands for, and is another sending. */
function sendingSpanId(traceId: string, { eventId, edge, ref, records }: LifeEvent): string {
  const [first] = records;
  return edge === 'dead-letter'
    ? idFrom('dead-letter', ref, first?.partition ?? 0, first?.offset ?? '')
    : linkOf({ traceId, eventId }).spanId;
}

function linkOf({ traceId, eventId }: BatchMember): { traceId: string; spanId: string } {
  const isOurs = /^[0-9a-f]{32}$/.test(eventId);
  const spanId = isOurs ? traceparentOf(traceId, eventId).split('-')[2] : undefined;
  return { traceId: spanTrace(traceId), spanId: spanId ?? idFrom('foreign', eventId) };
}

/** A tick is no span of the tree: what it sends is a root. */
function attemptSpanId(life: Life, attempt: string, fallback: string | undefined): string | undefined {
  const isKnown = life.events.some(({ attempts }) => attempts.some((each) => each.attempt === attempt));
  return isKnown ? processSpanId(life, attempt) : (processOfCall(life, attempt) ?? fallback);
}

/** Records name the first attempt of their call; in this trace the call may be known by another of its records. */
function processOfCall(life: Life, call: string): string | undefined {
  const found = life.events.flatMap(({ attempts }) => attempts).find((each) => each.call === call);
  return found && processSpanId(life, found.attempt);
}

function processSpanId({ session, traceId }: Life, attempt: string): string {
  return idFrom('process', session, traceId, attempt);
}

function idFrom(...parts: (string | number)[]): string {
  const id = hexOfHash(hashOfParts(['span', ...parts])).slice(0, 16);
  return /[1-9a-f]/.test(id) ? id : '0000000000000001';
}

/** Trace ids are 32 hexadecimal digits, also those of others. */
function spanTrace(traceId: string): string {
  return /^[0-9a-f]{32}$/.test(traceId) ? traceId : hexOfHash(hashOfParts(['trace', traceId]));
}
