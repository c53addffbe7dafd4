/**
 * scripts/build.mjs. Plain JavaScript, so that any Node that can run the services can build them. Handlers are bundled as the
 * app bundles them; packages from npm stay where they are installed.
 */
export function buildScript(entries: readonly string[]): string {
  const entryPoints = JSON.stringify(entries.map((path) => path.replace(/\.ts$/, '')));
  return `// @ts-check
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  // Packages from npm are loaded from node_modules: each finds its own version there.
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  logLevel: 'warning',
};

/** @param {string} folder @param {(name: string) => boolean} wanted */
async function filesIn(folder, wanted) {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => wanted(entry.name)).map(({ name }) => name);
}

await Promise.all(['dist', 'packages/topicraft/dist'].map((folder) => rm(path.join(root, folder), { recursive: true, force: true })));

/** The package topicraft, each of its entry points by its name. */
const entryPoints = ${entryPoints};
await build({
  ...options,
  entryPoints: entryPoints.map((/** @type {string} */ entry) => ({
    in: \`packages/topicraft/src/\${entry}.ts\`,
    out: path.basename(entry),
  })),
  outdir: 'packages/topicraft/dist',
  splitting: true,
});

/** One program a service, the script that makes topics, and the tests. */
const services = await filesIn('services', (name) => !name.startsWith('.'));
const tests = await filesIn('tests', (name) => name.endsWith('.test.ts'));
await build({
  ...options,
  entryPoints: [
    ...services.map((name) => ({ in: \`services/\${name}/main.ts\`, out: \`services/\${name}\` })),
    { in: 'scripts/create-topics.ts', out: 'create-topics' },
    ...tests.map((name) => ({ in: \`tests/\${name}\`, out: \`tests/\${name.replace(/\\.ts$/, '')}\` })),
  ],
  outdir: 'dist',
});
`;
}
