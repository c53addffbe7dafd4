import { Fault } from '../../../shared/lib/index.ts';
import type { TopicFormat } from '../../../shared/graph/index.ts';

export type ValueFaultCode = 'value-not-decodable' | 'value-not-encodable';

const decoder = new TextDecoder('utf-8', { fatal: true });
const lenientDecoder = new TextDecoder('utf-8');
const encoder = new TextEncoder();

/** A record's value as handlers see it; null is a tombstone in every format. Throws a Fault where the bytes aren't of the format. */
export function decodeValue(format: TopicFormat, bytes: Uint8Array | null): unknown {
  if (bytes === null || format === 'bytes') return bytes;
  try {
    const text = decoder.decode(bytes);
    return format === 'text' ? text : deepFreeze(JSON.parse(text));
  } catch (error) {
    const what = format === 'json' ? 'JSON' : 'text in UTF-8';
    throw new Fault<ValueFaultCode>(
      'value-not-decodable',
      `The value is not ${what}: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

/** The bytes of an emitted value. Throws a Fault where the topic's format can't hold it. */
export function encodeValue(format: TopicFormat, topic: string, value: unknown): Uint8Array | null {
  if (value === null) return null;
  switch (format) {
    case 'json':
      return encoder.encode(toJson(topic, value));
    case 'text':
      if (typeof value === 'string') return encoder.encode(value);
      throw notEncodable(topic, `holds text, so its values are strings and not ${typeof value}`);
    case 'bytes':
      if (value instanceof Uint8Array) return value;
      throw notEncodable(topic, `holds bytes, so its values are Uint8Arrays and not ${typeof value}`);
  }
}

function toJson(topic: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw notEncodable(topic, `holds JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text === undefined) throw notEncodable(topic, `holds JSON, which has no ${typeof value}`);
  return text;
}

function notEncodable(topic: string, why: string): Fault<ValueFaultCode> {
  return new Fault('value-not-encodable', `The topic ${topic} ${why}.`);
}

/** Keys and header values; bytes that aren't UTF-8 become replacement characters. */
export function decodeText(bytes: Uint8Array): string {
  return lenientDecoder.decode(bytes);
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
