import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type KafkaApi, kafkaApis, type Message } from '../../main/wire/index.ts';
import { fromVectorForm, toVectorForm } from './vector-form.ts';
import type { Verdict } from './verdict.ts';

const vectorSchema = z.object({
  apiKey: z.number().nullable(),
  name: z.string(),
  type: z.string(),
  version: z.number(),
  flexible: z.boolean(),
  message: z.record(z.string(), z.unknown()),
  hex: z.string(),
});
type Vector = z.infer<typeof vectorSchema>;

const messages = new Map<string, Message>();
for (const api of Object.values<KafkaApi>(kafkaApis)) {
  messages.set(api.request.name, api.request);
  messages.set(api.response.name, api.response);
}

/** Holds our codecs against one message of Kafka's, both ways. */
export function checkWireVector(line: string): Verdict {
  const vector = vectorSchema.parse(JSON.parse(line));
  const message = messages.get(vector.name);
  if (message === undefined) return { kind: 'skipped', what: vector.name };
  try {
    const problem = compare(message, vector);
    return problem === undefined ? { kind: 'passed' } : failed(vector, problem);
  } catch (error) {
    return failed(vector, String(error));
  }
}

function compare(message: Message, vector: Vector): string | undefined {
  const { version, hex } = vector;
  if (vector.flexible !== version >= message.flexibleFrom) return 'flexible differs';
  // The vector's JSON is data; the encoder checks it field by field.
  const input = fromVectorForm(message.fields, vector.message) as never;
  const encoded = Buffer.from(message.encode(input, version)).toString('hex');
  if (encoded !== hex) return `encoded ${encoded}, expected ${hex}`;
  const decoded = message.decode(Buffer.from(hex, 'hex'), version);
  const form = toVectorForm(message.fields, decoded, version);
  // A vector may spell out a tagged field that has its default; on the wire, and so in ours, it is absent.
  const expected = toVectorForm(message.fields, input, version);
  if (!isDeepStrictEqual(form, expected)) {
    return `decoded ${JSON.stringify(form)}, expected ${JSON.stringify(expected)}`;
  }
  const again = Buffer.from(message.encode(decoded as never, version)).toString('hex');
  return again === hex ? undefined : `encoded again ${again}, expected ${hex}`;
}

function failed(vector: Vector, problem: string): Verdict {
  return { kind: 'failed', what: `${vector.name} v${vector.version}`, problem };
}
