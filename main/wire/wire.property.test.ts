import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../../shared/lib/index.ts';
import {
  buildBatch,
  checkBatches,
  decodeRecords,
  type Field,
  type Fields,
  FrameSplitter,
  includesVersion,
  type KafkaApi,
  kafkaApis,
  type Message,
  type WireType,
} from './index.ts';

const messages = Object.values<KafkaApi>(kafkaApis).flatMap((api): Message[] => [api.request, api.response]);

/** A message of ours with a version, and a value that this version can carry. */
const anyMessage = fc
  .constantFrom(...messages)
  .chain((message) =>
    fc
      .integer({ min: message.versions.min, max: message.versions.max })
      .chain((version) => structValue(message.fields, version).map((value) => ({ message, version, value }))),
  );

function structValue(fields: Fields, version: number): fc.Arbitrary<Record<string, unknown>> {
  const present = Object.entries(fields).filter(([, field]) => includesVersion(field.versions, version));
  return fc.record(Object.fromEntries(present.map(([key, field]) => [key, fieldValue(field, version)])));
}

function fieldValue(field: Field<unknown>, version: number): fc.Arbitrary<unknown> {
  const value = typeValue(field.type, version);
  return includesVersion(field.nullable, version) ? fc.option(value) : value;
}

function typeValue(type: WireType, version: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'bool':
      return fc.boolean();
    case 'int8':
      return fc.integer({ min: -128, max: 127 });
    case 'int16':
      return fc.integer({ min: -32_768, max: 32_767 });
    case 'uint16':
      return fc.integer({ min: 0, max: 65_535 });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'int64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'float64':
      return fc.double({ noNaN: true });
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 20 });
    case 'bytes':
    case 'records':
      // Above 4 KiB bytes are referenced instead of copied.
      return fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constant(new Uint8Array(5000).fill(7)));
    case 'array':
      return fc.array(typeValue(type.element, version), { maxLength: 3 });
    case 'struct':
      return structValue(type.fields, version);
  }
}

it('gives back any message that it encoded, at any version', () => {
  fc.assert(
    fc.property(anyMessage, ({ message, version, value }) => {
      const encoded = message.encode(value, version);
      const decoded = message.decode(encoded, version);
      expect(decoded).toMatchObject(value);
      expect(Buffer.from(message.encode(decoded as never, version)).equals(encoded)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it('answers random and mutated bytes with a value or a fault, and nothing else', () => {
  const mutated = fc
    .tuple(anyMessage, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }), fc.nat({ max: 10 }))
    .map(([{ message, version, value }, changes, cut]) => {
      const bytes = message.encode(value, version);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return { message, version, bytes: bytes.subarray(0, Math.max(0, bytes.length - cut)) };
    });
  const random = fc
    .tuple(anyMessage, fc.uint8Array({ maxLength: 200 }))
    .map(([{ message, version }, bytes]) => ({ message, version, bytes }));
  fc.assert(
    fc.property(fc.oneof(mutated, random), ({ message, version, bytes }) => {
      try {
        message.decode(bytes, version);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 20_000 },
  );
});

it('allocates nothing by a claimed count', () => {
  // Two billion topics, in ten bytes.
  const claim = Uint8Array.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0]);
  expect(() => kafkaApis.metadata.request.decode(claim, 1)).toThrow(expect.objectContaining({ code: 'truncated' }));
});

it('cuts a stream into its frames wherever it is split', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (frames, steps) => {
        const stream = Buffer.concat(
          frames.flatMap((frame) => {
            const length = Buffer.alloc(4);
            length.writeInt32BE(frame.length);
            return [length, frame];
          }),
        );
        const splitter = new FrameSplitter(100);
        const found: Uint8Array[] = [];
        for (let at = 0, index = 0; at < stream.length; index += 1) {
          const step = steps[index % steps.length] ?? 1;
          found.push(...splitter.push(stream.subarray(at, at + step)));
          at += step;
        }
        expect(found.map((frame) => [...frame])).toEqual(frames.map((frame) => [...frame]));
        expect(splitter.bufferedBytes).toBe(0);
      },
    ),
  );
});

it('refuses a frame that claims 2 GB before any of it is kept', () => {
  const splitter = new FrameSplitter(100);
  expect(() => splitter.push(Uint8Array.from([0x7f, 0xff, 0xff, 0xff]))).toThrow(
    expect.objectContaining({ code: 'frame-too-large' }),
  );
});

it('reads a damaged batch as a fault, or not at all', () => {
  const record = { offset: 0n, timestamp: 1n, key: null, value: new Uint8Array(10), headers: [] };
  const batch = buildBatch([record, { ...record, offset: 1n }]);
  fc.assert(
    fc.property(fc.nat({ max: batch.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const damaged = batch.slice();
      damaged[at] = byte;
      try {
        for (const { header, bytes } of checkBatches(damaged)) decodeRecords(bytes, header, (inner) => inner);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 5000 },
  );
});
