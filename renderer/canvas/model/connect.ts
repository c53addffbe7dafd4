import {
  canConnect,
  createWiring,
  edgeKindBetween,
  isHandlerNode,
  startingText,
  type Edge,
  type Graph,
  type GraphCommand,
  type NodeKind,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import { newId } from '../../state/new-id.ts';

/**
 * Connects two nodes, source to target. A handler that still is as it was made learns to emit to its new topic in the
 * same step, so that what is drawn runs.
 */
export function commandsToConnect(
  { graph, handlers }: ProjectDocument,
  source: string,
  target: string,
): GraphCommand[] {
  const connection = canConnect(graph, source, target);
  if (!connection.allowed) return [];
  const edge: Edge = { id: newId(), kind: connection.kind, source, target };
  const commands: GraphCommand[] = [{ type: 'add-edge', edge }];
  const from = graph.nodes.find((node) => node.id === source);
  const to = graph.nodes.find((node) => node.id === target);
  if (from && isHandlerNode(from) && to?.kind === 'topic') {
    const writes = createWiring(graph).publishedTopics(source);
    const isUntouched = handlers.get(from.handler) === startingText(from.kind, from.name, writes);
    if (isUntouched && writes.length === 0) {
      const text = startingText(from.kind, from.name, [to]);
      commands.push({ type: 'write-handler-file', file: from.handler, text });
    }
  }
  return commands;
}

/** An edge between nodes of these kinds; undefined where the rules allow none. */
export function edgeBetween(
  source: { id: string; kind: NodeKind },
  target: { id: string; kind: NodeKind },
): Edge | undefined {
  const kind = edgeKindBetween(source.kind, target.kind);
  return kind && { id: newId(), kind, source: source.id, target: target.id };
}

/** The nodes that a wire from (or to) a node may lead to (or come from). */
export function connectable(graph: Graph, node: string, from: 'source' | 'target'): Set<string> {
  const allowed = new Set<string>();
  for (const other of graph.nodes) {
    const connection = from === 'source' ? canConnect(graph, node, other.id) : canConnect(graph, other.id, node);
    if (connection.allowed) allowed.add(other.id);
  }
  return allowed;
}

/** The kinds of new node that a wire from (or to) a node of a kind can end at. */
export function kindsThatFit(kind: NodeKind, from: 'source' | 'target'): NodeKind[] {
  const kinds: NodeKind[] = ['topic', 'consumer', 'producer'];
  return kinds.filter((other) => (from === 'source' ? edgeKindBetween(kind, other) : edgeKindBetween(other, kind)));
}
