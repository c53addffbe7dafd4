import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';
import { buildAll } from './build.ts';
import { licencesText } from './licences.ts';
import { shippedPackages } from './shipped-packages.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What electron-builder packs beside what `npm run build` makes. */
async function writeAccompanying(): Promise<void> {
  const packages = await shippedPackages();
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  await writeFile(path.join(root, 'out/THIRD-PARTY-LICENSES.txt'), licencesText(packages));
  await writeFile(path.join(root, 'out/sbom.cdx.json'), billOfMaterials(version, packages));
}

/** `npm run dist -- WORDS`: installers for this system, in dist/installers. The words are electron-builder's. */
await buildAll();
await writeAccompanying();
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const { status } = spawnSync(process.execPath, [builder, '--publish', 'never', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
