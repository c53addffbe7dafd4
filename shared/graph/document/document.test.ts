import { describe, expect, it } from 'vitest';
import { currentFormat, type Graph } from '../schema.ts';
import { parseGraph, parseLayout } from './parse.ts';
import { writeGraph, writeLayout } from './write.ts';

const graph: Graph = {
  format: currentFormat,
  name: 'Shop',
  settings: {},
  services: [{ id: 's1', name: 'billing' }],
  nodes: [
    { id: 'n1', kind: 'producer', name: 'storefront', handler: 'handlers/storefront.ts', trigger: { type: 'manual' } },
    { id: 'n2', kind: 'topic', name: 'orders', partitions: 3, format: 'json', config: { 'retention.ms': '1000' } },
  ],
  edges: [{ id: 'e1', kind: 'publishes', source: 'n1', target: 'n2' }],
};

describe('writeGraph', () => {
  it('writes one field of a node and one edge a line, in the order of the schema', () => {
    const [producer, ...others] = graph.nodes;
    const shuffled = { ...graph, nodes: [{ ...producer, id: 'n1' } as Graph['nodes'][number], ...others] };
    expect(writeGraph(shuffled)).toBe(`{
  "format": 1,
  "name": "Shop",
  "settings": {},
  "services": [
    { "id": "s1", "name": "billing" }
  ],
  "nodes": [
    {
      "id": "n1",
      "kind": "producer",
      "name": "storefront",
      "handler": "handlers/storefront.ts",
      "trigger": { "type": "manual" }
    },
    {
      "id": "n2",
      "kind": "topic",
      "name": "orders",
      "partitions": 3,
      "format": "json",
      "config": { "retention.ms": "1000" }
    }
  ],
  "edges": [
    { "id": "e1", "kind": "publishes", "source": "n1", "target": "n2" }
  ]
}
`);
  });

  it('is read back as the same graph', () => {
    expect(parseGraph(writeGraph(graph))).toEqual({ ok: true, document: graph });
  });
});

describe('parse', () => {
  it('names the element, the field, the line and the remedy', () => {
    const text = writeGraph(graph).replace('"partitions": 3', '"partitions": 0');
    expect(parseGraph(text)).toEqual({
      ok: false,
      diagnostics: [
        {
          code: 'document-invalid',
          severity: 'error',
          message: 'The topic "orders": "partitions" is too small.',
          place: { element: 'n2', field: 'partitions', file: 'topicraft.json', line: 20, column: 21 },
          remedy: 'Make it at least 1.',
        },
      ],
    });
  });

  it.each([
    ['{"format": 1, "name": "x"', 'json-syntax'],
    ['', 'json-syntax'],
    ['[]', 'not-a-document'],
    ['null', 'not-a-document'],
    ['{}', 'format-missing'],
    ['{"format": "1"}', 'format-missing'],
    ['{"format": 2}', 'format-newer'],
    ['{"format": 1, "__proto__": {}}', 'json-forbidden-key'],
    ['{"format": 1, "\\u005f_proto__": {}}', 'json-forbidden-key'],
    ['{"format": 1, "format": 1}', 'json-duplicate-key'],
    ['['.repeat(200_000), 'json-too-deep'],
    ['{"format": 1}', 'document-invalid'],
  ])('refuses %j', (text, code) => {
    const parsed = parseGraph(text);
    expect(parsed.ok ? [] : parsed.diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
  });

  it('writes a layout by id', () => {
    const text = writeLayout({ format: 1, nodes: { b: { x: 1, y: 2 }, a: { x: 0, y: 0 } }, services: {} });
    expect(text).toContain('"a": { "x": 0, "y": 0 },\n    "b": { "x": 1, "y": 2 }');
    expect(parseLayout(text).ok).toBe(true);
  });
});
