#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type FrontDoor, performCommandLine } from '../commands/index.ts';
import { createNodeProcessHost } from './process-host.ts';

/** The bundle lies in the package's folder out/. */
const packageFolder = new URL('../', import.meta.url);

const processHost = createNodeProcessHost();

async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('package.json', packageFolder), 'utf8')) as {
    version: string;
  };
  return version;
}

const frontDoor: FrontDoor = {
  processHost,
  templatesFolder: fileURLToPath(new URL('examples/', packageFolder)),
  exportedRuntimeFile: fileURLToPath(new URL('out/exported-runtime.json', packageFolder)),
  version: readVersion,
  standardOutput: process.stdout,
  standardError: process.stderr,
  environment: process.env,
  currentFolder: process.cwd(),
  onStopSignal: (listener) => {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
  },
  serve: async (request) => {
    // The engine and the server are heavy; no other command needs both.
    const { serveApplication } = await import('./serve/serve-application.ts');
    const machine = { platform: process.platform, environment: process.env, homeFolder: homedir() };
    return await serveApplication({ packageFolder, version: await readVersion(), processHost, machine }, request);
  },
  exit: (code) => process.exit(code),
};

process.exitCode = await performCommandLine(process.argv.slice(2), frontDoor);
