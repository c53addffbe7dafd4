import type * as fileSystem from 'node:fs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { logSettings } from '../../../tests/support/log-settings.ts';
import { buildBatch, checkBatches, decodeRecords } from '../../wire/index.ts';
import { fileSegments } from './file-segments.ts';
import { Journal } from './journal.ts';
import { SegmentedLog } from './segmented-log.ts';

/** A disk on which this many more bytes can be written: each call writes what fits, and one that fits nothing fails. */
const disk = vi.hoisted(() => ({ freeBytes: Infinity }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fileSystem>();
  const take = (wantedBytes: number): number => {
    const bytes = Math.min(wantedBytes, disk.freeBytes);
    if (bytes === 0 && wantedBytes > 0)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    disk.freeBytes -= bytes;
    return bytes;
  };
  return {
    ...original,
    writeSync: (descriptor: number, bytes: Uint8Array, offset = 0, length = bytes.length - offset, position?: number) =>
      original.writeSync(descriptor, bytes, offset, take(length), position),
    openSync: (file: string, flags: string | number) => {
      if (!original.existsSync(file) && disk.freeBytes === 0) take(1);
      return original.openSync(file, flags);
    },
    writeFileSync: (file: string | number, text: string) => {
      take(text.length);
      original.writeFileSync(file, text);
    },
  };
});

const nowMs = 1_700_000_000_000;
const options = { produceVersion: 9, leaderEpoch: 0, nowMs };
let folder: string;

beforeEach(() => {
  disk.freeBytes = Infinity;
  folder = mkdtempSync(path.join(tmpdir(), 'full-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function batchOf(value: string): Uint8Array {
  return buildBatch([{ offset: 0n, timestamp: BigInt(nowMs), key: null, value: Buffer.from(value), headers: [] }]);
}

function valuesIn(log: SegmentedLog): string[] {
  const values: string[] = [];
  for (let offset = log.logStartOffset; offset < log.logEndOffset; offset += 1n) {
    const bytes = log.read({ offset, maxBytes: 1, atLeastOneBatch: true }) ?? new Uint8Array(0);
    for (const { header, bytes: batch } of checkBatches(bytes)) {
      const records = decodeRecords(batch, header, (compressed) => compressed);
      for (const { value } of records) values.push(Buffer.from(value ?? []).toString());
    }
  }
  return values;
}

it.each([0, 1, 40])('refuses a batch that the disk has %i bytes for, is read meanwhile, and goes on', (freeBytes) => {
  const open = () =>
    new SegmentedLog(fileSegments(path.join(folder, '0')), { ...logSettings, segmentBytes: 150 }, nowMs);
  const log = open();
  log.append(batchOf('first'), options);
  disk.freeBytes = freeBytes;
  expect(() => log.append(batchOf('second'), options)).toThrow(expect.objectContaining({ code: 'storage-failed' }));
  disk.freeBytes = 0;
  expect(() => log.append(batchOf('x'.repeat(150)), options)).toThrow(
    expect.objectContaining({ code: 'storage-failed' }),
  );
  expect(valuesIn(log)).toEqual(['first']);
  disk.freeBytes = Infinity;
  log.append(batchOf('third'), options);
  log.append(batchOf('y'.repeat(150)), options);
  expect(valuesIn(log)).toEqual(['first', 'third', 'y'.repeat(150)]);
  log.close();
  const again = open();
  expect(valuesIn(again)).toEqual(['first', 'third', 'y'.repeat(150)]);
  again.close();
});

it('closes a log whose state finds no room, which is then read whole', () => {
  const log = new SegmentedLog(fileSegments(path.join(folder, '0')), logSettings, nowMs);
  log.append(batchOf('first'), options);
  disk.freeBytes = 0;
  log.close();
  expect(readdirSync(path.join(folder, '0'))).toHaveLength(1);
  disk.freeBytes = Infinity;
  const again = new SegmentedLog(fileSegments(path.join(folder, '0')), logSettings, nowMs);
  expect(valuesIn(again)).toEqual(['first']);
  expect(again.recovery.readBytes).toBe(again.sizeBytes);
  again.close();
});

it('keeps a journal that finds no room to be written anew', () => {
  const file = path.join(folder, 'a.journal');
  const entry = 'e'.repeat(100_000);
  const journal = new Journal<string>(file, { replay: () => undefined, snapshot: () => [entry] });
  for (let count = 0; count < 10; count += 1) journal.append(entry);
  // Room for the entries, but not for a second file.
  disk.freeBytes = 150_000;
  journal.append(entry);
  disk.freeBytes = 0;
  expect(() => journal.append(entry)).toThrow(expect.objectContaining({ code: 'storage-failed' }));
  disk.freeBytes = Infinity;
  journal.append(entry);
  journal.close();
  expect(readdirSync(folder)).toEqual(['a.journal']);
  const replayed: string[] = [];
  new Journal<string>(file, { replay: (line) => void replayed.push(line), snapshot: () => [] }).close();
  expect(replayed.every((line) => line === entry)).toBe(true);
  expect(replayed.length).toBeGreaterThan(0);
});
