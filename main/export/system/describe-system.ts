import {
  type Consumer,
  createWiring,
  type HandlerNode,
  type Producer,
  type Topic,
  type Trigger,
  type Wiring,
} from '../../../shared/graph/index.ts';
import type { ExportSource } from '../types.ts';
import { slugOf, Slugs } from './slug.ts';
import type { System, SystemConsumer, SystemProducer, SystemService, SystemTopic } from './system.ts';

const defaultDrainTimeoutMs = 10_000;

/** Names that services may not have, since other things in an export do. */
const reservedSlugs = ['kafka', 'topics'];

/** The graph with its names resolved and its defaults filled in, as main/runtime's plan has it, in terms of what is deployed. */
export function describeSystem({ graph, schemas }: ExportSource): System {
  const wiring = createWiring(graph);
  const consumers = graph.nodes
    .filter((node) => node.kind === 'consumer')
    .filter((consumer) => wiring.subscribedTopics(consumer.id).length > 0);
  const producers = graph.nodes.filter((node) => node.kind === 'producer');
  const topics = graph.nodes.filter((node) => node.kind === 'topic').map((topic) => describeTopic(topic, schemas));
  return {
    name: graph.name,
    slug: slugOf(graph.name),
    ...(graph.description !== undefined && { description: graph.description }),
    seed: graph.settings.seed ?? 0,
    drainTimeoutMs: graph.settings.drainTimeoutMs ?? defaultDrainTimeoutMs,
    topics: [...topics, ...undrawnTopics(consumers, wiring)],
    services: describeServices(graph.services, [...producers, ...consumers], wiring),
  };
}

function describeTopic(topic: Topic, schemas: ReadonlyMap<string, unknown>): SystemTopic {
  const { id, name, partitions, format, config = {}, schema } = topic;
  const known = schema !== undefined && format === 'json' && schemas.has(schema);
  return { id, name, partitions, format, config, ...(known && { schema }), isDrawn: true };
}

/** Dead-letter topics that the graph doesn't draw: one partition, of any content. */
function undrawnTopics(consumers: readonly Consumer[], wiring: Wiring): SystemTopic[] {
  return consumers.flatMap((consumer) => {
    const letter = wiring.deadLetterTopic(consumer);
    if (!letter || letter.topic) return [];
    const { name } = letter;
    return [{ id: `${consumer.id}.dlq`, name, partitions: 1, format: 'bytes', config: {}, isDrawn: false }];
  });
}

/** One service a service of the graph; a node without one stands alone. */
function describeServices(
  drawn: readonly { id: string; name: string; description?: string | undefined }[],
  nodes: readonly HandlerNode[],
  wiring: Wiring,
): SystemService[] {
  const groups = new Map(drawn.map((service) => [service.id, { ...service, nodes: [] as HandlerNode[] }]));
  for (const node of nodes) {
    const group = node.service === undefined ? undefined : groups.get(node.service);
    if (group) group.nodes.push(node);
    else groups.set(node.id, { id: node.id, name: node.name, nodes: [node] });
  }
  const slugs = new Slugs(reservedSlugs);
  return [...groups.values()]
    .filter((group) => group.nodes.length > 0)
    .map(({ name, description, nodes }) => describeService(slugs.take(name), name, description, nodes, wiring));
}

function describeService(
  slug: string,
  name: string,
  description: string | undefined,
  nodes: readonly HandlerNode[],
  wiring: Wiring,
): SystemService {
  const producers = nodes.filter((node) => node.kind === 'producer').map((node) => describeProducer(node, wiring));
  const drawnConsumers = nodes.filter((node) => node.kind === 'consumer');
  // A producer that ticks by itself would tick once a replica, so its service is never multiplied.
  const canScale = !producers.some(({ keepsPosition }) => keepsPosition);
  const consumers = drawnConsumers.map((node) => describeConsumer(node, wiring, canScale ? 1 : node.instances));
  return {
    slug,
    name,
    ...(description !== undefined && { description }),
    producers,
    consumers,
    canScale,
    replicas: canScale ? Math.max(1, ...drawnConsumers.map(({ instances }) => instances)) : 1,
  };
}

function describeProducer(producer: Producer, wiring: Wiring): SystemProducer {
  const { id, name, handler } = producer;
  const trigger = exportedTrigger(producer);
  const replyTopic =
    trigger.type === 'http' && trigger.replyTopic !== undefined ? wiring.node(trigger.replyTopic)?.name : undefined;
  return {
    id,
    name,
    handler,
    trigger,
    publishes: namesOf(wiring.publishedTopics(id)),
    ...(replyTopic !== undefined && { replyTopic }),
    keepsPosition: trigger.type !== 'http',
  };
}

/** Nobody can press a button on a service: what is sent by hand in the app comes by request. */
function exportedTrigger({ name, trigger }: Producer): Exclude<Trigger, { type: 'manual' }> {
  return trigger.type === 'manual' ? { type: 'http', port: 0, path: `/ticks/${slugOf(name)}` } : trigger;
}

function describeConsumer(consumer: Consumer, wiring: Wiring, instances: number): SystemConsumer {
  const { id, name, handler, group, fromBeginning, concurrency, timeoutMs, retry, whenExhausted, batch } = consumer;
  const { guarantee } = consumer;
  const letter = wiring.deadLetterTopic(consumer);
  return {
    id,
    name,
    handler,
    group,
    subscribes: namesOf(wiring.subscribedTopics(id)),
    publishes: namesOf(wiring.publishedTopics(id)),
    instances,
    fromBeginning,
    ...(batch && { batch }),
    delivery: {
      concurrency,
      timeoutMs,
      retry,
      whenExhausted,
      ...(guarantee === 'exactly-once' && { guarantee }),
      ...(letter && { deadLetterTopic: letter.name }),
    },
  };
}

function namesOf(topics: readonly Topic[]): string[] {
  return [...new Set(topics.map(({ name }) => name))].sort();
}
