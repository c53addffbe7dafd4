import { writeSync } from 'node:fs';

/** Writes all of these bytes from `position` on. What a write that fails half-way has left is the caller's to take back. */
export function writeWhole(descriptor: number, bytes: Uint8Array, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
  }
}
