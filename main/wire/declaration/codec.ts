import { Buffer } from 'node:buffer';
import type { WireReader } from '../primitives/wire-reader.ts';
import type { WireWriter } from '../primitives/wire-writer.ts';
import { wireFault } from '../wire-fault.ts';
import { defaultOf, isDefault } from './default-value.ts';
import type { Field, Fields, WireType } from './field.ts';
import { includesVersion } from './version-range.ts';

/** Writes and reads one type at one version: all that the version decides is settled when the codec is made. */
export interface Codec<Value> {
  readonly encode: (writer: WireWriter, value: Value) => void;
  readonly decode: (reader: WireReader) => Value;
}

type AnyCodec = Codec<unknown>;
type StructValue = Record<string, unknown>;

interface Step {
  readonly key: string;
  readonly codec: AnyCodec;
  readonly field: Field<unknown>;
}

/**
 * The codec of a struct at one version. In flexible versions (KIP-482) strings, bytes and arrays are compact and tagged
 * fields follow the others; unknown tags are skipped.
 */
export function structCodec(fields: Fields, version: number, flexible: boolean, path: string): Codec<StructValue> {
  const plain: Step[] = [];
  const tagged = new Map<number, Step>();
  const absent: Step[] = [];
  for (const [key, field] of Object.entries(fields)) {
    const codec = fieldCodec(field, version, flexible, `${path}.${key}`);
    const step = { key, codec, field };
    if (!includesVersion(field.versions, version)) absent.push(step);
    else if (field.tag === undefined) plain.push(step);
    else tagged.set(field.tag, step);
  }
  // In declared order, so that every decoded message of a kind has one hidden class, whatever its version.
  const reads = Object.entries(fields).map(([key, field]) => {
    const step = plain.find((candidate) => candidate.key === key);
    return { key, decode: step?.codec.decode ?? (() => defaultOf(field)) };
  });
  const refusedWhenSet = absent.filter(({ field }) => !field.ignorable);
  const taggedInOrder = [...tagged.values()].sort((a, b) => (a.field.tag ?? 0) - (b.field.tag ?? 0));

  return {
    encode(writer, value) {
      for (const { key, field } of refusedWhenSet) {
        if (!isDefault(field, value[key])) {
          throw wireFault('unsupported-version', `${path}.${key} is not in version ${version}`);
        }
      }
      for (const { key, codec, field } of plain) {
        const given = value[key];
        codec.encode(writer, given === undefined ? defaultOf(field) : given);
      }
      if (flexible) encodeTagged(writer, taggedInOrder, value);
    },
    decode(reader) {
      const value: StructValue = {};
      for (const { key, decode } of reads) value[key] = decode(reader);
      if (flexible) decodeTagged(reader, tagged, value, path);
      return value;
    },
  };
}

function encodeTagged(writer: WireWriter, steps: readonly Step[], value: StructValue): void {
  if (steps.length === 0) {
    writer.unsignedVarint(0);
    return;
  }
  const set = steps.filter(({ key, field }) => !isDefault(field, value[key]));
  writer.unsignedVarint(set.length);
  for (const { key, codec, field } of set) {
    writer.unsignedVarint(field.tag ?? 0);
    writer.sized(() => codec.encode(writer, value[key]));
  }
}

function decodeTagged(reader: WireReader, tagged: ReadonlyMap<number, Step>, value: StructValue, path: string): void {
  const count = reader.unsignedVarint();
  let previousTag = -1;
  for (let index = 0; index < count; index += 1) {
    const tag = reader.unsignedVarint();
    if (tag <= previousTag) throw wireFault('malformed', `${path}: tag ${tag} comes after tag ${previousTag}`);
    previousTag = tag;
    const byteLength = reader.unsignedVarint();
    const step = tagged.get(tag);
    if (step === undefined) {
      reader.bytes(byteLength);
      continue;
    }
    const end = reader.position + byteLength;
    value[step.key] = step.codec.decode(reader);
    if (reader.position !== end) throw wireFault('malformed', `${path}.${step.key} is not as long as its tag says`);
  }
}

function fieldCodec(field: Field<unknown>, version: number, flexible: boolean, path: string): AnyCodec {
  const nullable = includesVersion(field.nullable, version);
  return typeCodec(field.type, { version, flexible: flexible && !field.neverFlexible, nullable, path });
}

interface Situation {
  readonly version: number;
  readonly flexible: boolean;
  readonly nullable: boolean;
  /** Names the field in a fault. */
  readonly path: string;
}

function typeCodec(type: WireType, situation: Situation): AnyCodec {
  switch (type.kind) {
    case 'bool':
      return { encode: (writer, value) => writer.bool(value as boolean), decode: (reader) => reader.bool() };
    case 'int8':
      return { encode: (writer, value) => writer.int8(value as number), decode: (reader) => reader.int8() };
    case 'int16':
      return { encode: (writer, value) => writer.int16(value as number), decode: (reader) => reader.int16() };
    case 'uint16':
      return { encode: (writer, value) => writer.uint16(value as number), decode: (reader) => reader.uint16() };
    case 'int32':
      return { encode: (writer, value) => writer.int32(value as number), decode: (reader) => reader.int32() };
    case 'uint32':
      return { encode: (writer, value) => writer.uint32(value as number), decode: (reader) => reader.uint32() };
    case 'int64':
      return { encode: (writer, value) => writer.int64(value as bigint), decode: (reader) => reader.int64() };
    case 'float64':
      return { encode: (writer, value) => writer.float64(value as number), decode: (reader) => reader.float64() };
    case 'uuid':
      return { encode: (writer, value) => writer.uuid(value as string), decode: (reader) => reader.uuid() };
    case 'string':
      return stringCodec(situation);
    case 'bytes':
      return bytesCodec(situation);
    case 'records':
      // Kafka's generated code reads null records in every version.
      return bytesCodec({ ...situation, nullable: true });
    case 'array':
      return arrayCodec(type.element, situation);
    case 'struct': {
      const inner = structCodec(type.fields, situation.version, situation.flexible, situation.path) as AnyCodec;
      return situation.nullable ? nullableStruct(inner) : inner;
    }
  }
}

/** How the length of a string, of bytes or of an array stands before it; -1 says null. */
interface LengthCodec {
  encode(writer: WireWriter, length: number): void;
  decode(reader: WireReader): number;
}

const compactLength: LengthCodec = {
  encode: (writer, length) => writer.unsignedVarint(length + 1),
  decode: (reader) => reader.unsignedVarint() - 1,
};
const int16Length: LengthCodec = {
  encode: (writer, length) => writer.int16(length),
  decode: (reader) => reader.int16(),
};
const int32Length: LengthCodec = {
  encode: (writer, length) => writer.int32(length),
  decode: (reader) => reader.int32(),
};

function decodeLength(length: LengthCodec, reader: WireReader, { nullable, path }: Situation): number {
  const value = length.decode(reader);
  if (value === -1 && nullable) return value;
  if (value < 0) throw wireFault('malformed', value === -1 ? `${path} is null` : `${path} has length ${value}`);
  if (value > reader.remaining) {
    throw wireFault('truncated', `${path} claims ${value}, but ${reader.remaining} bytes are left`);
  }
  return value;
}

function encodeNull(length: LengthCodec, writer: WireWriter, { nullable, path, version }: Situation): void {
  if (!nullable) throw wireFault('invalid-value', `${path} cannot be null in version ${version}`);
  length.encode(writer, -1);
}

/** Of any string, however its length is written: Kafka's own code reads and writes no longer one. */
const longestStringBytes = 0x7fff;

function stringCodec(situation: Situation): AnyCodec {
  const length = situation.flexible ? compactLength : int16Length;
  return {
    encode(writer, value) {
      if (value === null) {
        encodeNull(length, writer, situation);
        return;
      }
      const byteLength = Buffer.byteLength(value as string);
      if (byteLength > longestStringBytes)
        throw wireFault('invalid-value', `${situation.path} has ${byteLength} bytes`);
      length.encode(writer, byteLength);
      writer.text(value as string, byteLength);
    },
    decode(reader) {
      const byteLength = decodeLength(length, reader, situation);
      if (byteLength > longestStringBytes) {
        throw wireFault('malformed', `${situation.path} has ${byteLength} bytes`);
      }
      return byteLength < 0 ? null : reader.text(byteLength);
    },
  };
}

function bytesCodec(situation: Situation): AnyCodec {
  const length = situation.flexible ? compactLength : int32Length;
  return {
    encode(writer, value) {
      if (value === null) {
        encodeNull(length, writer, situation);
        return;
      }
      length.encode(writer, (value as Uint8Array).byteLength);
      writer.bytes(value as Uint8Array);
    },
    decode(reader) {
      const byteLength = decodeLength(length, reader, situation);
      return byteLength < 0 ? null : reader.bytes(byteLength);
    },
  };
}

function arrayCodec(elementType: WireType, situation: Situation): AnyCodec {
  const length = situation.flexible ? compactLength : int32Length;
  const element = typeCodec(elementType, { ...situation, nullable: false });
  return {
    encode(writer, value) {
      if (value === null) {
        encodeNull(length, writer, situation);
        return;
      }
      const elements = value as readonly unknown[];
      length.encode(writer, elements.length);
      for (const each of elements) element.encode(writer, each);
    },
    decode(reader) {
      // Every element takes a byte at least, so a claimed count never allocates beyond what was sent.
      const count = decodeLength(length, reader, situation);
      if (count < 0) return null;
      const elements: unknown[] = [];
      for (let index = 0; index < count; index += 1) elements.push(element.decode(reader));
      return elements;
    },
  };
}

/** A byte before the struct tells whether it is there: 1, or -1 for null. */
function nullableStruct(inner: AnyCodec): AnyCodec {
  return {
    encode(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) inner.encode(writer, value);
    },
    decode: (reader) => (reader.int8() < 0 ? null : inner.decode(reader)),
  };
}
