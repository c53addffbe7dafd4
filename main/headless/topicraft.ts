#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type FrontDoor, performCommandLine } from '../commands/index.ts';
import { createNodeProcessHost } from './process-host.ts';

/** The bundle lies in the package's folder out/. */
const packageFolder = new URL('../', import.meta.url);

const frontDoor: FrontDoor = {
  processHost: createNodeProcessHost(),
  templatesFolder: fileURLToPath(new URL('examples/', packageFolder)),
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
  exit: (code) => process.exit(code),
};

process.exitCode = await performCommandLine(process.argv.slice(2), frontDoor);
