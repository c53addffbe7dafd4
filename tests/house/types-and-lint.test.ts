import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/project-folder.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const bin = (name: string): string => path.join(repository, 'node_modules', name);

/** Exit code and output of a tool of this project. */
async function run(
  tool: string,
  options: readonly string[],
  folder: string,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin(tool), ...options], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

/** A file under the compiler options of a part of the project. */
async function compile(part: string, text: string): Promise<{ code: number; output: string }> {
  const folder = await folderWith({
    'plant.ts': text,
    'package.json': '{"type": "module"}',
    'tsconfig.json': JSON.stringify({
      extends: path.join(repository, part, 'tsconfig.json'),
      compilerOptions: {
        composite: false,
        noEmit: true,
        emitDeclarationOnly: false,
        rootDir: '/',
        typeRoots: [bin('@types')],
      },
      include: ['plant.ts', path.join(repository, 'shared/web-globals.d.ts')],
      references: [],
    }),
  });
  return run('typescript/bin/tsc', ['-p', folder], folder);
}

describe('the types of shared/', () => {
  it('know what every platform has', async () => {
    expect(await compile('shared', 'export const a = new AbortController().signal.aborted;')).toMatchObject({
      code: 0,
    });
  });

  it.each([
    'document.title',
    'process.pid',
    'Buffer.alloc(1)',
    'setTimeout(() => {}, 1)',
    "fetch('/')",
    'console.log(1)',
  ])('know nothing of %s', async (expression) => {
    const { code, output } = await compile('shared', `export const a: unknown = ${expression};`);
    expect(code).not.toBe(0);
    expect(output).toMatch(/TS2304|TS2552|TS2580|TS2584|TS2591/);
  });
});

describe('the types of main/', () => {
  it('know Node and not the DOM', async () => {
    expect(await compile('main', 'export const a = process.pid;')).toMatchObject({ code: 0 });
    expect((await compile('main', 'export const a: unknown = document.title;')).output).toContain('TS2584');
  });
});

describe('the compiler options', () => {
  it.each([
    ['enum', 'export enum Kind { A }', 'TS1294'],
    ['a parameter property', 'export class A { constructor(readonly a: string) {} }', 'TS1294'],
    ['an index without a check', 'export const f = (list: string[]): string => list[0];', 'TS2322'],
    ['a type imported as a value', "import { Place } from './other.ts';\nexport type A = Place;", 'TS'],
  ])('refuse %s', async (_what, text, code) => {
    const { code: exit, output } = await compile('shared', text);
    expect(exit).not.toBe(0);
    expect(output).toContain(code);
  });
});

/** A file under the project's lint rules. */
async function lint(text: string): Promise<{ code: number; output: string }> {
  const folder = await folderWith({
    'src/plant.ts': text,
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, target: 'es2023', module: 'preserve', noEmit: true },
      include: ['src'],
    }),
  });
  const options = ['--config', path.join(repository, '.oxlintrc.json'), '--type-aware', '--deny-warnings', 'src'];
  return run('oxlint/bin/oxlint', options, folder);
}

describe('the lint rules', () => {
  it('let plain code be', async () => {
    expect(await lint('export const one = 1;\n')).toMatchObject({ code: 0 });
  });

  it.each([
    ['no-explicit-any', 'export const read = (text: string): any => JSON.parse(text);'],
    ['no-non-null-assertion', 'export const first = (list: string[]): string => list[0]!;'],
    ['no-floating-promises', 'export const start = (): void => { Promise.resolve(1); };'],
    ['no-default-export', 'export default 1;'],
    ['consistent-type-imports', "export const a = (place: import('./place.ts').Place): unknown => place;"],
    ['only-throw-error', "export const fail = (): never => { throw 'no'; };"],
    ['no-console', "export const say = (): void => console.log('hello');"],
    [
      'switch-exhaustiveness-check',
      "export const f = (a: 'x' | 'y'): number => { switch (a) { case 'x': return 1; } return 0; };",
    ],
  ])('refuse by %s', async (rule, text) => {
    const { code, output } = await lint(`${text}\n`);
    expect(code).not.toBe(0);
    expect(output).toContain(rule);
  });
});
