import { z } from 'zod';
import { isJsonObject, type JsonObject, type Topic } from '../../../shared/graph/index.ts';
import { extensionKey, type OperationExtension, operationExtensionSchema } from '../extension.ts';
import { pointerTo } from '../unsaid.ts';
import { mergeTraits } from './merge-traits.ts';
import type { ReadTopics } from './read-topics.ts';
import type { Found, Reader } from './reader.ts';

const operationShape = z.looseObject({
  action: z.enum(['send', 'receive']),
  channel: z.unknown(),
  messages: z.array(z.unknown()).optional(),
  reply: z.unknown().optional(),
});
const groupShape = z.union([
  z.looseObject({ enum: z.tuple([z.string().min(1).max(249)]) }).transform((schema) => schema.enum[0]),
  z.looseObject({ const: z.string().min(1).max(249) }).transform((schema) => schema.const),
]);
const noPlace = 'A node or an edge has no place for it.';

/** An operation in terms of a graph. */
export interface ReadOperation {
  readonly key: string;
  readonly action: 'send' | 'receive';
  readonly topic: Topic;
  /** Where its answers go, or come from. */
  readonly replyTopic: Topic | undefined;
  readonly group: string | undefined;
  /** Where the document is one of ours. */
  readonly node: OperationExtension | undefined;
}

export function readOperations(reader: Reader, operations: Found<JsonObject>, topics: ReadTopics): ReadOperation[] {
  return Object.entries(operations.value).flatMap(([key, value]) => {
    const operation = readOperation(reader, key, { value, pointer: pointerTo(operations.pointer, key) }, topics);
    return operation ? [operation] : [];
  });
}

function readOperation(reader: Reader, key: string, given: Found, topics: ReadTopics): ReadOperation | undefined {
  const what = `The operation ${JSON.stringify(key)}`;
  const found = reader.resolve(given);
  if (!found) return undefined;
  const merged = isJsonObject(found.value) ? mergeTraits(reader, found.value, found.pointer) : found.value;
  const operation = reader.shaped({ value: merged, pointer: found.pointer }, operationShape, what);
  if (!operation) return undefined;
  const topic = topicAt(reader, operation.channel, pointerTo(found.pointer, 'channel'), topics);
  if (!topic) return undefined;
  const node = extensionOf(operation);
  const said = ['action', 'channel', 'reply', 'bindings', 'traits', extensionKey];
  // Ours has a tag for the service, which the extension names.
  if (node?.service !== undefined) said.push('tags');
  if (operation.messages?.length === topics.messageCounts.get(topic.id)) said.push('messages');
  reader.rest({ value: merged, pointer: found.pointer }, said, what.replace('The', 'the'), noPlace);
  return {
    key,
    action: operation.action,
    topic,
    replyTopic: replyTopic(reader, operation.reply, pointerTo(found.pointer, 'reply'), topics),
    group: groupOf(reader, operation['bindings'], pointerTo(found.pointer, 'bindings'), what.replace('The', 'the')),
    node,
  };
}

function extensionOf(operation: JsonObject): OperationExtension | undefined {
  const parsed = operationExtensionSchema.safeParse(operation[extensionKey]);
  return parsed.success ? parsed.data : undefined;
}

function topicAt(reader: Reader, channel: unknown, pointer: string, { byPointer }: ReadTopics): Topic | undefined {
  const found = reader.resolve({ value: channel, pointer });
  if (!found) return undefined;
  const topic = byPointer.get(found.pointer);
  if (!topic) reader.list('broken-reference', pointer, 'The channel', 'It is none of those under "channels".');
  return topic;
}

function replyTopic(reader: Reader, reply: unknown, pointer: string, topics: ReadTopics): Topic | undefined {
  if (reply === undefined) return undefined;
  const found = reader.resolve({ value: reply, pointer });
  if (!found || !isJsonObject(found.value)) return undefined;
  reader.rest(found, ['channel'], 'a reply', 'Answers come on one topic, told apart by the header correlation-id.');
  const { channel } = found.value;
  return channel === undefined ? undefined : topicAt(reader, channel, pointerTo(found.pointer, 'channel'), topics);
}

function groupOf(reader: Reader, bindings: unknown, pointer: string, what: string): string | undefined {
  if (bindings === undefined) return undefined;
  const found = reader.resolve({ value: bindings, pointer });
  if (!found || !isJsonObject(found.value)) return undefined;
  reader.rest(found, ['kafka'], what, 'Topicraft speaks Kafka only.');
  const { kafka } = found.value;
  if (!isJsonObject(kafka)) return undefined;
  const at = pointerTo(found.pointer, 'kafka');
  const group = groupShape.safeParse(kafka['groupId']);
  const said = ['bindingVersion', ...(group.success ? ['groupId'] : [])];
  reader.rest(
    { value: kafka, pointer: at },
    said,
    `the Kafka binding of ${what}`,
    'A consumer has one group id, and no client id.',
  );
  return group.success ? group.data : undefined;
}
