import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { notePackages } from './packages-of-page.ts';

const root = path.resolve(import.meta.dirname, '..');
const outDirectory = path.join(root, 'out/renderer');
const stampFile = path.join(root, 'out/renderer.stamp');

/** Folders of the npm packages that the page is made of. */
export const packagesOfPageFile = path.join(root, 'out/packages-of-page.json');

/** What the page is built from. */
const inputs = [
  'renderer',
  'shared',
  'package.json',
  'package-lock.json',
  'build/renderer.ts',
  'build/packages-of-page.ts',
];

/**
 * Builds the page into out/renderer with renderer/vite.config.ts, unless it has been built from the same files. The old
 * page stays until the new one is whole.
 */
export async function buildRenderer(): Promise<void> {
  const stamp = await stampOfInputs();
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === stamp) return;
  // Loaded only where there is something to build: it takes longer than finding out that there isn't.
  const { build } = await import('vite');
  const building = `${outDirectory}.${process.pid}.tmp`;
  const packages = notePackages();
  await inProduction(async () => {
    await build({
      root: path.join(root, 'renderer'),
      configFile: path.join(root, 'renderer/vite.config.ts'),
      logLevel: 'warn',
      plugins: [packages.plugin()],
      worker: { format: 'es', plugins: () => [packages.plugin()] },
      // Monaco alone is several megabytes, and comes from this machine.
      build: {
        outDir: building,
        emptyOutDir: true,
        chunkSizeWarningLimit: 10_000,
        rolldownOptions: { checks: { pluginTimings: false } },
      },
    });
  });
  await rm(stampFile, { force: true });
  await rm(outDirectory, { recursive: true, force: true });
  await rename(building, outDirectory);
  await packages.write(packagesOfPageFile);
  await writeFile(stampFile, stamp);
}

/** Whoever builds gets the page that ships: with vitest's NODE_ENV, Vite would take React's development build, and say nothing. */
async function inProduction(work: () => Promise<void>): Promise<void> {
  const former = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await work();
  } finally {
    if (former === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = former;
  }
}

/** Changes whenever a file among the inputs does, comes or goes; tests aside. */
async function stampOfInputs(): Promise<string> {
  const files: string[] = [];
  for (const input of inputs) {
    const absolute = path.join(root, input);
    if ((await stat(absolute)).isFile()) files.push(absolute);
    else {
      const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
      files.push(...entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)));
    }
  }
  const hash = createHash('sha256').update(outDirectory);
  for (const file of files.filter((name) => !/\.test\.tsx?$/.test(name)).sort()) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

if (import.meta.main) await buildRenderer();
