import { canConnect } from '../connection-rules.ts';
import { edgeSchema, serviceSchema, settingsSchema, type Edge, type Graph, type Service } from '../schema.ts';
import { isHandlerNode } from '../wiring.ts';
import type { GraphCommand } from './command.ts';
import type { EntryChange, GraphHead, Splice } from './delta.ts';
import { refuseTakenId, withService } from './plan-nodes.ts';
import { refuse, refuseMissing, type Planned } from './refusal.ts';
import type { ProjectDocument } from './project-document.ts';

type Command<Type extends GraphCommand['type']> = Extract<GraphCommand, { type: Type }>;

export function planAddEdge({ graph }: ProjectDocument, { edge }: Command<'add-edge'>): Planned {
  const refused = refuseTakenId(graph, edge.id) ?? refuseEdge(graph, edge);
  return refused ?? { delta: { edges: [{ index: graph.edges.length, removed: [], inserted: [edge] }] } };
}

export function planUpdateEdge({ graph }: ProjectDocument, { edge }: Command<'update-edge'>): Planned {
  const index = graph.edges.findIndex((candidate) => candidate.id === edge.id);
  const former = graph.edges[index];
  if (!former) return refuseMissing('edge', edge.id);
  const others = { ...graph, edges: graph.edges.filter((candidate) => candidate !== former) };
  return refuseEdge(others, edge) ?? { delta: { edges: [{ index, removed: [former], inserted: [edge] }] } };
}

function refuseEdge(graph: Graph, edge: Edge) {
  const refuseConnection = (message: string, remedy: string) =>
    refuse('connection-refused', { element: edge.id }, message, remedy);
  if (!edgeSchema.safeParse(edge).success) {
    return refuse('element-invalid', { element: edge.id }, 'The edge has an invalid field.', 'Choose another value.');
  }
  // A dead-letter edge may stand beside an ordinary one between the same nodes.
  const alike = graph.edges.filter((other) => other.deadLetter === edge.deadLetter);
  const connection = canConnect({ ...graph, edges: alike }, edge.source, edge.target);
  if (!connection.allowed) return refuseConnection(connection.reason, 'Connect other nodes.');
  if (connection.kind !== edge.kind) {
    return refuseConnection(`This edge can only be of the kind "${connection.kind}".`, 'Change its kind.');
  }
  if (!edge.deadLetter) return undefined;
  if (graph.nodes.find((node) => node.id === edge.source)?.kind !== 'consumer') {
    return refuseConnection('Only a consumer has dead letters.', 'Make it an ordinary edge.');
  }
  if (alike.some((other) => other.source === edge.source)) {
    return refuseConnection('The consumer has a dead-letter edge already.', 'Remove that one first.');
  }
  return undefined;
}

export function planAddService({ graph }: ProjectDocument, { service }: Command<'add-service'>): Planned {
  const refused = refuseTakenId(graph, service.id) ?? refuseService(graph, service);
  return refused ?? { delta: { services: [{ index: graph.services.length, removed: [], inserted: [service] }] } };
}

export function planUpdateService({ graph }: ProjectDocument, { service }: Command<'update-service'>): Planned {
  const index = graph.services.findIndex((candidate) => candidate.id === service.id);
  const former = graph.services[index];
  if (!former) return refuseMissing('service', service.id);
  const refused = refuseService(graph, service);
  return refused ?? { delta: { services: [{ index, removed: [former], inserted: [service] }] } };
}

function refuseService(graph: Graph, service: Service) {
  const place = { element: service.id };
  if (!serviceSchema.safeParse(service).success) {
    return refuse('element-invalid', place, 'The service has an invalid field.', 'Choose another value.');
  }
  const name = service.name.toLowerCase();
  const taken = graph.services.some((other) => other.id !== service.id && other.name.toLowerCase() === name);
  if (!taken) return undefined;
  return refuse('name-taken', place, `A service is called "${service.name}" already.`, 'Choose another name.');
}

export function planUpdateGraph({ graph }: ProjectDocument, command: Command<'update-graph'>): Planned {
  const { name, description, settings } = command;
  if (name === '' || name.length > 200 || !settingsSchema.safeParse(settings).success) {
    return refuse(
      'element-invalid',
      { field: 'settings' },
      'The project has an invalid field.',
      'Choose another value.',
    );
  }
  const after: GraphHead = { name, ...(description === undefined ? {} : { description }), settings };
  return { delta: { head: { before: headOf(graph), after } } };
}

function headOf({ name, description, settings }: Graph): GraphHead {
  return { name, ...(description === undefined ? {} : { description }), settings };
}

export function planCollapseService({ graph, layout }: ProjectDocument, command: Command<'collapse-service'>): Planned {
  const { service: id, collapsed } = command;
  if (!graph.services.some((service) => service.id === id)) return refuseMissing('service', id);
  return { delta: { collapsed: [{ id, before: entryOf(layout.services, id), after: { collapsed } }] } };
}

export function planRemove({ graph, layout }: ProjectDocument, { ids }: Command<'remove'>): Planned {
  const gone = new Set(ids);
  const known = new Set([...graph.nodes, ...graph.edges, ...graph.services].map((element) => element.id));
  for (const id of gone) if (!known.has(id)) return refuseMissing('element', id);

  const nodes = changesOf(graph.nodes, (node) => {
    if (gone.has(node.id)) return undefined;
    if (!isHandlerNode(node)) return node;
    const kept = node.service !== undefined && gone.has(node.service) ? withService(node, null) : node;
    if (kept.kind !== 'producer' || kept.trigger.type !== 'http') return kept;
    const { replyTopic, ...trigger } = kept.trigger;
    return replyTopic !== undefined && gone.has(replyTopic) ? { ...kept, trigger } : kept;
  });
  const edges = changesOf(graph.edges, (edge) =>
    gone.has(edge.id) || gone.has(edge.source) || gone.has(edge.target) ? undefined : edge,
  );
  const services = changesOf(graph.services, (service) => (gone.has(service.id) ? undefined : service));
  return {
    delta: {
      nodes,
      edges,
      services,
      positions: removedEntries(layout.nodes, gone),
      collapsed: removedEntries(layout.services, gone),
    },
  };
}

/** From the end, so that an index holds whatever was taken out before. */
function changesOf<Element>(
  list: readonly Element[],
  change: (element: Element) => Element | undefined,
): Splice<Element>[] {
  const splices: Splice<Element>[] = [];
  for (const [index, element] of list.entries()) {
    const after = change(element);
    if (after !== element) splices.push({ index, removed: [element], inserted: after === undefined ? [] : [after] });
  }
  return splices.toReversed();
}

function removedEntries<Value>(entries: Record<string, Value>, gone: ReadonlySet<string>): EntryChange<Value>[] {
  return Object.entries(entries)
    .filter(([id]) => gone.has(id))
    .map(([id, before]) => ({ id, before, after: undefined }));
}

function entryOf<Value>(entries: Record<string, Value>, id: string): Value | undefined {
  return Object.hasOwn(entries, id) ? entries[id] : undefined;
}
