import { Buffer } from 'node:buffer';
import { type Field, type Fields, includesVersion, isDefault, type WireType } from '../../main/wire/index.ts';

/**
 * The JSON in which Kafka's vectors write a message: int64 as decimal strings, bytes and records as hex, uuids as Kafka's text;
 * a field that the version lacks, or a tagged one at its default, is absent.
 */
export type VectorMessage = Record<string, unknown>;

/** A decoded message in the vectors' form. */
export function toVectorForm(fields: Fields, value: object, version: number): VectorMessage {
  const entries = value as Record<string, unknown>;
  const form: VectorMessage = {};
  for (const [key, field] of Object.entries(fields)) {
    const inner = entries[key];
    if (!includesVersion(field.versions, version)) continue;
    if (field.tag !== undefined && isDefault(field, inner)) continue;
    form[key] = toForm(field.type, inner, version);
  }
  return form;
}

function toForm(type: WireType, value: unknown, version: number): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case 'int64':
      return (value as bigint).toString();
    case 'bytes':
    case 'records':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'array':
      return (value as unknown[]).map((element) => toForm(type.element, element, version));
    case 'struct':
      return toVectorForm(type.fields, value as object, version);
    case 'bool':
    case 'int8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'float64':
    case 'uuid':
    case 'string':
      return value;
  }
}

/** What the encoder takes, from a message in the vectors' form. */
export function fromVectorForm(fields: Fields, form: VectorMessage): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(form)) {
    const field: Field<unknown> | undefined = fields[key];
    if (field === undefined) throw new Error(`the declaration has no field ${key}`);
    value[key] = fromForm(field.type, given);
  }
  return value;
}

function fromForm(type: WireType, form: unknown): unknown {
  if (form === null) return null;
  switch (type.kind) {
    case 'int64':
      return BigInt(form as string);
    case 'bytes':
    case 'records':
      return new Uint8Array(Buffer.from(form as string, 'hex'));
    case 'array':
      return (form as unknown[]).map((element) => fromForm(type.element, element));
    case 'struct':
      return fromVectorForm(type.fields, form as VectorMessage);
    case 'bool':
    case 'int8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'float64':
    case 'uuid':
    case 'string':
      return form;
  }
}
