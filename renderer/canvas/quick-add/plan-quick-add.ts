import type { Graph, GraphCommand, Node, ProjectDocument, Topic } from '../../../shared/graph/index.ts';
import { newId } from '../../state/new-id.ts';
import { edgeBetween } from '../model/connect.ts';
import { rightOf, type Box, type Point } from '../model/geometry.ts';
import { claimName, takenServiceNames } from '../model/names.ts';
import { boxForNew, claimsIn, commandsToAdd, newNode, type Claims } from '../model/new-node.ts';
import { sizeOf } from '../model/node-size.ts';
import { columnGap, firstFreeBelow, placeBeside } from '../model/place-nodes.ts';
import { frameAround, serviceOf } from '../model/placement.ts';
import type { QuickAdd } from './parse-quick-add.ts';

export interface QuickAddPlan {
  readonly commands: readonly GraphCommand[];
  /** The element that was asked for; topics that it needed come with it. */
  readonly added: string;
  readonly isService: boolean;
}

/**
 * What quick add does: the node, topics that it names and that aren't there yet, and the wires. The node goes beside the topics
 * that it names and that are there, else to the place `at`. `serviceId` puts it into a service that wasn't typed.
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
  const topicsBefore = kind === 'consumer' ? topicsFor(graph, wanted.reads, claims) : [];
  const topicsAfter = kind === 'consumer' || kind === 'producer' ? topicsFor(graph, wanted.writes, claims) : [];
  const boxesOf = (topics: readonly NamedTopic[]): Box[] => topics.flatMap(({ topic }) => boxes.get(topic.id) ?? []);
  const around = new Map([...boxes, ...framesOfOthers(graph, boxes, serviceOf(node))]);
  const box =
    placeBeside(sizeOf(node), boxesOf(topicsBefore), boxesOf(topicsAfter), around) ?? boxForNew(node, at, taken);
  taken.set(node.id, box);
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

/** Whether quick add has a better place for it than the one where it was opened: beside a topic that is there. */
export function isPlacedBeside({ nodes }: Graph, { kind, reads, writes }: QuickAdd): boolean {
  if (kind !== 'consumer' && kind !== 'producer') return false;
  const named = kind === 'consumer' ? [...reads, ...writes] : writes;
  return named.some((name) => nodes.some((node) => node.kind === 'topic' && isCalled(node, name)));
}

/** In the frame of a service that it isn't in, a node would look as if it were. */
function framesOfOthers(graph: Graph, boxes: ReadonlyMap<string, Box>, own: string | undefined): Map<string, Box> {
  const frames = new Map<string, Box>();
  for (const { id } of graph.services) {
    if (id === own) continue;
    const members = graph.nodes.filter((node) => serviceOf(node) === id);
    const frame = frameAround(members.flatMap((member) => boxes.get(member.id) ?? []));
    if (frame) frames.set(id, frame);
  }
  return frames;
}

interface NamedTopic {
  readonly topic: Topic;
  readonly isNew: boolean;
}

function isCalled(node: Node, name: string): boolean {
  return node.name.toLowerCase() === name.toLowerCase();
}

function topicsFor(graph: Graph, names: readonly string[], claims: Claims): NamedTopic[] {
  return names.flatMap((name): NamedTopic[] => {
    const known = graph.nodes.find((node) => node.kind !== 'note' && isCalled(node, name));
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
