import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parse } from '@babel/parser';
import { describe, expect, it } from 'vitest';
import { arbitraryGraph } from '../../../tests/support/arbitrary-document.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { apiText } from './api-text.ts';
import { generateHandlerTypes } from './generate.ts';

/** The type that a schema gets as the value of a topic `t`, without the declarations around it. */
function typeOf(schema: unknown): string {
  const text = generateHandlerTypes(
    graphOf([topic('t', { schema: 'schemas/t.json' })]),
    new Map([['schemas/t.json', schema]]),
  );
  const declared = text.slice(text.indexOf('{\n') + 2, text.indexOf('  /** What the records of each topic carry. */'));
  return declared.trim().replaceAll(/\s+/g, ' ');
}

describe('the type of a schema', () => {
  it.each<[unknown, string]>([
    [true, 'type TValue = unknown;'],
    [false, 'type TValue = never;'],
    [{ type: 'integer' }, 'type TValue = number;'],
    [{ type: ['string', 'null'] }, 'type TValue = string | null;'],
    [{ type: 'string', nullable: true }, 'type TValue = string | null;'],
    [{ enum: ['a', 1, null, true] }, 'type TValue = "a" | 1 | null | true;'],
    [{ const: { a: [1] } }, 'type TValue = { a: [1] };'],
    [{ type: 'array', items: { type: 'string' } }, 'type TValue = string[];'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, 'type TValue = ("a" | "b")[];'],
    [{ type: 'array', prefixItems: [{ type: 'string' }], items: false, minItems: 1 }, 'type TValue = [string];'],
    [{ type: 'array', prefixItems: [{ type: 'string' }] }, 'type TValue = [(string)?, ...unknown[]];'],
    [{ items: [{ type: 'string' }], additionalItems: { type: 'number' } }, 'type TValue = [(string)?, ...number[]];'],
    [{ type: 'object' }, 'type TValue = { [key: string]: unknown };'],
    [{ type: 'object', additionalProperties: false }, 'type TValue = { [key: string]: never };'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'type TValue = { [key: string]: number; };'],
    [
      { properties: { a: { type: 'string' }, 'b-c': {} }, required: ['a', 'd'] },
      'type TValue = { a: string; "b-c"?: unknown; d: unknown; };',
    ],
    [
      { properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
      'type TValue = { a?: string; [key: string]: number | string | undefined; };',
    ],
    [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, 'type TValue = string | number;'],
    [
      { type: 'object', properties: { a: { const: 1 } }, anyOf: [{ required: ['x'] }, { required: ['y'] }] },
      'type TValue = { a?: 1; } & ({ x: unknown; } | { y: unknown; });',
    ],
    [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, 'type TValue = string;'],
    [
      { $ref: '#/$defs/money', $defs: { money: { type: 'number', description: 'In cents.' } } },
      '/** In cents. */ type TValueMoney = number; type TValue = TValueMoney;',
    ],
    [{ type: 'object', properties: { next: { $ref: '#' } } }, 'type TValue = { next?: TValue; };'],
    [{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, 'type TValue = unknown;'],
    [{ $ref: 'elsewhere.json' }, 'type TValue = unknown;'],
    [
      { $ref: '#/$defs/a%20b~1c', $defs: { 'a b/c': { type: 'null' } } },
      'type TValueABC = null; type TValue = TValueABC;',
    ],
  ])('%j', (schema, expected) => {
    expect(typeOf(schema)).toBe(expected);
  });

  it('shows descriptions where an editor looks for them', () => {
    const schema = {
      description: 'An order.',
      properties: { id: { title: 'Id', description: 'Never\nreused.', deprecated: true } },
    };
    expect(typeOf(schema)).toBe(
      '/** An order. */ type TValue = { /** * Id * Never * reused. * @deprecated */ id?: unknown; };',
    );
  });
});

describe('topicraft.d.ts', () => {
  it('says what each node reads and emits', () => {
    const graph = graphOf(
      [
        producer('web', { trigger: { type: 'replay', file: 'a.csv', format: 'csv' } }),
        producer('clock', { trigger: { type: 'interval', everyMs: 5 } }),
        topic('orders', { format: 'text', config: { 'cleanup.policy': 'delete, compact' } }),
        topic('raw', { format: 'bytes' }),
        consumer('billing', { batch: { maxRecords: 5 }, whenExhausted: 'dead-letter' }),
        topic('failed'),
      ],
      ['web > orders > billing > raw', 'billing ! failed', 'raw > billing'],
    );
    const text = generateHandlerTypes(graph, new Map());
    expect(text).toContain(`  interface TopicValues {
    orders: string;
    raw: Uint8Array;
    failed: unknown;
  }
  /** Topics whose records may be tombstones (cleanup.policy=compact). */
  type CompactedTopic = "orders";
  interface Producers {
    web: { emits: "orders"; payload: Record<string, string> };
    clock: { emits: never; payload: undefined };
  }
  interface Consumers {
    billing: { reads: "orders" | "raw"; emits: "raw"; batch: true };
  }
`);
  });

  it('does not let names, titles or texts become code', () => {
    const hostile = '\'; } evil(); /* */ */ // `${x}` " \n\u2028 declare';
    const schema = {
      title: hostile,
      description: hostile,
      type: 'object',
      properties: { [hostile]: { description: hostile, enum: [hostile] } },
      required: [hostile],
      $defs: { [hostile]: { const: hostile } },
      anyOf: [{ $ref: `#/$defs/${encodeURIComponent(hostile.replaceAll('~', '~0').replaceAll('/', '~1'))}` }],
    };
    const nodes = [
      producer('p', { name: hostile }),
      topic('t', { name: hostile, schema: 's.json' }),
      consumer('c', { name: hostile }),
    ];
    expect(statementsIn(generateHandlerTypes(graphOf(nodes, ['p > t > c']), new Map([['s.json', schema]])))).toEqual(
      statementsIn(
        generateHandlerTypes(
          graphOf([producer('p'), topic('t', { schema: 's.json' }), consumer('c')], ['p > t > c']),
          new Map([['s.json', { $ref: '#/$defs/a', $defs: { a: {} } }]]),
        ),
      ),
    );
  });

  it('is a module for every graph, whatever its names', () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        expect(statementsIn(generateHandlerTypes(graph, new Map()))).toEqual(
          statementsIn(generateHandlerTypes(graphOf([]), new Map())),
        );
      }),
    );
  });
});

/** The kinds of the declarations in the one module that the text declares. */
function statementsIn(text: string): string[] {
  const { body } = parse(text, { sourceType: 'script', plugins: [['typescript', { dts: true }]] }).program;
  const [declared] = body;
  if (body.length !== 1 || declared?.type !== 'TSModuleDeclaration' || declared.body.type !== 'TSModuleBlock') {
    throw new Error('There is more in the text than one module.');
  }
  return declared.body.body.map((statement) => statement.type);
}

describe('the API in topicraft.d.ts', () => {
  it('is that of shared/handler-api, member by member, with its words', () => {
    const source = interfacesIn(readFileSync(new URL('../../handler-api/index.ts', import.meta.url), 'utf8'));
    const generated = interfacesIn(apiText);
    const { emit, ...context } = source['HandlerContext'] ?? {};
    const expected = { ...source, HandlerContext: context, NodeContext: { emit } };
    for (const [name, members] of Object.entries(expected))
      expect({ [name]: generated[name] }).toEqual({ [name]: members });
    expect(Object.keys(source)).toEqual(
      expect.arrayContaining(['HandlerEvent', 'Tick', 'Emission', 'EmittedEvent', 'HandlerLog', 'HandlerContext']),
    );
  });
});

/** Members of each interface: whether they are optional and readonly, and their doc comment. */
function interfacesIn(text: string): Record<string, Record<string, unknown>> {
  const interfaces: Record<string, Record<string, unknown>> = {};
  for (const statement of parse(text, { sourceType: 'module', plugins: ['typescript'] }).program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'TSInterfaceDeclaration') continue;
    const members: Record<string, unknown> = {};
    for (const member of declared.body.body) {
      if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') continue;
      const name = member.key.type === 'Identifier' ? member.key.name : '';
      const comment = member.leadingComments?.at(-1)?.value.trim();
      members[name] = {
        kind: member.type,
        optional: member.optional ?? false,
        readonly: 'readonly' in member && member.readonly === true,
        comment,
      };
    }
    interfaces[declared.id.name] = members;
  }
  return interfaces;
}
