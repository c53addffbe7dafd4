import { describe, expect, it } from 'vitest';
import { problemOfProjectPath, validateGraph } from '../../../shared/graph/index.ts';
import type { Unsaid } from '../unsaid.ts';
import { graphOfAsyncapi, type ReadProject } from './graph-of-asyncapi.ts';

function read(document: object): { project: ReadProject; unsaid: readonly Unsaid[] } {
  const result = graphOfAsyncapi(JSON.stringify(document));
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(validateGraph(result.project.graph).filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const file of result.project.files.keys()) expect(problemOfProjectPath(file)).toBeUndefined();
  return result;
}

describe('a hostile document', () => {
  const codesOf = (text: string): string[] => {
    const result = graphOfAsyncapi(text);
    return result.ok ? ['read'] : result.diagnostics.map(({ code }) => code);
  };
  const head = 'asyncapi: 3.0.0\ninfo: { title: x, version: "1" }\n';
  const bomb = 'abcdefghi'.split('').map((name, index, all) => {
    const before = index === 0 ? 'lol' : `*${all[index - 1] ?? ''}`;
    return `x-${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
  });

  it.each([
    ['nothing', '', 'asyncapi.not-a-document'],
    ['a text', 'hello', 'asyncapi.not-a-document'],
    ['no AsyncAPI', 'openapi: 3.1.0', 'asyncapi.not-a-document'],
    ['broken YAML', 'a: [', 'asyncapi.syntax'],
    ['broken JSON', '{"asyncapi": ', 'asyncapi.syntax'],
    ['a key twice', `${head}channels: {}\nchannels: {}\n`, 'asyncapi.syntax'],
    ['two documents', `${head}---\n${head}`, 'asyncapi.several-documents'],
    ['AsyncAPI 2', 'asyncapi: 2.6.0\ninfo: { title: x, version: "1" }\nchannels: {}', 'asyncapi.version-2'],
    ['AsyncAPI 2 as a number', 'asyncapi: 2.6', 'asyncapi.version-2'],
    ['AsyncAPI 4', 'asyncapi: 4.0.0', 'asyncapi.version-unknown'],
    ['no title', 'asyncapi: 3.0.0\ninfo: { version: "1" }', 'asyncapi.invalid'],
    ['deep flow', `${head}x-a: ${'['.repeat(100_000)}`, 'asyncapi.too-deep'],
    ['deep closed flow', `${head}x-a: ${'['.repeat(5000)}${']'.repeat(5000)}`, 'asyncapi.too-deep'],
    ['deep blocks', `${head}x-a:\n  ${'- '.repeat(100_000)}a`, 'asyncapi.too-deep'],
    ['deep keys', `${head}x-a:\n  ${'? '.repeat(100_000)}a`, 'asyncapi.too-deep'],
    ['deep JSON', `{"a": ${'['.repeat(100_000)}`, 'asyncapi.too-deep'],
    ['__proto__', `${head}__proto__: { channels: {} }`, 'asyncapi.forbidden-key'],
    ['__proto__ in JSON', '{"asyncapi": "3.0.0", "info": {"__proto__": {}}}', 'asyncapi.forbidden-key'],
    [
      '__proto__ inside',
      `${head}channels: { a: { bindings: { kafka: { topicConfiguration: { __proto__: { x: 1 } } } } } }`,
      'asyncapi.forbidden-key',
    ],
    ['__proto__ by a merge', `${head}x-a: &a { "__proto__": { x: 1 } }\nx-b: { <<: *a }`, 'asyncapi.forbidden-key'],
    ['an alias bomb', `${head}${bomb.join('\n')}\n`, 'asyncapi.too-many-values'],
    ['an alias of itself', `${head}x-a: &a [*a]\n`, 'asyncapi.too-deep'],
    ['an alias of nothing', `${head}x-a: *a\n`, 'asyncapi.syntax'],
    ['a large text', `${head}x-a: ${'a'.repeat(6 * 1024 * 1024)}`, 'asyncapi.too-large'],
    ['many values', `{"asyncapi": "3.0.0", "x": [${'0,'.repeat(300_000)}0]}`, 'asyncapi.too-many-values'],
    [
      'many channels',
      JSON.stringify({
        asyncapi: '3.0.0',
        info: { title: 'x', version: '1' },
        channels: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, {}])),
      }),
      'asyncapi.too-many-values',
    ],
    ['no number of JSON', `${head}x-a: .inf`, 'asyncapi.syntax'],
  ])('is refused: %s', (_what, text, code) => {
    expect(codesOf(text)).toEqual([code]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    ['YAML', 'asyncapi: 3.0.0\ninfo: { title: x }\n  channels: {}\n', 3],
    ['JSON', '{"asyncapi": "3.0.0",\n"info": }', 2],
  ])('says where %s is broken', (_what, text, line) => {
    const result = graphOfAsyncapi(text);
    expect(result.ok ? undefined : result.diagnostics[0]?.place.line).toBe(line);
  });

  it('says how AsyncAPI 2 is mended', () => {
    const result = graphOfAsyncapi('asyncapi: 2.6.0');
    expect(result.ok ? '' : result.diagnostics[0]?.remedy).toContain('asyncapi/cli convert');
  });

  it('makes no file outside of the project, of whatever name', () => {
    const names = [
      '../../x',
      '/etc/passwd',
      'C:\\x',
      'con',
      'CON',
      'aux.ts',
      'nul',
      '..',
      '.',
      '',
      'a/b',
      'constructor',
      '__proto',
      '.git',
      'a'.repeat(400),
      "'); evil('",
      '${x}',
      '`',
      '注文',
      'toString',
      '42',
      'a\u0000b',
      '.gitignore',
    ];
    const channels = Object.fromEntries(
      names.map((name) => [
        `c${name}`,
        {
          address: name,
          messages: {
            m: {
              payload: {
                $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
              },
            },
          },
        },
      ]),
    );
    const operations = Object.fromEntries(
      names.map((name) => [name, { action: 'send', channel: { $ref: '#/channels/ccon' } }]),
    );
    const schemas = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    const { project } = read({
      asyncapi: '3.0.0',
      info: { title: '../../x', version: '1' },
      channels,
      operations,
      components: { schemas },
    });
    const files = [...project.files.keys()];
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(files.every((file) => /^(handlers\/[^/.][^/]*\.ts|schemas\/[^/.][^/]*\.json)$/.test(file))).toBe(true);
    expect(project.graph.nodes).toHaveLength(names.length * 2);
    for (const [file, text] of project.files) if (file.endsWith('.ts')) expect(text).not.toContain('evil(');
  });

  it('is bounded in what it makes', () => {
    // Each of many channels refers to a schema of its own, and each of these to one that is large.
    const count = 400;
    const range = Array.from({ length: count }, (_, index) => index);
    const { project, unsaid } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      channels: Object.fromEntries(
        range.map((index) => [
          `c${index}`,
          { messages: { m: { payload: { allOf: [{ $ref: '#/components/schemas/big' }] } } } },
        ]),
      ),
      components: { schemas: { big: { description: 'x'.repeat(100_000) } } },
    });
    const length = [...project.files.values()].reduce((sum, text) => sum + text.length, 0);
    expect(length).toBeLessThan(33 * 1024 * 1024);
    expect(unsaid).toContainEqual(expect.objectContaining({ code: 'malformed' }));
  });

  it('is listed up to an end', () => {
    const { unsaid } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      ...Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x-${index}`, 1])),
    });
    expect(unsaid).toHaveLength(2001);
    expect(unsaid.at(-1)?.code).toBe('too-many');
  });
});
