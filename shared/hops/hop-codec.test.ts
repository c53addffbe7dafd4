import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attemptOutcomes,
  causeCertainties,
  givenUpWays,
  type Hop,
  HopWriter,
  readHops,
  transactionEnds,
} from './index.ts';

const id = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((raw) => Buffer.from(raw).toString('hex')),
  fc.string(),
);
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const timeMs = fc.double({ noNaN: true });
const text = fc.string({ unit: 'grapheme' });
const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
const place = fc.record({ topic: text, partition: fc.nat(), offset });
const bytes = fc.option(fc.uint8Array());
const payload = fc.record({ key: bytes, keyBytes: count, value: bytes, valueBytes: count });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const error = fc.record({ message: text, code: maybe(text), stack: maybe(text) });
const record = fc.record({
  topic: text,
  partition: fc.nat(),
  offset,
  eventId: id,
  traceId: id,
  fetchedMs: timeMs,
  timestampMs: timeMs,
  cause: maybe(
    fc.record({
      eventId: id,
      node: text,
      certainty: fc.constantFrom(...causeCertainties),
      deadLetterOf: maybe(place),
    }),
  ),
  parentSpan: maybe(text),
  payload: maybe(payload),
});

const hop: fc.Arbitrary<Hop> = fc.oneof(
  fc.record({
    type: fc.constant('tick-started' as const),
    attempt: count,
    node: text,
    tries: count,
    timeMs,
    tickId: id,
    traceId: id,
  }),
  fc.record({
    type: fc.constant('started' as const),
    attempt: count,
    node: text,
    instance: count,
    tries: count,
    timeMs,
    records: fc.array(record),
  }),
  fc.record({
    type: fc.constant('ended' as const),
    attempt: count,
    timeMs,
    outcome: fc.constantFrom(...attemptOutcomes),
    counted: fc.boolean(),
    error: maybe(error),
  }),
  fc.record({ type: fc.constant('clock-read' as const), attempt: count, readingsMs: fc.array(timeMs) }),
  fc.record({ type: fc.constant('retry' as const), attempt: count, timeMs, delayMs: timeMs }),
  fc.record({
    type: fc.constant('sent' as const),
    attempt: count,
    node: text,
    eventId: id,
    traceId: id,
    causeId: id,
    cause: maybe(place),
    certainty: fc.constantFrom(...causeCertainties),
    topic: text,
    place: maybe(fc.record({ partition: fc.nat(), offset })),
    sentMs: timeMs,
    endedMs: timeMs,
    payload,
    error: maybe(error),
    transaction: maybe(fc.constantFrom(...transactionEnds)),
  }),
  fc.record({
    type: fc.constant('given-up' as const),
    way: fc.constantFrom(...givenUpWays),
    node: text,
    instance: count,
    attempt: maybe(count),
    tries: count,
    timeMs,
    record,
    error,
    letter: maybe(fc.record({ place, sentMs: timeMs, payload })),
  }),
  fc.record({ type: fc.constant('committed' as const), node: text, place, timeMs }),
);

describe('hops as bytes', () => {
  it('come back as they were, a batch after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hop, { minLength: 1 }), { maxLength: 3 }), (batches) => {
        const writer = new HopWriter();
        for (const batch of batches) {
          for (const each of batch) writer.write(each);
          expect(writer.hops).toBe(batch.length);
          expect(readHops(writer.take())).toEqual(batch);
          expect(writer.byteLength).toBe(0);
        }
      }),
    );
  });

  it('are refused where they were cut, or are of another version', () => {
    const writer = new HopWriter();
    writer.write({ type: 'committed', node: 'n', place: { topic: 't', partition: 1, offset: '7' }, timeMs: 1 });
    const whole = writer.take();
    for (let length = 0; length < whole.byteLength; length += 1) {
      if (length !== 1) expect(() => readHops(whole.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => readHops(Uint8Array.of(99, ...whole.subarray(1)))).toThrow(RangeError);
  });
});
