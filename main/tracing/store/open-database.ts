import type { Database, DatabaseDriver } from './database.ts';
import { openNodeDatabase } from './node-database.ts';

/** Opens a file, or makes it. `node:sqlite` where this Node has it, unless told otherwise. */
export async function openDatabase(file: string, driver?: DatabaseDriver): Promise<Database> {
  if (driver !== 'node-sqlite3-wasm') {
    const database = openNodeDatabase(file);
    if (database) return database;
    if (driver === 'node:sqlite') throw new Error('This Node has no node:sqlite.');
  }
  // Only where it is needed: it brings a megabyte of WebAssembly.
  const { openWasmDatabase } = await import('./wasm-database.ts');
  return await openWasmDatabase(file);
}
