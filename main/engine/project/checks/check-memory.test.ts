import { describe, expect, it } from 'vitest';
import { CheckMemory } from './check-memory.ts';

describe('CheckMemory', () => {
  it('looks only into files that have changed, and forgets those that have gone', async () => {
    const memory = new CheckMemory();
    const first = await memory.analyze(new Map(Object.entries({ a: 'export {};', b: 'let x = 1;' })));
    const second = await memory.analyze(new Map(Object.entries({ a: 'export {};', b: 'let x = 2;' })));
    expect(second.get('a')).toBe(first.get('a'));
    expect(second.get('b')).not.toBe(first.get('b'));
    await memory.analyze(new Map());
    expect((await memory.analyze(new Map([['a', 'export {};']]))).get('a')).not.toBe(first.get('a'));
  });

  it('compiles a schema once', async () => {
    const memory = new CheckMemory();
    const schema = { type: 'object' };
    expect(await memory.compile(schema)).toBe(await memory.compile(schema));
    expect(await memory.compile({ type: 'no such' })).toMatchObject({ ok: false });
    expect(await memory.compile(true)).toMatchObject({ ok: true });
  });
});
