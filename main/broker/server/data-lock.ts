import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokerFault } from '../broker-fault.ts';

/** A data folder that nobody else may open. */
export interface DataLock {
  release(): Promise<void>;
}

/**
 * Takes a data folder for this process. The lock is a local socket that is listened on: the system lets go of it with the process,
 * however that ends, and a process id that was given out again can't be taken for its holder.
 */
export async function lockDataFolder(folder: string): Promise<DataLock> {
  const address = lockAddress(folder);
  let server = await listenOn(address);
  if (!server && !(await isAlive(address))) {
    rmSync(address, { force: true });
    server = await listenOn(address);
  }
  if (!server) throw brokerFault('data-in-use', `another broker has ${folder} open`);
  const held = server;
  held.unref();
  return { release: () => new Promise((resolve) => void held.close(() => resolve())) };
}

function lockAddress(folder: string): string {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return `\\\\.\\pipe\\topicraft-broker-${digest}`;
  // Addresses of local sockets are limited to about a hundred bytes, so that deep folders can't hold their own.
  return path.join(tmpdir(), `topicraft-broker-${digest}.sock`);
}

function listenOn(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen(address, () => resolve(server));
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
