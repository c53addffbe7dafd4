import type { Field, WireType } from './field.ts';

const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA';
const noBytes = new Uint8Array(0);

/** Makes the default of a field anew: what a version that lacks it decodes to. */
export function defaultOf(field: Field<unknown>): unknown {
  return field.defaultValue === undefined ? defaultOfType(field.type) : field.defaultValue;
}

function defaultOfType(type: WireType): unknown {
  switch (type.kind) {
    case 'bool':
      return false;
    case 'int64':
      return 0n;
    case 'uuid':
      return zeroUuid;
    case 'string':
      return '';
    case 'bytes':
      return noBytes;
    case 'records':
      return null;
    case 'array':
      return [];
    case 'struct':
      return Object.fromEntries(Object.entries(type.fields).map(([key, field]) => [key, defaultOf(field)]));
    case 'int8':
    case 'int16':
    case 'uint16':
    case 'int32':
    case 'uint32':
    case 'float64':
      return 0;
  }
}

/** Whether `value` is the field's default; a tagged field then stays off the wire. */
export function isDefault(field: Field<unknown>, value: unknown): boolean {
  return equals(field.type, value, field.defaultValue === undefined ? undefined : { value: field.defaultValue });
}

function equals(type: WireType, value: unknown, given: { value: unknown } | undefined): boolean {
  if (value === undefined) return true;
  if (given?.value === null) return value === null;
  if (type.kind === 'array') return Array.isArray(value) && value.length === 0;
  if (type.kind === 'bytes') return value instanceof Uint8Array && value.byteLength === 0;
  if (type.kind === 'struct') {
    if (typeof value !== 'object' || value === null) return false;
    const entries = value as Record<string, unknown>;
    return Object.entries(type.fields).every(([key, field]) => isDefault(field, entries[key]));
  }
  return value === (given === undefined ? defaultOfType(type) : given.value);
}
