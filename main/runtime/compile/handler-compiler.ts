import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuildFailure, Message, Metafile, Plugin } from 'esbuild';
import type { HandlerDiagnostic } from '../types.ts';
import { textOverlay } from './text-overlay.ts';
import { topicraftModule } from './topicraft-module.ts';

/** A handler as one module that a worker imports. */
export interface CompiledHandler {
  /** Absolute path of the module, outside the project. */
  readonly codeFile: string;
  /** Of the module's text: the same text, the same code. */
  readonly digest: string;
  /** Paths in the project of what it was made of, packages left out. */
  readonly files: readonly string[];
}

export type CompileOutcome =
  | { readonly ok: true; readonly compiled: CompiledHandler; readonly diagnostics: readonly HandlerDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly HandlerDiagnostic[] };

export interface HandlerCompiler {
  /**
   * Never rejects for what stands in the handler. `file` is its path in the project; `texts` (by such paths) are taken in
   * place of what is on disk. The same object stands for the same code: what compiled with it isn't compiled again.
   */
  compile(file: string, texts?: ReadonlyMap<string, string>): Promise<CompileOutcome>;
  /** Removes what was written and, with the last compiler, ends esbuild's process. */
  close(): Promise<void>;
}

/** esbuild's service is one for the whole process. */
let openCompilers = 0;

/**
 * Bundles handlers with what they import (handlers/lib, npm packages of the project) by esbuild. The modules are written to
 * a folder of the system's temporary directory, since a stack trace, a breakpoint and a source map need a file.
 */
export async function createHandlerCompiler(projectFolder: string): Promise<HandlerCompiler> {
  openCompilers += 1;
  const directory = await mkdtemp(path.join(tmpdir(), 'topicraft-handlers-'));
  let closing: Promise<void> | undefined;
  const made = new WeakMap<ReadonlyMap<string, string>, Map<string, CompileOutcome>>();
  return {
    compile: async (file, texts = new Map()) => {
      const known = made.get(texts) ?? new Map<string, CompileOutcome>();
      made.set(texts, known);
      const outcome = known.get(file) ?? (await compileHandler(projectFolder, directory, file, texts));
      if (outcome.ok) known.set(file, outcome);
      return outcome;
    },
    close: () => (closing ??= close(directory)),
  };
}

async function close(directory: string): Promise<void> {
  openCompilers -= 1;
  if (openCompilers === 0) await (await import('esbuild')).stop();
  await rm(directory, { recursive: true, force: true });
}

async function compileHandler(
  projectFolder: string,
  directory: string,
  file: string,
  texts: ReadonlyMap<string, string>,
): Promise<CompileOutcome> {
  const { build } = await import('esbuild');
  const outfile = path.join(directory, file.replace(/\.[^./]*$/, '') + '.mjs');
  try {
    const result = await build({
      absWorkingDir: projectFolder,
      entryPoints: [path.resolve(projectFolder, file)],
      outfile,
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20.18',
      sourcemap: 'inline',
      sourcesContent: false,
      keepNames: false,
      metafile: true,
      logLevel: 'silent',
      legalComments: 'none',
      banner: { js: requireFrom(projectFolder) },
      plugins: [topicraftPlugin, textOverlay(projectFolder, texts)],
    });
    const diagnostics = result.warnings.map((message) => toDiagnostic(message, file, 'warning'));
    const exported = Object.values(result.metafile.outputs).some((output) => output.exports.includes('default'));
    const [output] = result.outputFiles;
    if (!exported || !output) return { ok: false, diagnostics: [...diagnostics, withoutDefaultExport(file)] };
    const digest = createHash('sha256').update(output.contents).digest('hex').slice(0, 32);
    const codeFile = `${outfile.slice(0, -'.mjs'.length)}-${digest}.mjs`;
    await mkdir(path.dirname(codeFile), { recursive: true });
    await writeFile(codeFile, output.contents);
    return { ok: true, compiled: { codeFile, digest, files: projectFiles(result.metafile) }, diagnostics };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { ok: false, diagnostics: error.errors.map((message) => toDiagnostic(message, file, 'error')) };
  }
}

function projectFiles({ inputs }: Metafile): string[] {
  return Object.keys(inputs)
    .map((input) => input.replaceAll('\\', '/'))
    .filter((input) => !/(^|\/)node_modules\/|^\.\.\/|^[a-z]+:/.test(input));
}

/** CommonJS packages in the bundle, and native ones left outside of it, are required as from the project. */
function requireFrom(projectFolder: string): string {
  const from = JSON.stringify(path.join(projectFolder, 'package.json'));
  return `import { createRequire as topicraftCreateRequire } from 'node:module'; const require = topicraftCreateRequire(${from});`;
}

const topicraftPlugin: Plugin = {
  name: 'topicraft',
  setup(build) {
    build.onResolve({ filter: /^topicraft$/ }, () => ({ path: 'topicraft', namespace: 'topicraft' }));
    build.onLoad({ filter: /.*/, namespace: 'topicraft' }, () => ({ contents: topicraftModule, loader: 'js' }));
  },
};

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function toDiagnostic(message: Message, file: string, severity: 'error' | 'warning'): HandlerDiagnostic {
  const { location } = message;
  return {
    code: severity === 'error' ? 'handler.does-not-compile' : 'handler.compile-warning',
    severity,
    message: message.text,
    place: location
      ? { file: location.file.replaceAll('\\', '/'), line: location.line, column: location.column + 1 }
      : { file },
    remedy: message.notes[0]?.text ?? `Mend ${file} and save it; what ran before goes on until then.`,
  };
}

function withoutDefaultExport(file: string): HandlerDiagnostic {
  return {
    code: 'handler.does-not-compile',
    severity: 'error',
    message: `${file} has no default export, so there is nothing to call.`,
    place: { file },
    remedy: 'Write `export default defineConsumer(…)`, `defineBatchConsumer(…)` or `defineProducer(…)`.',
  };
}
