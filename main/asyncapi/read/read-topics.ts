import { z } from 'zod';
import { isJsonObject, type JsonObject, type Topic, type TopicFormat } from '../../../shared/graph/index.ts';
import { pointerTo } from '../unsaid.ts';
import { mergeTraits } from './merge-traits.ts';
import { kafkaName, type Names } from './names.ts';
import { type Found, type Reader, referenceOf } from './reader.ts';
import type { ReadSchemas } from './read-schemas.ts';

const channelShape = z.looseObject({
  address: z.string().nullish(),
  messages: z.record(z.string(), z.unknown()).optional(),
  bindings: z.unknown().optional(),
});
const kafkaShape = z.looseObject({
  topic: z.string().min(1).optional(),
  partitions: z.int().min(1).optional(),
  topicConfiguration: z.record(z.string(), z.unknown()).optional(),
});
const messageShape = z.looseObject({ contentType: z.string().optional() });

/** As many as a topic gets that is drawn in the app. */
const defaultPartitions = 3;
const maxPartitions = 1000;
const noPlace = 'A topic has no place for it.';

export interface ReadTopics {
  readonly topics: readonly Topic[];
  /** By where the channel stands in the document, and where it is referred to. */
  readonly byPointer: ReadonlyMap<string, Topic>;
  /** How many messages each channel has, by topic id. */
  readonly messageCounts: ReadonlyMap<string, number>;
}

/** A topic a channel. */
export function readTopics(reader: Reader, channels: Found<JsonObject>, tools: TopicTools): ReadTopics {
  const topics: Topic[] = [];
  const byPointer = new Map<string, Topic>();
  const messageCounts = new Map<string, number>();
  for (const [key, value] of Object.entries(channels.value)) {
    const pointer = pointerTo(channels.pointer, key);
    const found = reader.resolve({ value, pointer });
    if (!found) continue;
    const known = byPointer.get(found.pointer);
    const channel = known ? undefined : reader.shaped(found, channelShape, `The channel ${JSON.stringify(key)}`);
    if (known) byPointer.set(pointer, known);
    if (!channel) continue;
    const topic = readTopic(reader, key, { value: channel, pointer: found.pointer }, tools);
    topics.push(topic);
    messageCounts.set(topic.id, Object.keys(channel.messages ?? {}).length);
    byPointer.set(pointer, topic);
    byPointer.set(found.pointer, topic);
  }
  return { topics, byPointer, messageCounts };
}

export interface TopicTools {
  readonly names: Names;
  readonly schemas: ReadSchemas;
  readonly defaultContentType: string | undefined;
}

type Channel = z.infer<typeof channelShape>;

function readTopic(reader: Reader, key: string, found: Found<Channel>, tools: TopicTools): Topic {
  const { value: channel, pointer } = found;
  const what = `the channel ${JSON.stringify(key)}`;
  reader.rest(found, ['address', 'messages', 'bindings'], what, noPlace);
  const kafka = kafkaBinding(reader, channel.bindings, pointerTo(pointer, 'bindings'), what);
  const wanted = kafka?.value.topic ?? channel.address ?? key;
  const name = tools.names.node(wanted);
  if (name !== wanted) {
    reader.list(
      'renamed',
      pointer,
      `The name ${JSON.stringify(wanted)}`,
      `The topic is called "${name}": ${whyRenamed(wanted)}`,
    );
  } else if (typeof channel.address === 'string' && channel.address !== name) {
    const address = JSON.stringify(channel.address);
    reader.list(
      'address',
      pointerTo(pointer, 'address'),
      `The address ${address}`,
      'Its Kafka binding names another topic.',
    );
  }
  const messages = readMessages(reader, name, channel.messages ?? {}, pointerTo(pointer, 'messages'), tools);
  const config = kafka && configuration(reader, kafka);
  return {
    id: tools.names.id('topic', name),
    kind: 'topic',
    name,
    partitions: partitions(reader, kafka),
    ...messages,
    ...(config && { config }),
  };
}

function whyRenamed(wanted: string): string {
  if (wanted.includes('{')) return 'one topic stands for all addresses with these parameters.';
  return kafkaName(wanted) === wanted ? 'another node has that name.' : 'Kafka takes no such name.';
}

function kafkaBinding(reader: Reader, bindings: unknown, pointer: string, what: string) {
  if (bindings === undefined) return undefined;
  const found = reader.resolve({ value: bindings, pointer });
  if (!found || !isJsonObject(found.value)) return undefined;
  reader.rest(found, ['kafka'], what, 'Topicraft speaks Kafka only.');
  if (!Object.hasOwn(found.value, 'kafka')) return undefined;
  const kafka = reader.resolve({ value: found.value['kafka'], pointer: pointerTo(found.pointer, 'kafka') });
  const value = kafka && reader.shaped(kafka, kafkaShape, `The Kafka binding of ${what}`);
  if (!kafka || !value) return undefined;
  reader.rest(
    kafka,
    ['topic', 'partitions', 'topicConfiguration', 'bindingVersion'],
    `the Kafka binding of ${what}`,
    noPlace,
  );
  return { value, pointer: kafka.pointer };
}

type KafkaBinding = NonNullable<ReturnType<typeof kafkaBinding>>;

function partitions(reader: Reader, kafka: KafkaBinding | undefined): number {
  const wanted = kafka?.value.partitions ?? defaultPartitions;
  if (wanted <= maxPartitions) return wanted;
  reader.list(
    'field',
    pointerTo(kafka?.pointer ?? '', 'partitions'),
    `${wanted} partitions`,
    `A topic has at most ${maxPartitions} here.`,
  );
  return maxPartitions;
}

function configuration(reader: Reader, { value, pointer }: KafkaBinding): Record<string, string> | undefined {
  const entries: [string, string][] = [];
  for (const [key, setting] of Object.entries(value.topicConfiguration ?? {})) {
    const isList = Array.isArray(setting) && setting.every((item) => typeof item === 'string');
    const isPlain = ['string', 'number', 'boolean'].includes(typeof setting);
    const text = isList ? setting.join(',') : isPlain ? String(setting) : undefined;
    if (text !== undefined && text.length <= 1000 && key.length <= 249) entries.push([key, text]);
    else
      reader.list(
        'field',
        pointerTo(pointer, 'topicConfiguration', key),
        `The setting ${JSON.stringify(key)}`,
        'It is no plain value.',
      );
  }
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

interface ReadMessage {
  readonly format: TopicFormat;
  readonly payload: Found | undefined;
}

function readMessages(
  reader: Reader,
  topic: string,
  messages: Readonly<Record<string, unknown>>,
  pointer: string,
  tools: TopicTools,
): { format: TopicFormat; schema?: string } {
  const read = Object.entries(messages).flatMap(([key, value]) => {
    const message = readMessage(reader, { value, pointer: pointerTo(pointer, key) }, topic, tools);
    return message ? [message] : [];
  });
  const [first] = read;
  if (!first) return { format: 'json' };
  const { format } = first;
  if (read.some((message) => message.format !== format)) {
    reader.list(
      'messages-merged',
      pointer,
      `The messages of "${topic}"`,
      'Their formats differ, so the topic is one of bytes.',
    );
    return { format: 'bytes' };
  }
  if (format !== 'json') return { format };
  const payloads = read.flatMap(({ payload }) => (payload ? [payload] : []));
  if (read.length > 1) {
    reader.list(
      'messages-merged',
      pointer,
      `The names of the messages of "${topic}"`,
      'A topic has one schema, which takes each of them.',
    );
  }
  // A message without a schema may be anything, and so may the topic's values then.
  const [payload] = payloads;
  if (!payload || payloads.length < read.length) return { format };
  const schema =
    payloads.length === 1 ? tools.schemas.fileOf(payload, topic) : tools.schemas.fileOfAny(payloads, topic);
  return { format, ...(schema !== undefined && { schema }) };
}

function readMessage(reader: Reader, given: Found, topic: string, tools: TopicTools): ReadMessage | undefined {
  const found = reader.resolve(given);
  const shaped = found && reader.shaped(found, messageShape, `A message of "${topic}"`);
  if (!found || !shaped) return undefined;
  const message = mergeTraits(reader, shaped, found.pointer);
  const what = `a message of "${topic}"`;
  const said = ['contentType', 'payload', 'bindings', 'traits', ...(message['name'] === topic ? ['name'] : [])];
  reader.rest({ value: message, pointer: found.pointer }, said, what, 'A topic has values and their schema only.');
  readKey(reader, message['bindings'], pointerTo(found.pointer, 'bindings'), what);
  const contentType = typeof message['contentType'] === 'string' ? message['contentType'] : tools.defaultContentType;
  const payload =
    message['payload'] === undefined
      ? undefined
      : { value: message['payload'], pointer: pointerTo(found.pointer, 'payload') };
  const format = formatOf(contentType);
  if (payload && format !== 'json' && !isPlainText(payload.value)) {
    reader.list('schema-format', payload.pointer, `The schema of ${what}`, 'Only topics with JSON have a schema.');
  }
  return { format, payload };
}

/** Media types that are text: RFC 2046 section 4.1, and what is text by its name or suffix. */
function formatOf(contentType: string | undefined): TopicFormat {
  const [type = ''] = (contentType ?? 'application/json').toLowerCase().split(';');
  if (/[/+]json$/.test(type.trim())) return 'json';
  return /^text\/|[/+](xml|yaml)$/.test(type.trim()) ? 'text' : 'bytes';
}

/** What the format says by itself. */
function isPlainText(payload: unknown): boolean {
  return isJsonObject(payload) && JSON.stringify(payload) === '{"type":"string"}';
}

function readKey(reader: Reader, bindings: unknown, pointer: string, what: string): void {
  if (bindings === undefined) return;
  const found = reader.resolve({ value: bindings, pointer });
  if (!found || !isJsonObject(found.value)) return;
  reader.rest(found, ['kafka'], what, 'Topicraft speaks Kafka only.');
  const { kafka } = found.value;
  if (!isJsonObject(kafka)) return;
  const isText =
    isJsonObject(kafka['key']) && kafka['key']['type'] === 'string' && referenceOf(kafka['key']) === undefined;
  const isOnlyText = isText && Object.keys(kafka['key'] as object).length === 1;
  const said = ['bindingVersion', ...(isOnlyText ? ['key'] : [])];
  reader.rest(
    { value: kafka, pointer: pointerTo(found.pointer, 'kafka') },
    said,
    `the Kafka binding of ${what}`,
    'Keys are text here.',
  );
}
