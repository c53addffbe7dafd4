import {
  currentFormat,
  type Consumer,
  type Edge,
  type Graph,
  type Node,
  type Producer,
  type Service,
  type Topic,
} from '../../shared/graph/index.ts';

/** Elements with plain defaults, whose ids are their names, so that a test says only what it is about. */
export function producer(name: string, fields: Partial<Producer> = {}): Producer {
  return { id: name, kind: 'producer', name, handler: `handlers/${name}.ts`, trigger: { type: 'manual' }, ...fields };
}

export function topic(name: string, fields: Partial<Topic> = {}): Topic {
  return { id: name, kind: 'topic', name, partitions: 3, format: 'json', ...fields };
}

export function consumer(name: string, fields: Partial<Consumer> = {}): Consumer {
  return {
    id: name,
    kind: 'consumer',
    name,
    handler: `handlers/${name}.ts`,
    group: name,
    instances: 1,
    fromBeginning: true,
    concurrency: 1,
    timeoutMs: 1000,
    retry: { limit: 3, backoffMs: 100, factor: 2, maxBackoffMs: 1000 },
    whenExhausted: 'skip',
    ...fields,
  };
}

export function service(name: string, fields: Partial<Service> = {}): Service {
  return { id: name, name, ...fields };
}

/**
 * A graph of these nodes, joined as the lines say: `storefront > orders > billing`. Where a consumer's event goes when its
 * attempts have failed: `billing ! failed`. Ids are the nodes' names, of an edge `source>target`.
 */
export function graphOf(nodes: readonly Node[], wires: readonly string[] = [], fields: Partial<Graph> = {}): Graph {
  const kinds = new Map(nodes.map((node) => [node.id, node.kind]));
  const edges: Edge[] = [];
  for (const wire of wires) {
    const parts = wire.split(/\s+/);
    for (let index = 0; index + 2 < parts.length; index += 2) {
      const [source = '', arrow = '', target = ''] = parts.slice(index, index + 3);
      const kind = kinds.get(source) === 'topic' ? 'subscribes' : 'publishes';
      const id = `e${edges.length}`;
      edges.push({ id, kind, source, target, ...(arrow === '!' ? { deadLetter: true as const } : {}) });
    }
  }
  return { format: currentFormat, name: 'test', settings: {}, services: [], nodes: [...nodes], edges, ...fields };
}
