import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Electron's program: that of ELECTRON_OVERRIDE_DIST_PATH (Electron's own variable), or the one that its package has downloaded.
 * @throws where there is none: a machine that can't have one doesn't pass these tests
 */
export function electronProgram(): string {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const packageFolder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const program = path.join(override ?? path.join(packageFolder, 'dist'), 'electron');
  if (!existsSync(program)) throw new Error(`There is no Electron at ${program}: set ELECTRON_OVERRIDE_DIST_PATH.`);
  return program;
}
