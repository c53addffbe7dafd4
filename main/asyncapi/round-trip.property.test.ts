import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGraph } from '../../tests/support/arbitrary-document.ts';
import { type Graph, type Node, parseGraph, writeGraph } from '../../shared/graph/index.ts';
import { asyncapiOfGraph, documentForms, documentText, graphOfAsyncapi, type Unsaid } from './index.ts';

/** A graph as it reads without ids and order of nodes: each field of each element by names. The order of edges is kept. */
function fieldsOf(graph: Graph): Map<string, { id: string; field: string; value: unknown }> {
  const fields = new Map<string, { id: string; field: string; value: unknown }>();
  const serviceNames = new Map(graph.services.map(({ id, name }) => [id, name]));
  const add = (id: string, element: string, field: string, value: unknown): void => {
    if (value !== undefined) fields.set(`${element} ${field}`, { id, field, value });
  };
  for (const [field, value] of Object.entries({ name: graph.name, description: graph.description })) {
    add('', 'graph', field, value);
  }
  for (const [field, value] of Object.entries(graph.settings)) add('', 'graph', `settings.${field}`, value);
  for (const { id, name, description } of graph.services) add(id, `service ${name}`, 'all', { description });
  for (const node of graph.nodes) {
    const element = `${node.kind} ${node.name}`;
    add(node.id, element, 'all', node.name);
    for (const [field, value] of Object.entries(node)) {
      if (['id', 'kind', 'name', 'service', 'config'].includes(field)) continue;
      add(node.id, element, field, value);
    }
    if ('service' in node && node.service !== undefined)
      add(node.id, element, 'service', serviceNames.get(node.service));
    for (const [key, value] of Object.entries(node.kind === 'topic' ? (node.config ?? {}) : {})) {
      add(node.id, element, `config.${key}`, value);
    }
  }
  const nodes = new Map<string, Node>(graph.nodes.map((node) => [node.id, node]));
  for (const { id, source, target, deadLetter } of graph.edges) {
    add(id, `edge ${nodes.get(source)?.name} > ${nodes.get(target)?.name} ${deadLetter ?? ''}`, 'all', true);
  }
  return fields;
}

/** Two elements of one id are none of a valid graph: nothing tells what belongs to which. */
function hasOwnIds({ nodes, services, edges }: Graph): boolean {
  const ids = [...nodes, ...services, ...edges].map(({ id }) => id);
  return new Set(ids).size === ids.length;
}

function isListed(unsaid: readonly Unsaid[], id: string, field: string): boolean {
  return unsaid.some(({ where: { element = '', fields } }) => element === id && (fields?.includes(field) ?? id !== ''));
}

describe('any graph', () => {
  it('is the same graph after it has been a document, but for what is listed', () => {
    fc.assert(
      fc.property(arbitraryGraph.filter(hasOwnIds), fc.constantFrom(...documentForms), (graph, form) => {
        const written = asyncapiOfGraph(graph, new Map());
        const read = graphOfAsyncapi(documentText(written, form));
        if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
        expect(read.unsaid).toEqual([]);
        const again = fieldsOf(read.project.graph);
        const lost: string[] = [];
        for (const [key, { id, field, value }] of fieldsOf(graph)) {
          const kept = again.get(key);
          if (kept && JSON.stringify(kept.value) === JSON.stringify(value)) continue;
          if (!isListed(written.unsaid, id, field)) lost.push(key);
        }
        expect(lost).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('comes to nothing new: what is read is a valid graph, and the same document again', () => {
    fc.assert(
      fc.property(arbitraryGraph.filter(hasOwnIds), (graph) => {
        const first = documentText(asyncapiOfGraph(graph, new Map()), 'json');
        const read = graphOfAsyncapi(first);
        if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
        expect(parseGraph(writeGraph(read.project.graph))).toMatchObject({ ok: true });
        const second = graphOfAsyncapi(documentText(asyncapiOfGraph(read.project.graph, new Map()), 'json'));
        if (!second.ok) throw new Error(JSON.stringify(second.diagnostics));
        expect(fieldsOf(second.project.graph)).toEqual(fieldsOf(read.project.graph));
      }),
      { numRuns: 200 },
    );
  });
});
