import path from 'node:path';
import type { Loader, Plugin } from 'esbuild';

/** What an import may leave out, in the order in which esbuild tries it. */
const endings = ['', '.tsx', '.ts', '.mts', '.cts', '.jsx', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** TypeScript is imported by the name that it has when it is compiled. */
const compiledEndings: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx']],
  ['.mjs', ['.mts']],
  ['.cjs', ['.cts']],
];

/**
 * Has esbuild read these texts (by path in the project) in place of what stands on disk, so that code runs as it was
 * deployed and not as it happens to be saved. Files that the texts don't name come from disk.
 */
export function textOverlay(projectFolder: string, texts: ReadonlyMap<string, string>): Plugin {
  const textOf = new Map([...texts].map(([file, text]) => [path.resolve(projectFolder, file), text]));
  return {
    name: 'texts',
    setup(build) {
      build.onResolve({ filter: /^\.{0,2}[\\/]|^[A-Za-z]:[\\/]/ }, ({ path: imported, resolveDir }) => {
        const wanted = path.resolve(resolveDir, imported);
        const found = candidates(wanted).find((candidate) => textOf.has(candidate));
        return found === undefined ? undefined : { path: found };
      });
      build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) => {
        const contents = textOf.get(file);
        if (contents === undefined) return undefined;
        return { contents, loader: loaderOf(file), resolveDir: path.dirname(file) };
      });
    },
  };
}

function candidates(wanted: string): string[] {
  const compiled = compiledEndings.flatMap(([ending, sources]) =>
    wanted.endsWith(ending) ? sources.map((source) => wanted.slice(0, -ending.length) + source) : [],
  );
  return [...endings.map((ending) => wanted + ending.replace('/', path.sep)), ...compiled];
}

function loaderOf(file: string): Loader {
  const extension = path.extname(file).slice(1).replace(/^[cm]/, '');
  return extension === 'tsx' || extension === 'ts' || extension === 'jsx' || extension === 'json' ? extension : 'js';
}
