import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGraph } from '../../tests/support/arbitrary-document.ts';
import { consumer, graphOf, producer, topic } from '../../tests/support/graph-builder.ts';
import { type Graph, parseGraph } from '../../shared/graph/index.ts';
import { asyncapiOfGraph, type DocumentForm, documentForms, documentText } from './index.ts';

const examplesFolder = path.resolve(import.meta.dirname, '../../examples');
/** Making one takes longer than parsing. */
const parser = new Parser();
const examples = await readdir(examplesFolder);

/** Errors, warnings, infos and hints alike, as the official parser has them. */
async function findings(
  graph: Graph,
  schemas: ReadonlyMap<string, unknown> = new Map(),
  forms: readonly DocumentForm[] = ['yaml'],
): Promise<unknown[]> {
  const document = asyncapiOfGraph(graph, schemas);
  const found: unknown[] = [];
  for (const form of forms) {
    const text = documentText(document, form);
    const { document: parsed, diagnostics } = await parser.parse(text);
    found.push(...diagnostics.map(({ code, message, path: at }) => ({ form, code, message, at: at.join('/') })));
    if (!parsed) found.push({ form, text });
  }
  return found;
}

describe('the official parser', () => {
  it.each(examples)('has nothing to say about the example %s', async (example) => {
    const folder = path.join(examplesFolder, example);
    const graph = parseGraph(await readFile(path.join(folder, 'topicraft.json'), 'utf8'));
    if (!graph.ok) throw new Error(`${example} is damaged`);
    const files = await readdir(path.join(folder, 'schemas'));
    const schemas = new Map<string, unknown>();
    for (const file of files) {
      schemas.set(`schemas/${file}`, JSON.parse(await readFile(path.join(folder, 'schemas', file), 'utf8')));
    }
    expect(await findings(graph.document, schemas, documentForms)).toEqual([]);
  });

  // It takes a second and more for each.
  it('has nothing to say about any graph', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, fc.constantFrom(...documentForms), async (graph, form) => {
        expect(await findings(graph, new Map(), [form])).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('sees what it should not take', async () => {
    const { diagnostics } = await new Parser().parse('asyncapi: 3.1.0\ninfo: { title: x }\nchannels: { a?: {} }\n');
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  it.each([
    ['of its own kind', { $ref: '#', title: 'loop' }],
    ['without a dialect', { type: 'object', $defs: { a: { $ref: '#' } }, properties: { next: { $ref: '#/$defs/a' } } }],
    [
      'of draft 07',
      { $schema: 'http://json-schema.org/draft-07/schema#', $ref: '#/definitions/x', definitions: { x: true } },
    ],
    ['with tuples', { prefixItems: [{ type: 'string' }], items: false, dependentRequired: { a: ['b'] } }],
    [
      'with data that looks like references',
      { const: { $ref: 'http://127.0.0.1:1/x' }, default: { $ref: '#/nowhere' } },
    ],
    ['with keywords of later drafts', { unevaluatedProperties: false, $anchor: 'x', minContains: 2, contains: {} }],
    [
      'with keywords that AsyncAPI has otherwise',
      { discriminator: { propertyName: 'a' }, externalDocs: 1, deprecated: 'x' },
    ],
    ['with an id', { $id: 'https://example.com/x', properties: { self: { $ref: 'https://example.com/x' } } }],
    ['that takes nothing', false],
    ['that takes all', true],
    ['that calls itself a format', { schemaFormat: 'application/vnd.apache.avro', schema: { type: 'record' } }],
    ['with properties of any name', { properties: { $ref: { type: 'string' }, default: {}, schema: {}, 'x-y': {} } }],
  ])('has nothing to say about a schema %s', async (_what, schema) => {
    const graph = graphOf(
      [producer('web'), topic('orders', { schema: 'schemas/a.json' }), consumer('billing')],
      ['web > orders > billing'],
    );
    expect(await findings(graph, new Map([['schemas/a.json', schema]]))).toEqual([]);
  });
});
