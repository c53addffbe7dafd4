import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith } from '../../../tests/support/project-folder.ts';
import { type CompileOutcome, createHandlerCompiler } from './handler-compiler.ts';

const define = (what: string): string =>
  `import { defineProducer } from 'topicraft';\nimport { word } from './lib/word';\nexport default defineProducer(() => ${what});\n`;

async function compilerOf(files: Record<string, string>) {
  const compiler = await createHandlerCompiler(await folderWith(files));
  onTestFinished(() => compiler.close());
  return compiler;
}

async function codeOf(outcome: CompileOutcome): Promise<string> {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join('\n'));
  return await readFile(outcome.compiled.codeFile, 'utf8');
}

describe('a handler', () => {
  it('is made of the texts that are given, and of what is on disk besides', async () => {
    const compiler = await compilerOf({
      'handlers/shop.ts': define('word'),
      'handlers/lib/word.ts': `export const word = 'saved';\n`,
    });
    const onDisk = await compiler.compile('handlers/shop.ts');
    expect(await codeOf(onDisk)).toContain('saved');
    const edited = new Map([['handlers/lib/word.ts', `export const word = 'edited';\n`]]);
    const withEdit = await compiler.compile('handlers/shop.ts', edited);
    expect(await codeOf(withEdit)).toContain('edited');
    expect(withEdit).toMatchObject({ compiled: { files: ['handlers/lib/word.ts', 'handlers/shop.ts'] } });
    // An edit beside it changes nothing about the code.
    const besides = await compiler.compile('handlers/shop.ts', new Map([['handlers/other.ts', 'nonsense']]));
    expect(besides).toMatchObject({ compiled: { digest: onDisk.ok && onDisk.compiled.digest } });
  });

  it('needs nothing on disk', async () => {
    const compiler = await compilerOf({});
    const texts = new Map([
      ['handlers/shop.ts', define('word').replace('./lib/word', './lib/word.js')],
      ['handlers/lib/word.ts', `export const word: string = 'new';\n`],
    ]);
    expect(await codeOf(await compiler.compile('handlers/shop.ts', texts))).toContain('new');
  });

  it('says where it does not compile, in the text that was given', async () => {
    const compiler = await compilerOf({ 'handlers/shop.ts': 'export default 1;' });
    const outcome = await compiler.compile('handlers/shop.ts', new Map([['handlers/shop.ts', '\n  const = 1;']]));
    expect(outcome).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: 'handler.does-not-compile',
          place: { file: 'handlers/shop.ts', line: 2, column: 9 },
          severity: 'error',
        },
      ],
    });
  });
});
