import type { Consumer, Graph, Producer, Topic } from '../schema.ts';
import { createWiring, type Wiring } from '../wiring.ts';
import { apiNames, apiText } from './api-text.ts';
import { typeOfSchema, type Declarations } from './schema-type.ts';
import { docComment, indented, literal, propertyName, typeName, union } from './type-text.ts';

/**
 * The text of topicraft.d.ts: the module `topicraft` as the handlers of this graph see it. `emit` takes the topics that a
 * node is wired to, each with its value's type; an event has the type of its topic. A complete module by itself, so that
 * any editor understands a handler with nothing installed. Only names of the graph and of its schemas stand in it, quoted
 * or made into identifiers; nothing that they contain becomes code.
 *
 * @param schemas parsed JSON Schemas by their path in the project; a topic whose schema is missing has unknown values
 */
export function generateHandlerTypes(graph: Graph, schemas: ReadonlyMap<string, unknown>): string {
  const wiring = createWiring(graph);
  const topics = firstByName(graph.nodes.filter((node) => node.kind === 'topic'));
  const producers = firstByName(graph.nodes.filter((node) => node.kind === 'producer'));
  const consumers = firstByName(graph.nodes.filter((node) => node.kind === 'consumer'));
  const declared = new ModuleDeclarations();
  const values = topics.map((topic) => `    ${propertyName(topic.name)}: ${valueTypeOf(topic, schemas, declared)};`);
  const compacted = topics.filter(isCompacted).map((topic) => literal(topic.name));

  return `// Made by Topicraft from topicraft.json and schemas/. Edits are lost: this file is written anew with every change of those.
declare module 'topicraft' {
${declared.text()}  /** What the records of each topic carry. */
  interface TopicValues {
${lines(values)}  }
  /** Topics whose records may be tombstones (cleanup.policy=compact). */
  type CompactedTopic = ${union(compacted)};
  interface Producers {
${lines(producers.map((producer) => producerMember(producer, wiring)))}  }
  interface Consumers {
${lines(consumers.map((consumer) => consumerMember(consumer, wiring)))}  }
${apiText}}
`;
}

function valueTypeOf(topic: Topic, schemas: ReadonlyMap<string, unknown>, declared: ModuleDeclarations): string {
  if (topic.format === 'text') return 'string';
  if (topic.format === 'bytes') return 'Uint8Array';
  const schema = topic.schema === undefined ? undefined : schemas.get(topic.schema);
  if (schema === undefined) return 'unknown';
  const name = declared.reserve(`${typeName(topic.name)}Value`);
  declared.declare(name, typeOfSchema(schema, name, declared), descriptionOf(schema));
  return name;
}

function descriptionOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('description' in schema)) return undefined;
  return typeof schema.description === 'string' ? schema.description : undefined;
}

function producerMember(producer: Producer, wiring: Wiring): string {
  const emits = namesOf(wiring.publishedTopics(producer.id));
  return `    ${propertyName(producer.name)}: { emits: ${emits}; payload: ${payloadOf(producer)} };`;
}

function consumerMember(consumer: Consumer, wiring: Wiring): string {
  const reads = namesOf(wiring.subscribedTopics(consumer.id));
  const emits = namesOf(wiring.publishedTopics(consumer.id));
  const batch = consumer.batch !== undefined;
  return `    ${propertyName(consumer.name)}: { reads: ${reads}; emits: ${emits}; batch: ${batch} };`;
}

function payloadOf({ trigger }: Producer): string {
  switch (trigger.type) {
    case 'interval':
    case 'rate':
    case 'cron':
      return 'undefined';
    case 'replay':
      return trigger.format === 'csv' ? 'Record<string, string>' : 'unknown';
    case 'http':
    case 'manual':
      return 'unknown';
  }
}

function isCompacted(topic: Topic): boolean {
  return topic.config?.['cleanup.policy']?.split(',').some((policy) => policy.trim() === 'compact') ?? false;
}

function namesOf(topics: readonly Topic[]): string {
  return union(topics.map((topic) => literal(topic.name)));
}

/** A graph may have a name twice, which is another's finding; a module may not. */
function firstByName<Named extends { name: string }>(nodes: readonly Named[]): Named[] {
  return [...new Map(nodes.toReversed().map((node) => [node.name, node])).values()].toReversed();
}

function lines(members: readonly string[]): string {
  return members.map((member) => `${member}\n`).join('');
}

class ModuleDeclarations implements Declarations {
  readonly #taken = new Set(apiNames);
  readonly #declarations: string[] = [];

  reserve(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}${count}`;
    this.#taken.add(name);
    return name;
  }

  declare(name: string, type: string, description: string | undefined): void {
    this.#declarations.push(`${docComment(description, '  ')}  type ${name} = ${indented(type, '  ')};\n`);
  }

  text(): string {
    return this.#declarations.join('');
  }
}
