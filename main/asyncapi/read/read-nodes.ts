import {
  type Edge,
  type HandlerNode,
  type Producer,
  newConsumerSettings,
  startingText,
  type Topic,
} from '../../../shared/graph/index.ts';
import type { Names } from './names.ts';
import type { ReadOperation } from './read-operations.ts';
import type { Reader } from './reader.ts';

/** A node, as operations make it bit by bit. */
interface Draft {
  readonly wanted: string;
  readonly service: string | undefined;
  readonly operations: ReadOperation[];
}

export interface ReadNodes {
  readonly nodes: readonly HandlerNode[];
  readonly edges: readonly Edge[];
  /** Text of new handlers, by path. */
  readonly handlers: ReadonlyMap<string, string>;
}

/**
 * Producers and consumers, and their edges in the operations' order. In a document of ours each operation names its node;
 * elsewhere each is a node of its own, but that those which receive in one consumer group are one.
 *
 * @param serviceIds by name, of the services that operations name
 * @param ownService id of the service of nodes that name none
 */
export function readNodes(
  reader: Reader,
  operations: readonly ReadOperation[],
  names: Names,
  { serviceIds, ownService }: { serviceIds: ReadonlyMap<string, string>; ownService: string | undefined },
): ReadNodes {
  const drafts = new Map<string, Draft>();
  for (const operation of operations) {
    const { key, wanted } = nodeOf(operation);
    const draft = drafts.get(key);
    if (draft) {
      draft.operations.push(operation);
      continue;
    }
    const named = operation.node?.service;
    const service = named === undefined ? ownService : serviceIds.get(named);
    if (named !== undefined && service === undefined) {
      reader.list('field', '/operations', `The service ${JSON.stringify(named)} of "${wanted}"`, 'No tag tells of it.');
    }
    drafts.set(key, { wanted, service, operations: [operation] });
  }
  const nodes: HandlerNode[] = [];
  const idsByKey = new Map<string, HandlerNode>();
  const handlers = new Map<string, string>();
  for (const [key, draft] of drafts) {
    const node = finished(draft, names);
    if (node.name !== draft.wanted) {
      reader.list(
        'renamed',
        '/operations',
        `The name ${JSON.stringify(draft.wanted)}`,
        `The ${node.kind} is called "${node.name}".`,
      );
    }
    nodes.push(node);
    idsByKey.set(key, node);
    handlers.set(node.handler, startingText(node.kind, node.name, written(draft.operations)));
  }
  const edges = new Edges(names);
  for (const operation of operations) {
    const node = idsByKey.get(nodeOf(operation).key);
    if (node) edges.add(operation, node);
  }
  return { nodes, edges: edges.list, handlers };
}

function nodeOf({ key, action, group, node }: ReadOperation): { key: string; wanted: string } {
  if (node) return { key: `node ${node.node}`, wanted: node.node };
  if (action === 'receive' && group !== undefined) return { key: `group ${group}`, wanted: group };
  return { key: `operation ${key}`, wanted: key };
}

function finished({ wanted, service, operations }: Draft, names: Names): HandlerNode {
  const name = names.node(wanted);
  const isConsumer = operations.some(({ action, node }) => action === 'receive' || node?.kind === 'consumer');
  const kind = isConsumer ? 'consumer' : 'producer';
  const common = {
    id: names.id(kind, name),
    name,
    ...(service !== undefined && { service }),
    handler: names.file('handlers', name, '.ts'),
  };
  if (!isConsumer) return { ...common, kind: 'producer', trigger: triggerOf(name, operations) };
  const group = operations.find((operation) => operation.group !== undefined)?.group ?? name;
  return { ...common, kind: 'consumer', group, ...newConsumerSettings };
}

/** Nothing is sent before a person says so, since a document doesn't tell when; who waits for an answer is asked by request. */
function triggerOf(name: string, operations: readonly ReadOperation[]): Producer['trigger'] {
  const replyTopic = operations.find((operation) => operation.replyTopic)?.replyTopic;
  return replyTopic ? { type: 'http', port: 0, path: `/${name}`, replyTopic: replyTopic.id } : { type: 'manual' };
}

/** Topics that a handler emits to: of a sender its own, of a receiver that answers those of the answers too. */
function written(operations: readonly ReadOperation[]): Topic[] {
  return operations.flatMap(({ action, topic, replyTopic, node }) => {
    if (node?.deadLetter) return [];
    if (action === 'send') return [topic];
    return replyTopic ? [replyTopic] : [];
  });
}

/** Each connection once; a dead-letter edge stands beside an ordinary one. */
class Edges {
  readonly list: Edge[] = [];
  readonly #names: Names;
  readonly #known = new Set<string>();

  constructor(names: Names) {
    this.#names = names;
  }

  add({ action, topic, replyTopic, node: said }: ReadOperation, node: HandlerNode): void {
    if (action === 'receive') {
      this.#add('subscribes', topic.id, node.id);
      if (replyTopic) this.#add('publishes', node.id, replyTopic.id);
    } else {
      this.#add('publishes', node.id, topic.id, said?.deadLetter === true && node.kind === 'consumer');
    }
  }

  #add(kind: Edge['kind'], source: string, target: string, isDeadLetter = false): void {
    // A consumer has one dead-letter edge at most.
    const key = isDeadLetter ? JSON.stringify([source]) : JSON.stringify([source, target]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const id = this.#names.id('edge', String(this.list.length + 1));
    this.list.push({ id, kind, source, target, ...(isDeadLetter && { deadLetter: true }) });
  }
}
