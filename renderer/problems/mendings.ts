import {
  createWiring,
  isHandlerNode,
  startingText,
  type Consumer,
  type Edge,
  type Graph,
  type GraphCommand,
  type Node,
  type ProjectDocument,
} from '../../shared/graph/index.ts';
import { edgeBetween } from '../canvas/model/connect.ts';
import { boxForNew, claimsIn, commandsToAdd, newNode } from '../canvas/model/new-node.ts';
import type { Box } from '../canvas/model/geometry.ts';
import { sizeOf } from '../canvas/model/node-size.ts';
import { placeBeside } from '../canvas/model/place-nodes.ts';
import type { Problem } from './problem.ts';

/** A way to mend a problem by an edit of the document: one undo step. */
export interface Mending {
  /** On its button. */
  readonly label: string;
  readonly commands: readonly GraphCommand[];
}

/** What can be done at once about a problem; empty where only the person knows. Pure. */
export function mendingsOf(problem: Problem, document: ProjectDocument, boxes: ReadonlyMap<string, Box>): Mending[] {
  const { graph } = document;
  const { element } = problem.place;
  const edge = graph.edges.find(({ id }) => id === element);
  if (edge) return mendingsOfEdge(problem, edge);
  const node = graph.nodes.find(({ id }) => id === element);
  switch (problem.code) {
    case 'service-empty':
      return element === undefined
        ? []
        : [{ label: 'Remove the service', commands: [{ type: 'remove', ids: [element] }] }];
    case 'topic-without-consumer':
      return node ? [neighbour(node, 'consumer', document, boxes)] : [];
    case 'topic-without-publisher':
      return node ? [neighbour(node, 'producer', document, boxes)] : [];
    case 'instances-exceed-partitions':
      return node?.kind === 'consumer' ? fewerInstances(graph, node) : [];
    case 'handler-missing':
    case 'handler-empty':
      return node && isHandlerNode(node) ? [writtenHandler(graph, node)] : [];
    default:
      return [];
  }
}

const superfluousEdges = new Set([
  'edge-end-missing',
  'edge-not-allowed',
  'edge-twice',
  'dead-letter-edge-misplaced',
  'dead-letter-edges-several',
  'dead-letter-edge-unused',
  'dead-letter-feeds-itself',
]);

function mendingsOfEdge({ code }: Problem, { id }: Edge): Mending[] {
  return superfluousEdges.has(code) ? [{ label: 'Remove the wire', commands: [{ type: 'remove', ids: [id] }] }] : [];
}

/** A consumer right of a topic, or a producer left of it, wired to it. */
function neighbour(
  topic: Node,
  kind: 'producer' | 'consumer',
  document: ProjectDocument,
  boxes: ReadonlyMap<string, Box>,
): Mending {
  const node = newNode(kind, claimsIn(document));
  const topicBox = boxes.get(topic.id);
  const beside = topicBox ? [topicBox] : [];
  const [reads, publishes] = kind === 'consumer' ? [beside, []] : [[], beside];
  const box = placeBeside(sizeOf(node), reads, publishes, boxes) ?? boxForNew(node, { x: 0, y: 0 }, boxes);
  const edge = kind === 'consumer' ? edgeBetween(topic, node) : edgeBetween(node, topic);
  const writes = kind === 'producer' && topic.kind === 'topic' ? [topic] : [];
  return {
    label: `Add a ${kind}`,
    commands: [...commandsToAdd(node, box, writes), ...(edge ? [{ type: 'add-edge', edge } as const] : [])],
  };
}

/** As many instances as there are partitions; where others share the group, only the person knows who gives way. */
function fewerInstances(graph: Graph, node: Consumer): Mending[] {
  if (graph.nodes.some((other) => other.kind === 'consumer' && other.id !== node.id && other.group === node.group))
    return [];
  const topics = createWiring(graph).subscribedTopics(node.id);
  const instances = Math.min(
    node.instances,
    topics.reduce((sum, { partitions }) => sum + partitions, 0),
  );
  if (instances === 0) return [];
  const label = instances === 1 ? 'Run 1 instance' : `Run ${instances} instances`;
  return [{ label, commands: [{ type: 'update-node', node: { ...node, instances } }] }];
}

function writtenHandler(graph: Graph, node: Extract<Node, { kind: 'producer' | 'consumer' }>): Mending {
  const text = startingText(node.kind, node.name, createWiring(graph).publishedTopics(node.id));
  return { label: 'Write the file', commands: [{ type: 'write-handler-file', file: node.handler, text }] };
}
