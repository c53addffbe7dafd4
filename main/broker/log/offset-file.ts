import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brokerFault } from '../broker-fault.ts';
import { syncFolder } from './flushed-file.ts';
import { replaceDurably } from './replace-durably.ts';

/** An offset that a file holds as a line of digits; undefined where there is none. */
export function readOffsetFile(file: string): bigint | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').trim();
  return /^\d+$/.test(text) ? BigInt(text) : undefined;
}

/** Whole or not at all, and on the disk from then on. @throws Fault `storage-failed` */
export function writeOffsetFile(file: string, offset: bigint): void {
  try {
    replaceDurably(file, `${offset}\n`);
    syncFolder(path.dirname(file));
  } catch (error) {
    throw brokerFault('storage-failed', `cannot write to ${file}`, error);
  }
}
