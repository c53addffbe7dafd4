import type { Edge, Graph, Layout, Node, Service } from '../schema.ts';
import type { ProjectDocument } from './project-document.ts';

/** Replaces `before` at `offset` (UTF-16 units) with `after`. Offsets are those of the text before all edits of a file. */
export interface TextEdit {
  offset: number;
  before: string;
  after: string;
}

/** Takes `removed` out of a list at `index` and puts `inserted` in its place. */
export interface Splice<Element> {
  index: number;
  removed: readonly Element[];
  inserted: readonly Element[];
}

export type GraphHead = Pick<Graph, 'name' | 'description' | 'settings'>;

/** One entry of a dictionary; undefined is absent. */
export interface EntryChange<Value> {
  id: string;
  before?: Value | undefined;
  after?: Value | undefined;
}

export type FileChange =
  | { type: 'write'; file: string; before?: string | undefined; after?: string | undefined }
  | { type: 'edit'; file: string; edits: readonly TextEdit[] };

/**
 * What a command changes, with what stood there before: enough to go either way, and to see that the document is no longer
 * the one that it was made for. Parts are applied in the order of their lists.
 */
export interface Delta {
  head?: { before: GraphHead; after: GraphHead };
  services?: readonly Splice<Service>[];
  nodes?: readonly Splice<Node>[];
  edges?: readonly Splice<Edge>[];
  positions?: readonly EntryChange<Layout['nodes'][string]>[];
  collapsed?: readonly EntryChange<Layout['services'][string]>[];
  files?: readonly FileChange[];
}

/** Undefined where the document is not the one that the delta was made for. What doesn't change is shared. */
export function applyDelta(document: ProjectDocument, delta: Delta): ProjectDocument | undefined {
  const { graph, layout } = document;
  const services = spliceAll(graph.services, delta.services);
  const nodes = spliceAll(graph.nodes, delta.nodes);
  const edges = spliceAll(graph.edges, delta.edges);
  const positions = changeEntries(layout.nodes, delta.positions);
  const collapsed = changeEntries(layout.services, delta.collapsed);
  const handlers = changeFiles(document.handlers, delta.files);
  if (!services || !nodes || !edges || !positions || !collapsed || !handlers) return undefined;
  const sameGraph = !delta.head && services === graph.services && nodes === graph.nodes && edges === graph.edges;
  const sameLayout = positions === layout.nodes && collapsed === layout.services;
  return {
    graph: sameGraph ? graph : { ...withHead(graph, delta.head?.after), services, nodes, edges },
    layout: sameLayout ? layout : { ...layout, nodes: positions, services: collapsed },
    handlers,
  };
}

export function invertDelta(delta: Delta): Delta {
  return {
    ...(delta.head ? { head: { before: delta.head.after, after: delta.head.before } } : {}),
    ...(delta.services ? { services: invertSplices(delta.services) } : {}),
    ...(delta.nodes ? { nodes: invertSplices(delta.nodes) } : {}),
    ...(delta.edges ? { edges: invertSplices(delta.edges) } : {}),
    ...(delta.positions ? { positions: delta.positions.map(invertEntry).toReversed() } : {}),
    ...(delta.collapsed ? { collapsed: delta.collapsed.map(invertEntry).toReversed() } : {}),
    ...(delta.files ? { files: delta.files.map(invertFile).toReversed() } : {}),
  };
}

/** Undefined where the edits overlap or the text does not say what they expect. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  let result = '';
  let end = 0;
  for (const { offset, before, after } of edits) {
    if (offset < end || offset > text.length || !text.startsWith(before, offset)) return undefined;
    result += text.slice(end, offset) + after;
    end = offset + before.length;
  }
  return result + text.slice(end);
}

function withHead(graph: Graph, head: GraphHead | undefined): Graph {
  if (!head) return graph;
  const { description: _former, ...rest } = graph;
  return { ...rest, ...head };
}

function spliceAll<Element extends { id: string }>(
  list: Element[],
  splices: readonly Splice<Element>[] = [],
): Element[] | undefined {
  if (splices.length === 0) return list;
  const result = [...list];
  for (const { index, removed, inserted } of splices) {
    if (index > result.length || !removed.every((element, at) => result[index + at]?.id === element.id))
      return undefined;
    result.splice(index, removed.length, ...inserted);
  }
  return result;
}

function invertSplices<Element>(splices: readonly Splice<Element>[]): Splice<Element>[] {
  return splices.map(({ index, removed, inserted }) => ({ index, removed: inserted, inserted: removed })).toReversed();
}

function changeEntries<Value>(
  entries: Record<string, Value>,
  changes: readonly EntryChange<Value>[] = [],
): Record<string, Value> | undefined {
  if (changes.length === 0) return entries;
  const result = new Map(Object.entries(entries));
  for (const { id, before, after } of changes) {
    if ((before === undefined) === result.has(id)) return undefined;
    if (after === undefined) result.delete(id);
    else result.set(id, after);
  }
  return Object.fromEntries(result);
}

function invertEntry<Value>({ id, before, after }: EntryChange<Value>): EntryChange<Value> {
  return { id, before: after, after: before };
}

function changeFiles(
  files: ReadonlyMap<string, string>,
  changes: readonly FileChange[] = [],
): ReadonlyMap<string, string> | undefined {
  if (changes.length === 0) return files;
  const result = new Map(files);
  for (const change of changes) {
    const text = result.get(change.file);
    if (change.type === 'edit') {
      const edited = text === undefined ? undefined : applyTextEdits(text, change.edits);
      if (edited === undefined) return undefined;
      result.set(change.file, edited);
    } else {
      if (text !== change.before) return undefined;
      if (change.after === undefined) result.delete(change.file);
      else result.set(change.file, change.after);
    }
  }
  return result;
}

function invertFile(change: FileChange): FileChange {
  if (change.type === 'write') return { ...change, before: change.after, after: change.before };
  let shift = 0;
  const edits = change.edits.map(({ offset, before, after }) => {
    const inverse = { offset: offset + shift, before: after, after: before };
    shift += after.length - before.length;
    return inverse;
  });
  return { ...change, edits };
}
