import { build, type OutputFile } from 'esbuild';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gatherExportedRuntime } from './exported-runtime.ts';
import { packageFolderOf } from './package-folder.ts';

const root = path.resolve(import.meta.dirname, '..');
const outDirectory = path.join(root, 'out');

/** Folders of the npm packages that the bundles are made of. */
export const packagesOfBundlesFile = path.join(outDirectory, 'packages-of-bundles.json');

/** What starts as a process or a thread of its own. Each becomes out/NAME.js; what they share becomes out/chunk-*.js. */
const entryPoints = {
  topicraft: 'main/headless/topicraft.ts',
  broker: 'main/broker/process.ts',
  'handler-host': 'main/runtime/handler-host/process.ts',
  'handler-worker': 'main/runtime/handler-worker/thread.ts',
  'trace-store': 'main/tracing/thread.ts',
  'record-predicate': 'main/engine/records/predicate/thread.ts',
  'electron/main': 'main/electron/main.ts',
  'electron/engine': 'main/electron/engine-host/engine.ts',
};

/** Bundled CommonJS packages (kafkajs) call require for Node's built-ins, which ESM lacks. */
const requireShim = `import { createRequire as topicraftCreateRequire } from 'node:module';
const require = topicraftCreateRequire(import.meta.url);`;

/**
 * Bundles main/ into out/ for Node 20.18 and newer, and lays beside it the source that exports take along. A file is touched only when its text has changed, and then at once.
 * out/topicraft.js keeps the `#!` line of its source and is executable, as package.json's `bin` needs it.
 */
export async function bundle(): Promise<void> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entryPoints).map(([out, source]) => ({ in: source, out })),
    outdir: 'out',
    chunkNames: 'chunk-[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    // esbuild finds its own program beside itself; npm's installer is CommonJS that loads its parts as it goes, and
    // node-sqlite3-wasm's .wasm too.
    external: ['esbuild', 'electron', '@npmcli/arborist', 'node-sqlite3-wasm'],
    banner: { js: requireShim },
    sourcemap: 'linked',
    logLevel: 'warning',
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  const preload = await bundlePreload();
  await mkdir(path.join(outDirectory, 'electron'), { recursive: true });
  for (const file of [...result.outputFiles, ...preload]) await writeIfChanged(file.path, file.text);
  await writeIfChanged(path.join(outDirectory, 'exported-runtime.json'), JSON.stringify(await gatherExportedRuntime()));
  await writeIfChanged(packagesOfBundlesFile, JSON.stringify(packagesOf(result.metafile)));
  await chmod(path.join(outDirectory, 'topicraft.js'), 0o755);
  const wanted = new Set(result.outputFiles.map((file) => path.basename(file.path)));
  for (const name of await readdir(outDirectory)) {
    if (/^chunk-.*\.js(\.map)?$/.test(name) && !wanted.has(name)) await rm(path.join(outDirectory, name));
  }
}

/** A sandboxed preload is one CommonJS file, which may require nothing but a part of Electron. */
async function bundlePreload(): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: 'main/electron/preload.ts', out: 'preload' }],
    outdir: 'out/electron',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'chrome130',
    external: ['electron'],
    logLevel: 'warning',
    write: false,
  });
  return outputFiles;
}

/** Folders of the npm packages of which something went into a bundle. */
export function packagesOf({ inputs }: { inputs: Readonly<Record<string, unknown>> }): string[] {
  return [...new Set(Object.keys(inputs).flatMap((input) => packageFolderOf(input) ?? []))].sort();
}

async function writeIfChanged(file: string, text: string): Promise<void> {
  const previous = await readFile(file, 'utf8').catch(() => undefined);
  if (previous === text) return;
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}

if (import.meta.main) await bundle();
