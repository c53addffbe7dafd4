import type { Topic } from '../../../shared/graph/index.ts';
import type { Unsaid } from '../unsaid.ts';

/** Of the Kafka bindings: https://github.com/asyncapi/bindings/blob/master/kafka/README.md */
export const kafkaBindingVersion = '0.5.0';

type ConfigurationValue = string | number | boolean | string[];

/** A topic's partitions and configuration as a Kafka channel binding. */
export function topicBindings(topic: Topic): { kafka: object; unsaid: Unsaid[] } {
  const unsaid: Unsaid[] = [];
  const configuration = new Map<string, ConfigurationValue>();
  for (const [key, text] of Object.entries(topic.config ?? {})) {
    const value = configurationValue(key, text);
    if (value === undefined) {
      unsaid.push({
        code: 'topic-config',
        where: { element: topic.id, fields: [`config.${key}`] },
        what: `${JSON.stringify(key)} = ${JSON.stringify(text)} of the topic "${topic.name}"`,
        why: 'The Kafka binding has no such key, or takes other values for it.',
      });
    } else {
      configuration.set(key, value);
    }
  }
  const kafka = {
    topic: topic.name,
    partitions: topic.partitions,
    ...(configuration.size > 0 && { topicConfiguration: Object.fromEntries(configuration) }),
    bindingVersion: kafkaBindingVersion,
  };
  return { kafka, unsaid };
}

/** Whole numbers that the binding asks for, by their least. */
const wholeNumbers: ReadonlyMap<string, number> = new Map([
  ['retention.ms', -1],
  ['retention.bytes', -1],
  ['delete.retention.ms', 0],
  ['max.message.bytes', 0],
]);
const booleans = new Set(['confluent.key.schema.validation', 'confluent.value.schema.validation']);

/** Undefined where reading the value back would not give the same text. */
function configurationValue(key: string, text: string): ConfigurationValue | undefined {
  // A key like `$ref` or `x-…` would mean something to a reader of documents.
  if (!/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/i.test(key) || key in Object.prototype || /^x-/i.test(key)) return undefined;
  if (key === 'cleanup.policy') {
    const policies = text.split(',');
    return policies.every((policy) => policy === 'compact' || policy === 'delete') ? policies : undefined;
  }
  const least = wholeNumbers.get(key);
  if (least !== undefined) {
    const number = Number(text);
    return Number.isSafeInteger(number) && number >= least && String(number) === text ? number : undefined;
  }
  if (booleans.has(key)) return text === 'true' || text === 'false' ? text === 'true' : undefined;
  return text;
}
