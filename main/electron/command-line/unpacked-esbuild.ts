import { fileURLToPath } from 'node:url';

const archive = 'app.asar/';

/**
 * Tells esbuild where its program is in the installed app: in an archive, from which nothing can be started, only its
 * unpacked neighbour can. Before esbuild is loaded, which reads this variable (https://esbuild.github.io, ESBUILD_BINARY_PATH).
 * The processes of handlers don't get it. In a build from source it does nothing.
 */
export function useUnpackedEsbuild(packageFolder: URL, environment: NodeJS.ProcessEnv = process.env): void {
  if (!packageFolder.pathname.endsWith(`/${archive}`)) return;
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  const module = `../app.asar.unpacked/node_modules/@esbuild/${process.platform}-${process.arch}/${program}`;
  environment['ESBUILD_BINARY_PATH'] = fileURLToPath(new URL(module, packageFolder));
}
