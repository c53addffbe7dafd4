import { createHash } from 'node:crypto';
import type { CauseCertainty, HandledRecord, Hop, RecordPlace, TransactionEnd } from '../../shared/hops/index.ts';
import { HopWriter } from '../../shared/hops/index.ts';

/** A name as an id of an event. */
export function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

export function bytesOfHops(hops: readonly Hop[]): Uint8Array {
  const writer = new HopWriter();
  for (const hop of hops) writer.write(hop);
  return writer.take();
}

/** An event of a made-up run: where its record stands, and what it is called. */
export interface ToldEvent extends RecordPlace {
  readonly name: string;
  readonly trace: string;
}

/** Makes the hops of one handler host, a millisecond apart. Offsets count up by topic. */
export class TellingHost {
  readonly hops: Hop[] = [];
  nowMs: number;
  #nextAttempt = 0;
  #transaction: TransactionEnd | undefined;
  readonly #offsets: Map<string, number>;

  constructor(nowMs = 1_000_000, offsets = new Map<string, number>()) {
    this.nowMs = nowMs;
    this.#offsets = offsets;
  }

  /** Another host on the same topics, from now on. */
  successor(): TellingHost {
    return new TellingHost(this.nowMs + 1, this.#offsets);
  }

  /** All that was told since the last call. */
  take(): Uint8Array {
    return bytesOfHops(this.hops.splice(0));
  }

  /** A tick of a producer that emits one event; its trace is named as the event is. */
  produces(node: string, topic: string, name: string, key = name): ToldEvent {
    const attempt = this.#numbers(1);
    const tickId = idOf(`tick ${name}`);
    this.hops.push({ type: 'tick-started', attempt, node, tries: 1, timeMs: this.#tick(), tickId, traceId: tickId });
    const event = this.#sent({ attempt, node, topic, name, trace: tickId, causeId: tickId, key });
    this.hops.push({ type: 'ended', attempt, timeMs: this.#tick(), outcome: 'done', counted: false });
    return event;
  }

  /** A handler is called with these; the number of its attempt. */
  begins(node: string, events: readonly ToldEvent[], tries = 1): number {
    const attempt = this.#numbers(events.length);
    const fetchedMs = this.#tick();
    this.hops.push({
      type: 'started',
      attempt,
      node,
      instance: 0,
      tries,
      timeMs: this.#tick(),
      records: events.map((event) => handled(event, fetchedMs)),
    });
    return attempt;
  }

  emits(
    attempt: number,
    node: string,
    cause: ToldEvent,
    topic: string,
    called: string | { readonly id: string },
    certainty: CauseCertainty = 'known',
  ): ToldEvent {
    const name = typeof called === 'string' ? called : called.id;
    const eventId = typeof called === 'string' ? idOf(called) : called.id;
    return this.#sent({
      attempt,
      node,
      topic,
      name,
      eventId,
      trace: cause.trace,
      causeId: idOf(cause.name),
      cause,
      certainty,
    });
  }

  /** What is emitted next is part of a transaction that ended so. */
  inTransaction(end: TransactionEnd | undefined): void {
    this.#transaction = end;
  }

  readsClock(attempt: number, readingsMs: readonly number[]): void {
    this.hops.push({ type: 'clock-read', attempt, readingsMs });
  }

  ends(attempt: number): void {
    this.hops.push({ type: 'ended', attempt, timeMs: this.#tick(), outcome: 'done', counted: false });
  }

  fails(
    attempt: number,
    message = 'declined',
    stack = `Error: ${message}\n    at handle (handlers/charge.ts:12:9)`,
  ): void {
    const error = { message, code: 'failed', stack };
    this.hops.push({ type: 'ended', attempt, timeMs: this.#tick(), outcome: 'failed', counted: true, error });
  }

  retries(attempt: number, delayMs = 100): void {
    this.hops.push({ type: 'retry', attempt, timeMs: this.#tick(), delayMs });
  }

  deadLetters(node: string, event: ToldEvent, topic: string, attempt?: number): ToldEvent {
    const place = this.#placeIn(topic);
    const sentMs = this.#tick();
    this.hops.push({
      type: 'given-up',
      way: 'dead-lettered',
      node,
      instance: 0,
      attempt,
      tries: 2,
      timeMs: this.#tick(),
      record: handled(event, sentMs),
      error: { message: 'declined', code: 'failed' },
      letter: { place, sentMs, payload: payloadOf(event.name, event.name) },
    });
    return { ...place, name: event.name, trace: event.trace };
  }

  commits(node: string, { topic, partition, offset }: RecordPlace): void {
    const place = { topic, partition, offset: String(BigInt(offset) + 1n) };
    this.hops.push({ type: 'committed', node, place, timeMs: this.#tick() });
  }

  #sent(given: {
    attempt: number;
    node: string;
    topic: string;
    name: string;
    eventId?: string;
    trace: string;
    causeId: string;
    cause?: RecordPlace;
    certainty?: CauseCertainty;
    key?: string;
  }): ToldEvent {
    const {
      attempt,
      node,
      topic,
      name,
      eventId = idOf(name),
      trace,
      causeId,
      cause,
      certainty = 'known',
      key = name,
    } = given;
    const place = this.#placeIn(topic);
    this.hops.push({
      type: 'sent',
      attempt,
      node,
      eventId,
      traceId: trace,
      causeId,
      cause: cause && { topic: cause.topic, partition: cause.partition, offset: cause.offset },
      certainty,
      topic,
      place,
      sentMs: this.#tick(),
      endedMs: this.#tick(),
      payload: payloadOf(key, name),
      transaction: this.#transaction,
    });
    return { ...place, name, trace };
  }

  #placeIn(topic: string): RecordPlace {
    const offset = this.#offsets.get(topic) ?? 0;
    this.#offsets.set(topic, offset + 1);
    return { topic, partition: 0, offset: String(offset) };
  }

  #numbers(count: number): number {
    const first = this.#nextAttempt;
    this.#nextAttempt += count;
    return first;
  }

  #tick(): number {
    this.nowMs += 1;
    return this.nowMs;
  }
}

function handled(event: ToldEvent, fetchedMs: number): HandledRecord {
  const { topic, partition, offset, name, trace } = event;
  return { topic, partition, offset, eventId: idOf(name), traceId: trace, fetchedMs, timestampMs: fetchedMs - 1 };
}

function payloadOf(key: string, name: string) {
  const encoder = new TextEncoder();
  const value = encoder.encode(JSON.stringify({ name, städte: 'Köln' }));
  return { key: encoder.encode(key), keyBytes: key.length, value, valueBytes: value.byteLength };
}
