import type { Consumer, Edge, Graph, Node, Producer, Topic } from './schema.ts';

export type HandlerNode = Producer | Consumer;

/** What is wired to what, looked up once a graph. Edges that the graph's rules forbid are passed over. */
export interface Wiring {
  node(id: string): Node | undefined;
  /** Topics that the handler of this node may emit to, in the edges' order; the dead-letter topic is none of them. */
  publishedTopics(nodeId: string): readonly Topic[];
  /** Topics that this consumer reads, in the edges' order. */
  subscribedTopics(consumerId: string): readonly Topic[];
  /** Producers and consumers whose handlers may emit to this topic. */
  publishers(topicId: string): readonly HandlerNode[];
  subscribers(topicId: string): readonly Consumer[];
  /** Consumers whose exhausted events go to this topic, by an edge or by the topic's name. */
  deadLetterSources(topicId: string): readonly Consumer[];
  /** Where the exhausted events of this consumer go; undefined where it keeps none. */
  deadLetterTopic(consumer: Consumer): DeadLetterTopic | undefined;
}

/** `topic` is absent where the graph doesn't draw the topic: it is then made with one partition, of any content. */
export interface DeadLetterTopic {
  name: string;
  topic?: Topic;
}

/** The topic of a consumer that dead-letters without an edge for it. */
export function defaultDeadLetterName(consumer: Pick<Consumer, 'name'>): string {
  return `${consumer.name}.dlq`;
}

export function isHandlerNode(node: Node): node is HandlerNode {
  return node.kind === 'producer' || node.kind === 'consumer';
}

export function createWiring(graph: Graph): Wiring {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const topicsByName = new Map<string, Topic>();
  for (const node of graph.nodes) if (node.kind === 'topic') topicsByName.set(node.name, node);

  const published = new Map<string, Topic[]>();
  const subscribed = new Map<string, Topic[]>();
  const publishers = new Map<string, HandlerNode[]>();
  const subscribers = new Map<string, Consumer[]>();
  const deadLetterEdges = new Map<string, Topic>();
  for (const edge of graph.edges) {
    const ends = endsOf(edge, nodes);
    if (ends?.kind === 'subscribes') {
      add(subscribed, ends.consumer.id, ends.topic);
      add(subscribers, ends.topic.id, ends.consumer);
    } else if (ends?.kind === 'dead-letter') {
      if (!deadLetterEdges.has(ends.consumer.id)) deadLetterEdges.set(ends.consumer.id, ends.topic);
    } else if (ends) {
      add(published, ends.node.id, ends.topic);
      add(publishers, ends.topic.id, ends.node);
    }
  }

  const deadLetterTopic = (consumer: Consumer): DeadLetterTopic | undefined => {
    if (consumer.whenExhausted !== 'dead-letter') return undefined;
    const drawn = deadLetterEdges.get(consumer.id);
    if (drawn) return { name: drawn.name, topic: drawn };
    const name = defaultDeadLetterName(consumer);
    const named = topicsByName.get(name);
    return named ? { name, topic: named } : { name };
  };
  const deadLetterSources = new Map<string, Consumer[]>();
  for (const node of graph.nodes) {
    const topic = node.kind === 'consumer' ? deadLetterTopic(node)?.topic : undefined;
    if (topic && node.kind === 'consumer') add(deadLetterSources, topic.id, node);
  }

  return {
    node: (id) => nodes.get(id),
    publishedTopics: (id) => published.get(id) ?? [],
    subscribedTopics: (id) => subscribed.get(id) ?? [],
    publishers: (id) => publishers.get(id) ?? [],
    subscribers: (id) => subscribers.get(id) ?? [],
    deadLetterSources: (id) => deadLetterSources.get(id) ?? [],
    deadLetterTopic,
  };
}

type EdgeEnds =
  | { kind: 'subscribes'; topic: Topic; consumer: Consumer }
  | { kind: 'publishes'; node: HandlerNode; topic: Topic }
  | { kind: 'dead-letter'; consumer: Consumer; topic: Topic };

function endsOf(edge: Edge, nodes: ReadonlyMap<string, Node>): EdgeEnds | undefined {
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (!source || !target) return undefined;
  if (edge.kind === 'subscribes') {
    return source.kind === 'topic' && target.kind === 'consumer'
      ? { kind: 'subscribes', topic: source, consumer: target }
      : undefined;
  }
  if (target.kind !== 'topic' || !isHandlerNode(source)) return undefined;
  if (!edge.deadLetter) return { kind: 'publishes', node: source, topic: target };
  return source.kind === 'consumer' ? { kind: 'dead-letter', consumer: source, topic: target } : undefined;
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [item]);
  else if (!list.includes(item)) list.push(item);
}
