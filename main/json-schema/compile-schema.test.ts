import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';

function check(schema: unknown, value: unknown): string[] {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return compiled.check(value).map(({ message }) => message);
}

describe('compileSchema', () => {
  it.each([
    [{ type: 'object', required: ['id'] }, {}, 'The value lacks "id"'],
    [{ properties: { n: { type: 'integer' } } }, { n: 'x' }, '/n is a string and should be an integer'],
    [{ type: ['string', 'null'] }, 1, 'The value is a number and should be one of a string, null'],
    [{ properties: { s: { enum: ['a', 'b'] } } }, { s: 'c' }, '/s is "c" and should be one of "a", "b"'],
    [{ additionalProperties: false }, { x: 1 }, 'The value has "x", which the schema does not know'],
    [{ format: 'uuid' }, 'no', 'The value is "no" and should be a valid uuid'],
    [{ items: { minimum: 1 } }, [3, 0], '/1 is 0 and should be >= 1'],
    [{ oneOf: [{ type: 'string' }, { type: 'number' }] }, {}, 'The value matches none of the alternatives'],
    [{ properties: { 'a/b': { const: 1 } } }, { 'a/b': 2 }, '/a~1b is 2 and should be 1'],
    [false, 1, 'The value may not be there'],
  ])('says what %j has against %j', (schema, value, message) => {
    expect(check(schema, value)).toEqual([message]);
  });

  it('takes no schema that would keep whoever compiles it', () => {
    const branches = (count: number) => ({ anyOf: Array.from({ length: count }, () => ({ type: 'string' })) });
    expect(compileSchema(branches(1000)).ok).toBe(true);
    expect(compileSchema({ enum: Array.from({ length: 15_000 }, (_, index) => index) }).ok).toBe(true);
    for (const large of [branches(3000), { enum: Array.from({ length: 30_000 }, (_, index) => index) }]) {
      expect(compileSchema(large)).toMatchObject({ ok: false, problem: { code: 'too-large' } });
    }
  });

  it('follows references within the schema, recursive ones too', () => {
    const schema = { $ref: '#/$defs/tree', $defs: { tree: { type: 'array', items: { $ref: '#/$defs/tree' } } } };
    expect(check(schema, [[], [[]]])).toEqual([]);
    expect(check(schema, [[], [[1]]])).toEqual(['/1/0/0 is a number and should be an array']);
  });

  it('reads each draft by its own rules', () => {
    const tuple = { items: [{ type: 'string' }], additionalItems: false };
    expect(check({ $schema: 'http://json-schema.org/draft-07/schema#', ...tuple }, ['a', 1])).toHaveLength(1);
    expect(check({ $schema: 'https://json-schema.org/draft/2019-09/schema', ...tuple }, ['a', 1])).toHaveLength(1);
    expect(compileSchema(tuple).ok).toBe(false);
    expect(check({ prefixItems: [{ type: 'string' }], items: false }, ['a', 1])).toHaveLength(1);
  });

  it('lets keywords of others stand', () => {
    expect(check({ 'x-owner': 'billing', example: 1, type: 'number' }, 1)).toEqual([]);
  });

  it.each([
    [[], 'invalid'],
    ['string', 'invalid'],
    [{ type: 'strin' }, 'invalid'],
    [{ required: 'id' }, 'invalid'],
    [{ pattern: '(' }, 'invalid'],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'dialect'],
    [{ $schema: 7 }, 'dialect'],
    [{ $ref: '#/$defs/missing' }, 'reference'],
    [{ $ref: 'money.json' }, 'reference'],
    [{ $ref: 'https://example.com/schema.json' }, 'reference'],
  ])('refuses %j as %s', (schema, code) => {
    const compiled = compileSchema(schema);
    expect(compiled.ok ? undefined : compiled.problem.code).toBe(code);
  });

  it('compiles two schemas with the same $id', () => {
    expect(check({ $id: 'https://example.com/a', type: 'string' }, 'x')).toEqual([]);
    expect(check({ $id: 'https://example.com/a', type: 'number' }, 1)).toEqual([]);
  });
});
