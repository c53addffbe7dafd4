import {
  type Consumer,
  createWiring,
  type Edge,
  type Graph,
  type HandlerNode,
  isHandlerNode,
  type Topic,
} from '../../../shared/graph/index.ts';
import { Claims, safeKey } from '../claims.ts';
import { extensionKey, type OperationExtension } from '../extension.ts';
import { placeholderServers, placeholderVersion } from '../placeholders.ts';
import { pointerTo, type Unsaid } from '../unsaid.ts';
import { sayableGraph } from './sayable-graph.ts';
import { kafkaBindingVersion, topicBindings } from './topic-bindings.ts';
import { unsaidOfGraph } from './unsaid-of-graph.ts';
import { WrittenSchemas } from './written-schemas.ts';

/** The version that is written: 3.1.0 is 3.0.0 with other bindings, and tools remark on anything but the newest. */
const specification = '3.1.0';

export interface AsyncapiDocument {
  /** Plain data, ready to be written as JSON or YAML. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly unsaid: readonly Unsaid[];
}

/**
 * A graph as an AsyncAPI 3 document, https://www.asyncapi.com/docs/reference/specification/v3.1.0: a channel a topic, an operation an
 * edge. Total: what is wrong in a graph is left out and listed.
 *
 * @param schemas parsed JSON Schemas by their paths in the project
 */
export function asyncapiOfGraph(given: Graph, schemas: ReadonlyMap<string, unknown>): AsyncapiDocument {
  const { graph, unsaid } = sayableGraph(given);
  const topics = graph.nodes.filter((node) => node.kind === 'topic');
  const written = new WrittenSchemas(schemas);
  const channels = new Map<string, object>();
  const channelPointers = new Map<string, string>();
  const channelKeys = new Claims();
  const wiring = createWiring(graph);
  const bindingsUnsaid: Unsaid[] = [];
  for (const topic of topics) {
    const key = channelKeys.take(safeKey(topic.name));
    const { kafka, unsaid: unsaidConfig } = topicBindings(topic);
    bindingsUnsaid.push(...unsaidConfig);
    const hasOurKeys = wiring.publishers(topic.id).length > 0;
    const message = messageOf(topic, written.referenceOf(topic), hasOurKeys);
    channels.set(key, { address: topic.name, messages: { [key]: message }, bindings: { kafka } });
    channelPointers.set(topic.id, pointerTo('#', 'channels', key));
  }
  const tags = serviceTags(graph);
  const document = {
    asyncapi: specification,
    info: {
      title: graph.name,
      version: placeholderVersion,
      ...(graph.description !== undefined && { description: graph.description }),
      ...(tags.references.size > 0 && { tags: [...tags.references.values()] }),
    },
    defaultContentType: 'application/json',
    servers: placeholderServers,
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operationsOf(graph, channelPointers, tags)),
    ...componentsOf(written, tags),
    [extensionKey]: { version: 1 },
  };
  return {
    document,
    unsaid: [...unsaid, ...unsaidOfGraph(graph), ...bindingsUnsaid, ...written.unsaid],
  };
}

function componentsOf({ components: schemas }: WrittenSchemas, { tags }: ServiceTags): object {
  const components = {
    ...(schemas.size > 0 && { schemas: Object.fromEntries(schemas) }),
    ...(tags.size > 0 && { tags: Object.fromEntries(tags) }),
  };
  return Object.keys(components).length > 0 ? { components } : {};
}

const contentTypes = { json: 'application/json', text: 'text/plain', bytes: 'application/octet-stream' } as const;

function messageOf(topic: Topic, schema: string | undefined, hasOurKeys: boolean): object {
  const payload = payloadOf(topic, schema);
  // Handlers give keys as text; who else writes to a topic is not known.
  const kafka = { key: { type: 'string' }, bindingVersion: kafkaBindingVersion };
  return {
    name: topic.name,
    contentType: contentTypes[topic.format],
    ...(payload && { payload }),
    ...(hasOurKeys && { bindings: { kafka } }),
  };
}

function payloadOf({ format }: Topic, schema: string | undefined): object | undefined {
  if (format === 'text') return { type: 'string' };
  return schema === undefined || format !== 'json' ? undefined : { $ref: schema };
}

interface ServiceTags {
  /** By their keys in the components. */
  readonly tags: ReadonlyMap<string, object>;
  /** By service id. */
  readonly references: ReadonlyMap<string, { readonly $ref: string }>;
}

function serviceTags(graph: Graph): ServiceTags {
  const tags = new Map<string, object>();
  const references = new Map<string, { $ref: string }>();
  const keys = new Claims();
  for (const { id, name, description } of graph.services) {
    const key = keys.take(safeKey(name));
    tags.set(key, { name, ...(description !== undefined && { description }) });
    references.set(id, { $ref: pointerTo('#', 'components', 'tags', key) });
  }
  return { tags, references };
}

/** In the edges' order, which is the order in which a handler's topics are listed. */
function operationsOf(graph: Graph, channels: ReadonlyMap<string, string>, tags: ServiceTags): Map<string, object> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const services = new Map(graph.services.map(({ id, name }) => [id, name]));
  const operations = new Map<string, object>();
  const keys = new Claims();
  for (const edge of graph.edges) {
    const isSend = edge.kind === 'publishes';
    const node = nodes.get(isSend ? edge.source : edge.target);
    const topic = nodes.get(isSend ? edge.target : edge.source);
    const channel = topic && channels.get(topic.id);
    if (!node || !isHandlerNode(node) || !topic || channel === undefined) continue;
    const key = keys.take(`${safeKey(node.name)}.${isSend ? 'send' : 'receive'}.${topic.name}`, 600);
    operations.set(key, operationOf(edge, node, channel, { channels, services, tags }));
  }
  return operations;
}

interface Surroundings {
  readonly channels: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
  readonly tags: ServiceTags;
}

function operationOf(
  edge: Edge,
  node: HandlerNode,
  channel: string,
  { channels, services, tags }: Surroundings,
): object {
  const isSend = edge.kind === 'publishes';
  const service = node.service === undefined ? undefined : services.get(node.service);
  const tag = node.service === undefined ? undefined : tags.references.get(node.service);
  const reply = isSend ? replyChannel(node, channels) : undefined;
  const extension: OperationExtension = {
    node: node.name,
    kind: node.kind,
    ...(service !== undefined && { service }),
    ...(edge.deadLetter && { deadLetter: true }),
  };
  return {
    action: isSend ? 'send' : 'receive',
    channel: { $ref: channel },
    ...(tag && { tags: [tag] }),
    ...(reply !== undefined && { reply: { channel: { $ref: reply } } }),
    ...(!isSend && node.kind === 'consumer' && { bindings: { kafka: groupBinding(node) } }),
    [extensionKey]: extension,
  };
}

/** A request that waits for an answer is a send with a reply. */
function replyChannel(node: HandlerNode, channels: ReadonlyMap<string, string>): string | undefined {
  if (node.kind !== 'producer' || node.trigger.type !== 'http' || node.trigger.replyTopic === undefined)
    return undefined;
  return channels.get(node.trigger.replyTopic);
}

function groupBinding({ group }: Consumer): object {
  return { groupId: { type: 'string', enum: [group] }, bindingVersion: kafkaBindingVersion };
}
