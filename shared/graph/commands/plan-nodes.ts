import { isHandlerNode } from '../wiring.ts';
import { nodeSchema, type Graph, type Node } from '../schema.ts';
import { problemOfKafkaName } from '../validate/names.ts';
import type { GraphCommand, HandlerEdit, NodePosition } from './command.ts';
import { applyTextEdits, type FileChange } from './delta.ts';
import { refuse, refuseMissing, refuseMissingFile, type Planned } from './refusal.ts';
import type { ProjectDocument } from './project-document.ts';

type Command<Type extends GraphCommand['type']> = Extract<GraphCommand, { type: Type }>;

export function planAddNode({ graph, layout }: ProjectDocument, { node, position }: Command<'add-node'>): Planned {
  const taken = refuseTakenId(graph, node.id) ?? refuseInvalid(node) ?? refuseName(graph, node, node.name);
  if (taken) return taken;
  // A file of an older state may have left a position behind.
  const before = Object.hasOwn(layout.nodes, node.id) ? layout.nodes[node.id] : undefined;
  return {
    delta: {
      nodes: [{ index: graph.nodes.length, removed: [], inserted: [node] }],
      ...(position ? { positions: [{ id: node.id, before, after: position }] } : {}),
    },
  };
}

export function planUpdateNode({ graph }: ProjectDocument, { node }: Command<'update-node'>): Planned {
  const index = graph.nodes.findIndex((candidate) => candidate.id === node.id);
  const former = graph.nodes[index];
  if (!former) return refuseMissing('node', node.id);
  if (former.kind !== node.kind) {
    return refuse(
      'element-of-other-kind',
      { element: node.id, field: 'kind' },
      `The ${former.kind} ${JSON.stringify(former.name)} cannot become a ${node.kind}.`,
      'Add a new node in its place.',
    );
  }
  if (former.name !== node.name) {
    return refuse(
      'name-changed',
      { element: node.id, field: 'name' },
      `An update cannot rename ${JSON.stringify(former.name)}.`,
      'Rename the node, which also changes the handlers that say its name.',
    );
  }
  const invalid = refuseInvalid(node);
  return invalid ?? { delta: { nodes: [{ index, removed: [former], inserted: [node] }] } };
}

export function planRenameNode(document: ProjectDocument, command: Command<'rename-node'>): Planned {
  const { graph, handlers } = document;
  const index = graph.nodes.findIndex((candidate) => candidate.id === command.node);
  const former = graph.nodes[index];
  if (!former) return refuseMissing('node', command.node);
  const renamed = { ...former, name: command.name };
  const refused = refuseInvalid(renamed) ?? refuseName(graph, former, command.name);
  if (refused) return refused;
  const edits = command.handlerEdits ?? [];
  for (const edit of edits) {
    const problem = refuseEdits(handlers, edit);
    if (problem) return problem;
  }
  return {
    delta: {
      nodes: [{ index, removed: [former], inserted: [renamed] }],
      ...(edits.length > 0 ? { files: edits.map(asFileChange) } : {}),
    },
  };
}

export function planSetHandler({ graph }: ProjectDocument, { node: id, handler }: Command<'set-handler'>): Planned {
  const index = graph.nodes.findIndex((candidate) => candidate.id === id);
  const former = graph.nodes[index];
  if (!former) return refuseMissing('node', id);
  if (!isHandlerNode(former)) {
    return refuse(
      'element-of-other-kind',
      { element: id },
      `A ${former.kind} has no handler.`,
      'Choose a producer or a consumer.',
    );
  }
  const node = { ...former, handler };
  const invalid = refuseInvalid(node);
  return invalid ?? { delta: { nodes: [{ index, removed: [former], inserted: [node] }] } };
}

export function planMoveNodes({ graph, layout }: ProjectDocument, { positions }: Command<'move-nodes'>): Planned {
  const changes = [];
  for (const [id, position] of Object.entries(positions)) {
    if (!graph.nodes.some((node) => node.id === id)) return refuseMissing('node', id);
    const before: NodePosition | undefined = Object.hasOwn(layout.nodes, id) ? layout.nodes[id] : undefined;
    changes.push({ id, before, after: position ?? undefined });
  }
  return { delta: { positions: changes } };
}

export function planAssignService({ graph }: ProjectDocument, command: Command<'assign-service'>): Planned {
  const { service } = command;
  if (service !== null && !graph.services.some(({ id }) => id === service)) return refuseMissing('service', service);
  const nodes = [];
  for (const id of new Set(command.nodes)) {
    const index = graph.nodes.findIndex((node) => node.id === id);
    const former = graph.nodes[index];
    if (!former) return refuseMissing('node', id);
    if (!isHandlerNode(former)) {
      return refuse(
        'element-of-other-kind',
        { element: id },
        `A ${former.kind} stands in no service.`,
        'Choose producers and consumers.',
      );
    }
    nodes.push({ index, removed: [former], inserted: [withService(former, service)] });
  }
  return { delta: { nodes } };
}

export function withService<Assigned extends Extract<Node, { service?: string | undefined }>>(
  node: Assigned,
  service: string | null,
): Assigned {
  const { service: _former, ...rest } = node;
  // The rest of a node with or without the optional field is a node of the same kind.
  return (service === null ? rest : { ...rest, service }) as Assigned;
}

/** An id is of one element only, whatever its kind: diagnostics point to elements by id alone. */
export function refuseTakenId(graph: Graph, id: string) {
  const taken = [...graph.nodes, ...graph.edges, ...graph.services].some((element) => element.id === id);
  if (!taken) return undefined;
  return refuse('id-taken', { element: id }, `The id ${JSON.stringify(id)} is taken.`, 'Take another id.');
}

export function refuseEdits(handlers: ReadonlyMap<string, string>, { file, edits }: HandlerEdit) {
  const text = handlers.get(file);
  if (text === undefined) return refuseMissingFile(file);
  if (applyTextEdits(text, edits) !== undefined) return undefined;
  return refuse(
    'edits-overlap',
    { file },
    `The edits of ${file} overlap, or its text is no longer what they were made for.`,
    'Look for the names in the handlers again, then repeat the edit.',
  );
}

export function asFileChange({ file, edits }: HandlerEdit): FileChange {
  return { type: 'edit', file, edits };
}

function refuseInvalid(node: Node) {
  const parsed = nodeSchema.safeParse(node);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  return refuse(
    'element-invalid',
    { element: node.id, field },
    `The ${node.kind} ${JSON.stringify(node.name)} cannot have this ${field || 'content'}: ${issue?.message ?? ''}.`,
    'Choose another value.',
  );
}

function refuseName(graph: Graph, node: Node, name: string) {
  if (node.kind === 'note') return undefined;
  const place = { element: node.id, field: 'name' };
  const problem = problemOfKafkaName(name);
  if (problem) {
    return refuse(
      'name-forbidden',
      place,
      `${JSON.stringify(name)} cannot be a name: ${problem}.`,
      'Use letters, digits, dots, underscores and hyphens only.',
    );
  }
  const other = graph.nodes.find((other) => other.name === name && other.kind !== 'note' && other.id !== node.id);
  if (!other) return undefined;
  return refuse('name-taken', place, `A ${other.kind} is called "${name}" already.`, 'Choose another name.');
}
