import type { Graph, GraphCommand, Node, ProjectDocument, Topic } from '../../../shared/graph/index.ts';
import { newId } from '../../state/new-id.ts';
import { edgeBetween } from '../model/connect.ts';
import { rightOf, type Box, type Point } from '../model/geometry.ts';
import { claimName, takenServiceNames } from '../model/names.ts';
import { boxForNew, claimsIn, commandsToAdd, newNode, type Claims } from '../model/new-node.ts';
import { sizeOf } from '../model/node-size.ts';
import { firstFreeBelow } from '../model/place-nodes.ts';
import type { QuickAdd } from './parse-quick-add.ts';

const columnGap = 80;

export interface QuickAddPlan {
  readonly commands: readonly GraphCommand[];
  /** The element that was asked for; topics that it needed come with it. */
  readonly added: string;
  readonly isService: boolean;
}

/**
 * What quick add does: the node, topics that it names and that aren't there yet, and the wires. `serviceId` puts it
 * into a service that wasn't typed.
 */
export function planQuickAdd(
  document: ProjectDocument,
  wanted: QuickAdd,
  at: Point,
  boxes: ReadonlyMap<string, Box>,
  serviceId?: string,
): QuickAddPlan {
  const { graph } = document;
  const { kind } = wanted;
  if (kind === 'service') {
    const id = newId();
    const name = claimName(takenServiceNames(graph), wanted.name || 'Service');
    return { commands: [{ type: 'add-service', service: { id, name } }], added: id, isService: true };
  }
  const claims = claimsIn(document);
  const commands: GraphCommand[] = [];
  const service = serviceFor(graph, wanted, serviceId, commands);
  const node = counted(newNode(kind, claims, { ...(wanted.name ? { name: wanted.name } : {}), service }), wanted.count);
  const taken = new Map(boxes);
  const box = boxForNew(node, at, taken);
  taken.set(node.id, box);
  const topicsBefore = kind === 'consumer' ? topicsFor(graph, wanted.reads, claims) : [];
  const topicsAfter = kind === 'consumer' || kind === 'producer' ? topicsFor(graph, wanted.writes, claims) : [];
  for (const { topic, isNew } of topicsBefore) {
    if (isNew) commands.push(...placed(topic, { x: box.x - columnGap - sizeOf(topic).width, y: box.y }, taken));
  }
  for (const { topic, isNew } of topicsAfter) {
    if (isNew) commands.push(...placed(topic, { x: rightOf(box) + columnGap, y: box.y }, taken));
  }
  commands.push(
    ...commandsToAdd(
      node,
      box,
      topicsAfter.map(({ topic }) => topic),
    ),
  );
  for (const { topic } of topicsBefore) commands.push(...wire(topic, node));
  for (const { topic } of topicsAfter) commands.push(...wire(node, topic));
  return { commands, added: node.id, isService: false };
}

function counted(node: Node, count: number | undefined): Node {
  if (count === undefined) return node;
  if (node.kind === 'topic') return { ...node, partitions: count };
  return node.kind === 'consumer' ? { ...node, instances: count } : node;
}

function serviceFor(
  graph: Graph,
  { kind, service: name }: QuickAdd,
  given: string | undefined,
  commands: GraphCommand[],
) {
  if (kind !== 'producer' && kind !== 'consumer') return undefined;
  if (name === undefined) return given;
  const known = graph.services.find((service) => service.name.toLowerCase() === name.toLowerCase());
  if (known) return known.id;
  const id = newId();
  commands.push({ type: 'add-service', service: { id, name } });
  return id;
}

function topicsFor(graph: Graph, names: readonly string[], claims: Claims): { topic: Topic; isNew: boolean }[] {
  return names.flatMap((name): { topic: Topic; isNew: boolean }[] => {
    const known = graph.nodes.find((node) => node.kind !== 'note' && node.name.toLowerCase() === name.toLowerCase());
    if (known?.kind === 'topic') return [{ topic: known, isNew: false }];
    const made = newNode('topic', claims, { name });
    return made.kind === 'topic' ? [{ topic: made, isNew: true }] : [];
  });
}

function placed(topic: Topic, at: Point, taken: Map<string, Box>): GraphCommand[] {
  const box = firstFreeBelow({ ...at, ...sizeOf(topic) }, taken);
  taken.set(topic.id, box);
  return commandsToAdd(topic, box);
}

function wire(source: Node, target: Node): GraphCommand[] {
  const edge = edgeBetween(source, target);
  return edge ? [{ type: 'add-edge', edge }] : [];
}
