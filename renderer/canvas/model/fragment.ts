import { z } from 'zod';
import {
  edgeSchema,
  isHandlerNode,
  layoutSchema,
  nodeSchema,
  projectPathSchema,
  serviceSchema,
  type Edge,
  type Graph,
  type GraphCommand,
  type Node,
  type NodePosition,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import { newId } from '../../state/new-id.ts';
import { boundsOf, snapped, type Box, type Point } from './geometry.ts';
import { claimHandlerFile, claimName, takenServiceNames } from './names.ts';
import { claimsIn } from './new-node.ts';
import { sizeOf } from './node-size.ts';
import { serviceOf } from './placement.ts';
import { renamedText } from './renamed-text.ts';

/** A part of a graph on the clipboard: JSON, so that it can go to another window or into a message. */
const fragmentSchema = z.object({
  topicraft: z.literal('fragment'),
  format: z.literal(1),
  services: z.array(serviceSchema).max(1000),
  nodes: z.array(nodeSchema).min(1).max(5000),
  /** Between its nodes; and to nodes outside, which a duplicate in the same graph is wired to as well. */
  edges: z.array(edgeSchema).max(20_000),
  positions: layoutSchema.shape.nodes,
  /** Texts of its handlers by path. */
  handlers: z.record(projectPathSchema, z.string()),
});
export type Fragment = z.infer<typeof fragmentSchema>;

/** What is copied of nodes (ids), and of services where the person chose them as a whole. */
export function copyFragment(
  { graph, layout, handlers }: ProjectDocument,
  boxes: ReadonlyMap<string, Box>,
  nodeIds: readonly string[],
  serviceIds: readonly string[] = [],
): Fragment | undefined {
  const services = graph.services.filter((service) => serviceIds.includes(service.id));
  const wanted = new Set(nodeIds);
  const nodes = graph.nodes.filter((node) => wanted.has(node.id) || serviceIds.includes(serviceOf(node) ?? ''));
  if (nodes.length === 0) return undefined;
  const ids = new Set(nodes.map((node) => node.id));
  const positions: Record<string, NodePosition> = {};
  const texts: Record<string, string> = {};
  for (const node of nodes) {
    const box = boxes.get(node.id);
    if (box) positions[node.id] = { ...layout.nodes[node.id], x: box.x, y: box.y };
    const text = isHandlerNode(node) ? handlers.get(node.handler) : undefined;
    if (isHandlerNode(node) && text !== undefined) texts[node.handler] = text;
  }
  const edges = graph.edges.filter((edge) => ids.has(edge.source) || ids.has(edge.target));
  return { topicraft: 'fragment', format: 1, services, nodes, edges, positions, handlers: texts };
}

/** Undefined where the text is something else. */
export function parseFragment(text: string): Fragment | undefined {
  // Anything may be on a clipboard; a book need not be parsed to see that it is no graph.
  if (!text.startsWith('{') || !text.includes('"topicraft"')) return undefined;
  try {
    return fragmentSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface PasteOptions {
  /** Where its middle goes; else it is put beside where it came from. */
  readonly at?: Point | undefined;
  /** Wires to nodes outside are repeated where those nodes are in the graph. */
  readonly keepOuterWires: boolean;
}

export interface Pasted {
  readonly commands: readonly GraphCommand[];
  readonly nodes: readonly string[];
}

const nudge = 30;

/** The fragment with new ids and free names, as commands. */
export function pasteFragment(document: ProjectDocument, fragment: Fragment, options: PasteOptions): Pasted {
  const { graph } = document;
  const claims = claimsIn(document);
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const commands: GraphCommand[] = [];
  const serviceNames = takenServiceNames(graph);
  for (const service of fragment.services) {
    const id = newId();
    ids.set(service.id, id);
    commands.push({ type: 'add-service', service: { ...service, id, name: claimName(serviceNames, service.name) } });
  }
  for (const node of fragment.nodes) {
    ids.set(node.id, newId());
    names.set(node.name, node.kind === 'note' ? node.name : claimName(claims.names, node.name));
  }
  const place = placer(fragment, options.at);
  const nodes: string[] = [];
  for (const node of fragment.nodes) {
    const copy = copyOf(node, { graph, ids, names, files: claims.files });
    nodes.push(copy.id);
    commands.push({ type: 'add-node', node: copy, position: place(node) });
    const text = isHandlerNode(node) ? fragment.handlers[node.handler] : undefined;
    if (isHandlerNode(copy) && text !== undefined) {
      commands.push({ type: 'write-handler-file', file: copy.handler, text: renamedText(text, names) });
    }
  }
  const present = new Set(graph.nodes.map((node) => node.id));
  for (const edge of fragment.edges) {
    const copy = wireOf(edge, ids, options.keepOuterWires ? present : new Set());
    if (copy) commands.push({ type: 'add-edge', edge: copy });
  }
  return { commands, nodes };
}

interface Renaming {
  readonly graph: Graph;
  readonly ids: ReadonlyMap<string, string>;
  readonly names: ReadonlyMap<string, string>;
  readonly files: Set<string>;
}

function copyOf(node: Node, { graph, ids, names, files }: Renaming): Node {
  const id = ids.get(node.id) ?? newId();
  const name = names.get(node.name) ?? node.name;
  if (node.kind === 'note' || node.kind === 'topic') return { ...node, id, name };
  const { service: former, ...rest } = node;
  const known = former !== undefined && graph.services.some((service) => service.id === former) ? former : undefined;
  const service = (former === undefined ? undefined : ids.get(former)) ?? known;
  const common = { id, name, handler: claimHandlerFile(files, name), ...(service === undefined ? {} : { service }) };
  if (rest.kind === 'consumer') {
    // A group of its own: in the same group the two would share the partitions.
    return {
      ...rest,
      ...common,
      group: rest.group === rest.name ? name : (names.get(rest.group) ?? `${rest.group}-${name}`),
    };
  }
  const { trigger } = rest;
  if (trigger.type !== 'http' || trigger.replyTopic === undefined) return { ...rest, ...common };
  return { ...rest, ...common, trigger: { ...trigger, replyTopic: ids.get(trigger.replyTopic) ?? trigger.replyTopic } };
}

function wireOf(edge: Edge, ids: ReadonlyMap<string, string>, outer: ReadonlySet<string>): Edge | undefined {
  const end = (id: string): string | undefined => ids.get(id) ?? (outer.has(id) ? id : undefined);
  const source = end(edge.source);
  const target = end(edge.target);
  return source === undefined || target === undefined ? undefined : { ...edge, id: newId(), source, target };
}

function placer(fragment: Fragment, at: Point | undefined): (node: Node) => NodePosition {
  const bounds = boundsOf(
    fragment.nodes.flatMap((node) => {
      const position = fragment.positions[node.id];
      return position ? [{ x: position.x, y: position.y, ...sizeOf(node, position) }] : [];
    }),
  );
  const dx = at && bounds ? at.x - bounds.x - bounds.width / 2 : nudge;
  const dy = at && bounds ? at.y - bounds.y - bounds.height / 2 : nudge;
  return (node) => {
    const position = fragment.positions[node.id] ?? { x: bounds?.x ?? 0, y: bounds?.y ?? 0 };
    const moved = { x: position.x + dx, y: position.y + dy, ...sizeOf(node, position) };
    return { ...position, ...snapped(moved) };
  };
}
