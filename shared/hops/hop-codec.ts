import { ByteReader, ByteWriter } from './bytes.ts';
import {
  attemptOutcomes,
  causeCertainties,
  givenUpWays,
  type HandledCause,
  type HandledRecord,
  type Hop,
  type HopError,
  type HopPayload,
  type RecordPlace,
  transactionEnds,
} from './hop.ts';

/** Of the bytes' form. A reader of another version refuses them. */
const version = 3;

const types = ['tick-started', 'started', 'ended', 'retry', 'sent', 'given-up', 'committed', 'clock-read'] as const;

/** Hops as bytes, a batch at a time. Cheap: no object is kept, and names are written once a batch. */
export class HopWriter {
  readonly #out = new ByteWriter();
  #hops = 0;

  /** Of the batch so far. */
  get byteLength(): number {
    return this.#out.length;
  }

  get hops(): number {
    return this.#hops;
  }

  /** The batch so far, and begins a new one. */
  take(): Uint8Array<ArrayBuffer> {
    this.#hops = 0;
    return this.#out.take();
  }

  write(hop: Hop): void {
    const out = this.#out;
    if (this.#hops === 0) out.byte(version);
    this.#hops += 1;
    out.byte(types.indexOf(hop.type));
    switch (hop.type) {
      case 'tick-started':
        out.count(hop.attempt);
        out.name(hop.node);
        out.count(hop.tries);
        out.number(hop.timeMs);
        out.id(hop.tickId);
        out.id(hop.traceId);
        return;
      case 'started':
        out.count(hop.attempt);
        out.name(hop.node);
        out.count(hop.instance);
        out.count(hop.tries);
        out.number(hop.timeMs);
        out.count(hop.records.length);
        for (const record of hop.records) writeRecord(out, record);
        return;
      case 'ended':
        out.count(hop.attempt);
        out.number(hop.timeMs);
        out.byte(attemptOutcomes.indexOf(hop.outcome));
        out.byte(hop.counted ? 1 : 0);
        writeError(out, hop.error);
        return;
      case 'retry':
        out.count(hop.attempt);
        out.number(hop.timeMs);
        out.number(hop.delayMs);
        return;
      case 'sent':
        writeSent(out, hop);
        return;
      case 'given-up':
        writeGivenUp(out, hop);
        return;
      case 'committed':
        out.name(hop.node);
        writePlace(out, hop.place);
        out.number(hop.timeMs);
        return;
      case 'clock-read':
        out.count(hop.attempt);
        out.count(hop.readingsMs.length);
        for (const readingMs of hop.readingsMs) out.number(readingMs);
    }
  }
}

/** The hops of a batch, in their order. Throws a RangeError where the bytes are none of a HopWriter of this version. */
export function readHops(bytes: Uint8Array): Hop[] {
  const from = new ByteReader(bytes);
  if (from.byte() !== version) throw new RangeError('The hops are of another version.');
  const hops: Hop[] = [];
  while (!from.atEnd) hops.push(readHop(from));
  return hops;
}

function readHop(from: ByteReader): Hop {
  const type = oneOf(types, from.byte());
  switch (type) {
    case 'tick-started':
      return {
        type,
        attempt: from.count(),
        node: from.name(),
        tries: from.count(),
        timeMs: from.number(),
        tickId: from.id(),
        traceId: from.id(),
      };
    case 'started':
      return {
        type,
        attempt: from.count(),
        node: from.name(),
        instance: from.count(),
        tries: from.count(),
        timeMs: from.number(),
        records: Array.from({ length: from.count() }, () => readRecord(from)),
      };
    case 'ended':
      return {
        type,
        attempt: from.count(),
        timeMs: from.number(),
        outcome: oneOf(attemptOutcomes, from.byte()),
        counted: from.byte() === 1,
        error: readError(from),
      };
    case 'retry':
      return { type, attempt: from.count(), timeMs: from.number(), delayMs: from.number() };
    case 'sent':
      return readSent(from);
    case 'given-up':
      return readGivenUp(from);
    case 'committed':
      return { type, node: from.name(), place: readPlace(from), timeMs: from.number() };
    case 'clock-read':
      return { type, attempt: from.count(), readingsMs: Array.from({ length: from.count() }, () => from.number()) };
  }
}

type Sent = Extract<Hop, { type: 'sent' }>;

function writeSent(out: ByteWriter, hop: Sent): void {
  out.count(hop.attempt);
  out.name(hop.node);
  out.id(hop.eventId);
  out.id(hop.traceId);
  out.id(hop.causeId);
  writeOptional(out, hop.cause, writePlace);
  out.byte(causeCertainties.indexOf(hop.certainty));
  out.name(hop.topic);
  writeOptional(out, hop.place, (_, { partition, offset }) => {
    out.count(partition);
    out.offset(offset);
  });
  out.number(hop.sentMs);
  out.number(hop.endedMs);
  writePayload(out, hop.payload);
  writeError(out, hop.error);
  writeOptional(out, hop.transaction, (_, end) => out.byte(transactionEnds.indexOf(end)));
}

function readSent(from: ByteReader): Sent {
  return {
    type: 'sent',
    attempt: from.count(),
    node: from.name(),
    eventId: from.id(),
    traceId: from.id(),
    causeId: from.id(),
    cause: readOptional(from, readPlace),
    certainty: oneOf(causeCertainties, from.byte()),
    topic: from.name(),
    place: readOptional(from, () => ({ partition: from.count(), offset: from.offset() })),
    sentMs: from.number(),
    endedMs: from.number(),
    payload: readPayload(from),
    error: readError(from),
    transaction: readOptional(from, () => oneOf(transactionEnds, from.byte())),
  };
}

type GivenUp = Extract<Hop, { type: 'given-up' }>;

function writeGivenUp(out: ByteWriter, hop: GivenUp): void {
  out.byte(givenUpWays.indexOf(hop.way));
  out.name(hop.node);
  out.count(hop.instance);
  writeOptional(out, hop.attempt, (_, attempt) => out.count(attempt));
  out.count(hop.tries);
  out.number(hop.timeMs);
  writeRecord(out, hop.record);
  writeError(out, hop.error);
  writeOptional(out, hop.letter, (_, { place, sentMs, payload }) => {
    writePlace(out, place);
    out.number(sentMs);
    writePayload(out, payload);
  });
}

function readGivenUp(from: ByteReader): GivenUp {
  return {
    type: 'given-up',
    way: oneOf(givenUpWays, from.byte()),
    node: from.name(),
    instance: from.count(),
    attempt: readOptional(from, () => from.count()),
    tries: from.count(),
    timeMs: from.number(),
    record: readRecord(from),
    error: readError(from) ?? { message: '' },
    letter: readOptional(from, () => ({
      place: readPlace(from),
      sentMs: from.number(),
      payload: readPayload(from),
    })),
  };
}

function writeRecord(out: ByteWriter, record: HandledRecord): void {
  writePlace(out, record);
  out.id(record.eventId);
  out.id(record.traceId);
  out.number(record.fetchedMs);
  out.number(record.timestampMs);
  writeOptional(out, record.cause, writeCause);
  writeOptional(out, record.parentSpan, (_, span) => out.name(span));
  writeOptional(out, record.payload, writePayload);
}

function readRecord(from: ByteReader): HandledRecord {
  return {
    ...readPlace(from),
    eventId: from.id(),
    traceId: from.id(),
    fetchedMs: from.number(),
    timestampMs: from.number(),
    cause: readOptional(from, readCause),
    parentSpan: readOptional(from, () => from.name()),
    payload: readOptional(from, readPayload),
  };
}

function writeCause(out: ByteWriter, { eventId, node, certainty, deadLetterOf }: HandledCause): void {
  out.id(eventId);
  out.name(node);
  out.byte(causeCertainties.indexOf(certainty));
  writeOptional(out, deadLetterOf, writePlace);
}

function readCause(from: ByteReader): HandledCause {
  return {
    eventId: from.id(),
    node: from.name(),
    certainty: oneOf(causeCertainties, from.byte()),
    deadLetterOf: readOptional(from, readPlace),
  };
}

function writePlace(out: ByteWriter, { topic, partition, offset }: RecordPlace): void {
  out.name(topic);
  out.count(partition);
  out.offset(offset);
}

function readPlace(from: ByteReader): RecordPlace {
  return { topic: from.name(), partition: from.count(), offset: from.offset() };
}

function writePayload(out: ByteWriter, { key, keyBytes, value, valueBytes }: HopPayload): void {
  writeOptional(out, key ?? undefined, (_, bytes) => out.bytes(bytes));
  out.count(keyBytes);
  writeOptional(out, value ?? undefined, (_, bytes) => out.bytes(bytes));
  out.count(valueBytes);
}

function readPayload(from: ByteReader): HopPayload {
  const bytes = (): Uint8Array | null => readOptional(from, () => from.bytes()) ?? null;
  return { key: bytes(), keyBytes: from.count(), value: bytes(), valueBytes: from.count() };
}

function writeError(out: ByteWriter, error: HopError | undefined): void {
  writeOptional(out, error, (_, { message, code, stack }) => {
    out.name(message);
    writeOptional(out, code, (__, text) => out.name(text));
    writeOptional(out, stack, (__, text) => out.name(text));
  });
}

function readError(from: ByteReader): HopError | undefined {
  const text = (): string => from.name();
  return readOptional(from, () => ({
    message: text(),
    code: readOptional(from, text),
    stack: readOptional(from, text),
  }));
}

function writeOptional<Value>(
  out: ByteWriter,
  value: Value | undefined,
  write: (out: ByteWriter, value: Value) => void,
): void {
  out.byte(value === undefined ? 0 : 1);
  if (value !== undefined) write(out, value);
}

function readOptional<Value>(from: ByteReader, read: (from: ByteReader) => Value): Value | undefined {
  return from.byte() === 1 ? read(from) : undefined;
}

function oneOf<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError('The hops say what this version does not know.');
  return value;
}
