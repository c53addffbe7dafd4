import {
  type Edge,
  edgeKindBetween,
  type Graph,
  isHandlerNode,
  type Node,
  problemOfKafkaName,
  type Service,
} from '../../../shared/graph/index.ts';
import type { Unsaid } from '../unsaid.ts';

/** What a document can be made of: each name and id once, and edges that lead somewhere. The rest is listed. */
export interface SayableGraph {
  readonly graph: Graph;
  readonly unsaid: readonly Unsaid[];
}

/** A graph may be as wrong as an unfinished drawing; what keeps it from running keeps it from being described. */
export function sayableGraph(graph: Graph): SayableGraph {
  const unsaid: Unsaid[] = [];
  const leaveOut = (element: string, what: string, why: string, fields?: readonly string[]): void => {
    unsaid.push({ code: 'element-invalid', where: { element, ...(fields && { fields }) }, what, why });
  };
  const ids = new Set<string>();
  const isNew = (id: string): boolean => !ids.has(id) && ids.add(id).size > 0;

  const serviceNames = new Set<string>();
  const services = graph.services.filter((service) => {
    const why = problemOfService(service, isNew(service.id), serviceNames);
    if (why !== undefined) leaveOut(service.id, `The service ${JSON.stringify(service.name)}`, why);
    return why === undefined;
  });

  const names = new Set<string>();
  const serviceIds = new Set(services.map(({ id }) => id));
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const why = problemOfNode(node, isNew(node.id), names);
    if (why !== undefined) {
      leaveOut(node.id, `The ${node.kind} ${JSON.stringify(node.name)}`, why);
    } else if (isHandlerNode(node) && node.service !== undefined && !serviceIds.has(node.service)) {
      leaveOut(node.id, `The service of ${JSON.stringify(node.name)}`, 'There is no such service.', ['service']);
      const { service: _missing, ...rest } = node;
      nodes.push(rest);
    } else {
      nodes.push(node);
    }
  }

  const nodesById = new Map(nodes.map((node) => [node.id, node]));
  const connections = new Set<string>();
  const edges = graph.edges.filter((edge) => {
    const why = problemOfEdge(edge, isNew(edge.id), nodesById, connections);
    if (why !== undefined) leaveOut(edge.id, edgeText(edge, graph.nodes), why);
    return why === undefined;
  });
  return { graph: { ...graph, services, nodes, edges }, unsaid };
}

function problemOfService({ name }: Service, isNew: boolean, names: Set<string>): string | undefined {
  if (!isNew) return 'Its id belongs to another element too.';
  // Names of services are told apart without regard to capital letters.
  if (names.has(name.toLowerCase())) return 'Another service has the same name.';
  names.add(name.toLowerCase());
  return undefined;
}

function problemOfNode(node: Node, isNew: boolean, names: Set<string>): string | undefined {
  if (!isNew) return 'Its id belongs to another element too.';
  if (node.kind === 'note') return undefined;
  const problem = problemOfKafkaName(node.name);
  if (problem !== undefined) return `Kafka forbids its name: ${problem}.`;
  if (names.has(node.name)) return 'Another node has the same name.';
  names.add(node.name);
  return undefined;
}

function problemOfEdge(
  edge: Edge,
  isNew: boolean,
  nodes: ReadonlyMap<string, Node>,
  connections: Set<string>,
): string | undefined {
  if (!isNew) return 'Its id belongs to another element too.';
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (!source || !target) return 'One of its ends is not there.';
  if (edgeKindBetween(source.kind, target.kind) !== edge.kind) return 'No such edge may lead between these nodes.';
  if (edge.deadLetter && source.kind !== 'consumer') return 'Only a consumer has dead letters.';
  const key = edge.deadLetter ? JSON.stringify([edge.source, 'dead']) : JSON.stringify([edge.source, edge.target]);
  if (connections.has(key))
    return edge.deadLetter ? 'Its consumer has another dead-letter edge.' : 'It is drawn twice.';
  connections.add(key);
  return undefined;
}

function edgeText({ source, target }: Edge, nodes: readonly Node[]): string {
  const nameOf = (id: string): string => JSON.stringify(nodes.find((node) => node.id === id)?.name ?? id);
  return `The edge from ${nameOf(source)} to ${nameOf(target)}`;
}
