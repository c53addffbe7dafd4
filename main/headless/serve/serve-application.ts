import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServedApplication, ServeRequest } from '../../commands/index.ts';
import { createEngine, createMemorySecretStore, systemClock } from '../../engine/index.ts';
import type { ProcessHost } from '../../../shared/lib/index.ts';
import { startEngineServer } from './engine-server.ts';
import { openBrowser } from './open-browser.ts';
import { type Machine, stateFolderOf } from './state-folder.ts';

export interface Installation {
  /** Of the package, with its slash: out/renderer and examples/ are in it. */
  readonly packageFolder: URL;
  readonly version: string;
  readonly processHost: ProcessHost;
  readonly machine: Machine;
}

/** Starts an engine and serves it. Closing ends the connections first, and then what runs in the engine. */
export async function serveApplication(installation: Installation, request: ServeRequest): Promise<ServedApplication> {
  const { packageFolder, version, processHost, machine } = installation;
  const engine = createEngine({
    processHost,
    version,
    secretStore: createMemorySecretStore(),
    stateFolder: request.stateFolder ?? stateFolderOf(machine),
    projectsFolder: projectsFolderOf(machine.homeFolder),
    examplesFolder: fileURLToPath(new URL('examples/', packageFolder)),
    exportedRuntimeFile: fileURLToPath(new URL('out/exported-runtime.json', packageFolder)),
    ...(request.openFirst !== undefined && { openFirst: request.openFirst }),
  });
  const pageFolder = fileURLToPath(new URL('out/renderer/', packageFolder));
  const server = await startEngineServer({
    pageFolder,
    router: engine.router,
    port: request.port,
    clock: systemClock,
  }).catch(async (error: unknown) => {
    await engine.close();
    throw explained(error, request.port);
  });
  return {
    address: server.address,
    openBrowser: () => openBrowser(machine, server.issueTicket()),
    close: async () => {
      await server.close();
      await engine.close();
    },
  };
}

function projectsFolderOf(homeFolder: string): string {
  const documents = path.join(homeFolder, 'Documents');
  return path.join(existsSync(documents) ? documents : homeFolder, 'Topicraft');
}

function explained(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Leave --port out for any free one.`);
  if (code === 'EACCES') return new Error(`Port ${port} may not be used here. Leave --port out for any free one.`);
  if (code === 'ENOENT') return new Error('The page is not built: npm run build', { cause: error });
  return error;
}
