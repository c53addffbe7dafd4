import { graphSchema, layoutSchema, type Graph, type Layout } from '../schema.ts';

/**
 * The one text of a graph: fields in the schema's order, services, nodes and edges in the document's. A node takes a line
 * a field, an edge or a service one line, so that two people's changes meet in a diff only where they truly meet.
 * Parsing the text gives the same graph, and writing that gives the same text.
 */
export function writeGraph(graph: Graph): string {
  const { services, nodes, edges, ...head } = graphSchema.parse(graph);
  return lines([
    ...fields(head),
    list('services', services, inline),
    list('nodes', nodes, (node) => block(fields(node), '    ')),
    list('edges', edges, inline),
  ]);
}

/** The one text of a layout: one line a node and a service, in the order of their ids. */
export function writeLayout(layout: Layout): string {
  const { nodes, services, viewport, ...head } = layoutSchema.parse(layout);
  return lines([
    ...fields(head),
    dictionary('nodes', nodes),
    dictionary('services', services),
    ...(viewport ? fields({ viewport }) : []),
  ]);
}

/** An empty layout: everything is placed by whoever draws it first. */
export const emptyLayout: Layout = { format: 1, nodes: {}, services: {} };

function lines(members: string[]): string {
  return `${block(members, '')}\n`;
}

function block(members: string[], indent: string): string {
  return `{\n${members.map((member) => `${indent}  ${member}`).join(',\n')}\n${indent}}`;
}

function fields(object: object): string[] {
  return presentEntries(object).map(([key, value]) => `${JSON.stringify(key)}: ${inline(value)}`);
}

function list<Item>(key: string, items: readonly Item[], write: (item: Item) => string): string {
  if (items.length === 0) return `${JSON.stringify(key)}: []`;
  return `${JSON.stringify(key)}: [\n${items.map((item) => `    ${write(item)}`).join(',\n')}\n  ]`;
}

function dictionary(key: string, values: Record<string, unknown>): string {
  const entries = sortedEntries(values);
  if (entries.length === 0) return `${JSON.stringify(key)}: {}`;
  const written = entries.map(([id, value]) => `    ${JSON.stringify(id)}: ${inline(value)}`);
  return `${JSON.stringify(key)}: {\n${written.join(',\n')}\n  }`;
}

/** On one line, with a space where a reader wants one. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = presentEntries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function presentEntries(object: object): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== undefined);
}

/** By code unit, since engines list keys such as "10" first whatever the text said. */
function sortedEntries(object: Record<string, unknown>): [string, unknown][] {
  return presentEntries(object).sort(([left], [right]) => (left < right ? -1 : 1));
}
