import { writeGraph, writeLayout, type Graph, type Layout } from '../../../shared/graph/index.ts';

/** Writing checks the whole document; documents are never altered in place, so that once is enough for each. */
const graphTexts = new WeakMap<Graph, string>();
const layoutTexts = new WeakMap<Layout, string>();

export function graphText(graph: Graph): string {
  return remembered(graphTexts, graph, writeGraph);
}

export function layoutText(layout: Layout): string {
  return remembered(layoutTexts, layout, writeLayout);
}

/** Whether both are written the same. Elements that they share are not looked into, so that an edit is cheap to find. */
export function isSameGraph(left: Graph, right: Graph): boolean {
  if (left === right) return true;
  const services = differing(left.services, right.services);
  const nodes = differing(left.nodes, right.nodes);
  const edges = differing(left.edges, right.edges);
  if (!services || !nodes || !edges) return false;
  return (
    writeGraph({ ...left, services: services[0], nodes: nodes[0], edges: edges[0] }) ===
    writeGraph({ ...right, services: services[1], nodes: nodes[1], edges: edges[1] })
  );
}

export function isSameLayout(left: Layout, right: Layout): boolean {
  if (left === right) return true;
  const nodes = differingEntries(left.nodes, right.nodes);
  const services = differingEntries(left.services, right.services);
  if (!nodes || !services) return false;
  return (
    writeLayout({ ...left, nodes: nodes[0], services: services[0] }) ===
    writeLayout({ ...right, nodes: nodes[1], services: services[1] })
  );
}

/** The elements, at the same places, that are not the very same; undefined where the lists are not even of one length. */
function differing<Element>(left: readonly Element[], right: readonly Element[]): [Element[], Element[]] | undefined {
  if (left.length !== right.length) return undefined;
  return [
    left.filter((element, index) => element !== right[index]),
    right.filter((element, index) => element !== left[index]),
  ];
}

function differingEntries<Value>(
  left: Record<string, Value>,
  right: Record<string, Value>,
): [Record<string, Value>, Record<string, Value>] | undefined {
  const ids = Object.keys(left);
  if (ids.length !== Object.keys(right).length || !ids.every((id) => Object.hasOwn(right, id))) return undefined;
  const pick = (entries: Record<string, Value>) =>
    Object.fromEntries(Object.entries(entries).filter(([id]) => left[id] !== right[id]));
  return [pick(left), pick(right)];
}

function remembered<Document extends object>(
  texts: WeakMap<Document, string>,
  document: Document,
  write: (document: Document) => string,
): string {
  const known = texts.get(document);
  if (known !== undefined) return known;
  const text = write(document);
  texts.set(document, text);
  return text;
}
