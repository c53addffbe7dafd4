import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { type FrontDoor, performCommandLine } from '../../commands/index.ts';
import { createUtilityProcessHost } from '../engine/process-host.ts';
import { useUnpackedEsbuild } from './unpacked-esbuild.ts';

/** `Topicraft --cli …`: a command of the installed app, without a window, for machines that have no Node. */
export async function performCommand(words: readonly string[], packageFolder: URL): Promise<never> {
  useUnpackedEsbuild(packageFolder);
  const frontDoor: FrontDoor = {
    processHost: createUtilityProcessHost(new URL('out/', packageFolder)),
    templatesFolder: fileURLToPath(new URL('examples/', packageFolder)),
    exportedRuntimeFile: fileURLToPath(new URL('out/exported-runtime.json', packageFolder)),
    version: async () => {
      const { version } = JSON.parse(await readFile(new URL('package.json', packageFolder), 'utf8')) as {
        version: string;
      };
      return version;
    },
    standardOutput: process.stdout,
    standardError: process.stderr,
    environment: process.env,
    currentFolder: process.cwd(),
    onStopSignal: (listener) => {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    exit: (code) => exitNow(code),
  };
  return exitNow(await performCommandLine(words, frontDoor));
}

/** Also ends the utility processes. */
function exitNow(code: number): never {
  app.exit(code);
  return process.exit(code);
}
