import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logSettings as settings } from '../../../tests/support/log-settings.ts';
import { buildBatch, type BatchSettings, checkBatches, crc32c, decodeRecords } from '../../wire/index.ts';
import { fileSegments } from './file-segments.ts';
import { memorySegments } from './memory-segments.ts';
import type { AppendAnswer } from './partition-log.ts';
import type { LogSettings } from './produced-batch.ts';
import { SegmentedLog } from './segmented-log.ts';

const nowMs = 1_700_000_000_000;
const options = { produceVersion: 9, leaderEpoch: 0, nowMs };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'partition-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function batchOf(values: string[], batchSettings: BatchSettings = {}, timestampMs = nowMs): Uint8Array {
  const records = values.map((value, index) => ({
    offset: BigInt(index),
    timestamp: BigInt(timestampMs),
    key: null,
    value: Buffer.from(value),
    headers: [],
  }));
  return buildBatch(records, batchSettings);
}

function idempotent(baseSequence: number, values = ['x'], producerEpoch = 0, producerId = 7n): Uint8Array {
  return batchOf(values, { producerId, producerEpoch, baseSequence });
}

function logInMemory(): SegmentedLog {
  return new SegmentedLog(memorySegments, settings, nowMs);
}

function storeInFolder() {
  return fileSegments(path.join(folder, '0'));
}

function filesInFolder(): string[] {
  return readdirSync(path.join(folder, '0'))
    .filter((name) => name.endsWith('.log'))
    .sort();
}

/** A log with so many batches of one record, over several files. */
function fill(count: number): void {
  const log = new SegmentedLog(storeInFolder(), { ...settings, segmentBytes: 300 }, nowMs);
  for (let index = 0; index < count; index += 1) log.append(idempotent(index, [`v${index}`]), options);
  log.close();
}

function open() {
  const cuts: { offset: bigint; bytes: number }[] = [];
  const log = new SegmentedLog(storeInFolder(), { ...settings, segmentBytes: 300 }, nowMs, (cut) => cuts.push(cut));
  return { log, cuts };
}

function appended(answer: AppendAnswer): bigint {
  if (answer.error !== undefined) throw new Error(`refused: ${answer.error}: ${answer.message}`);
  return answer.baseOffset;
}

function valuesOf(bytes: Uint8Array | undefined): string[] {
  if (!bytes) throw new Error('the log has no such offset');
  return Array.from(checkBatches(bytes)).flatMap(({ header, bytes: batch }) =>
    decodeRecords(batch, header, () => new Uint8Array(0)).map(
      ({ offset, value }) => `${offset}=${Buffer.from(value ?? []).toString()}`,
    ),
  );
}

function readAll(log: SegmentedLog): string[] {
  const values: string[] = [];
  for (let offset = log.logStartOffset; offset < log.logEndOffset;) {
    const bytes = log.read({ offset, maxBytes: 1_000_000, atLeastOneBatch: true });
    values.push(...valuesOf(bytes));
    offset += BigInt(valuesOf(bytes).length);
  }
  return values;
}

describe.each([
  ['in memory', () => memorySegments],
  ['in a folder', () => fileSegments(path.join(folder, '0'))],
])('a log %s', (_name, storeOf) => {
  const newLog = (changed: Partial<LogSettings> = {}) =>
    new SegmentedLog(storeOf(), { ...settings, ...changed }, nowMs);

  it('gives each batch its offsets and reads them back as whole batches', () => {
    const log = newLog();
    expect(appended(log.append(batchOf(['a', 'b']), options))).toBe(0n);
    expect(appended(log.append(batchOf(['c']), { ...options, leaderEpoch: 3 }))).toBe(2n);
    expect([log.logStartOffset, log.logEndOffset, log.highWatermark]).toEqual([0n, 3n, 3n]);
    expect(readAll(log)).toEqual(['0=a', '1=b', '2=c']);
    const bytes = log.read({ offset: 1n, maxBytes: 1_000_000, atLeastOneBatch: true });
    expect(valuesOf(bytes)).toEqual(['0=a', '1=b', '2=c']);
    expect(Array.from(checkBatches(bytes ?? new Uint8Array(0)), ({ header }) => header.partitionLeaderEpoch)).toEqual([
      0, 3,
    ]);
    log.close();
  });

  it('is read by position over many segments, wherever a reader begins', () => {
    const log = newLog({ segmentBytes: 500 });
    const values = Array.from({ length: 300 }, (_, index) => `value ${index}`);
    for (let index = 0; index < values.length; index += 3) log.append(batchOf(values.slice(index, index + 3)), options);
    expect(readAll(log)).toEqual(values.map((value, index) => `${index}=${value}`));
    for (let offset = 0; offset < values.length; offset += 1) {
      const bytes = log.read({ offset: BigInt(offset), maxBytes: 1, atLeastOneBatch: true });
      expect(valuesOf(bytes)).toContain(`${offset}=${values[offset]}`);
      expect(valuesOf(bytes)).toHaveLength(3);
    }
    log.close();
  });

  it('gives no more than was asked for, but for one batch that alone is larger', () => {
    const log = newLog();
    const [first, second] = [batchOf(['a'.repeat(100)]), batchOf(['b'.repeat(100)])];
    log.append(first, options);
    log.append(second, options);
    const read = (maxBytes: number, atLeastOneBatch: boolean) =>
      valuesOf(log.read({ offset: 0n, maxBytes, atLeastOneBatch })).length;
    expect(read(first.length + second.length, false)).toBe(2);
    expect(read(first.length + second.length - 1, false)).toBe(1);
    expect(read(first.length - 1, false)).toBe(0);
    expect(read(first.length - 1, true)).toBe(1);
    expect(read(0, true)).toBe(1);
    log.close();
  });

  it('knows the offsets that it has, and no others', () => {
    const log = newLog();
    log.append(batchOf(['a']), options);
    expect(log.read({ offset: 1n, maxBytes: 10, atLeastOneBatch: true })).toHaveLength(0);
    expect(log.read({ offset: 2n, maxBytes: 10, atLeastOneBatch: true })).toBeUndefined();
    expect(log.read({ offset: -1n, maxBytes: 10, atLeastOneBatch: true })).toBeUndefined();
    log.close();
  });

  it('finds the batch of a time and of the largest time', () => {
    const log = newLog({ segmentBytes: 300 });
    for (const timestampMs of [5000, 9000, 7000, 9500, 8000]) log.append(batchOf(['x', 'y'], {}, timestampMs), options);
    const baseOffsetAt = (timestampMs: bigint) => log.batchForTimestamp(timestampMs)?.header.baseOffset;
    expect([0n, 5000n, 5001n, 9000n, 9001n].map(baseOffsetAt)).toEqual([0n, 0n, 2n, 2n, 6n]);
    expect(baseOffsetAt(9501n)).toBeUndefined();
    expect(log.batchOfMaxTimestamp()?.header.baseOffset).toBe(6n);
    expect(newLog().batchOfMaxTimestamp()?.header.baseOffset ?? 'none').toBe(
      storeOf() === memorySegments ? 'none' : 6n,
    );
    log.close();
  });

  it('tells its listeners of appends and of its end, and nobody else', () => {
    const log = newLog();
    const heard: string[] = [];
    const stop = log.onChange((change) => heard.push(change));
    log.onChange((change) => heard.push(`other ${change}`));
    log.append(batchOf(['a']), options);
    log.append(new Uint8Array(3), options);
    stop();
    log.close();
    log.close();
    expect(heard).toEqual(['appended', 'other appended', 'other closed']);
  });
});

describe('what a producer may append', () => {
  const log = new SegmentedLog(memorySegments, { ...settings, maxMessageBytes: 200 }, nowMs);
  const withByte = (position: number, byte: number, isSigned = true) => {
    const batch = batchOf(['a', 'b']);
    batch[position] = byte;
    const view = new DataView(batch.buffer);
    if (isSigned) view.setUint32(17, crc32c(batch.subarray(21)));
    return batch;
  };

  it.each([
    ['nothing', null, 'INVALID_RECORD'],
    ['no bytes', new Uint8Array(0), 'INVALID_RECORD'],
    ['too few bytes', new Uint8Array(10), 'INVALID_RECORD'],
    ['zeros', new Uint8Array(61), 'CORRUPT_MESSAGE'],
    ['magic 1', withByte(16, 1), 'INVALID_RECORD'],
    ['magic 3', withByte(16, 3), 'CORRUPT_MESSAGE'],
    ['a batch that is cut short', batchOf(['a']).subarray(0, 65), 'INVALID_RECORD'],
    ['two batches', Buffer.concat([batchOf(['a']), batchOf(['b'])]), 'INVALID_RECORD'],
    ['a wrong checksum', withByte(70, 0xff, false), 'CORRUPT_MESSAGE'],
    ['a base offset', withByte(7, 5), 'INVALID_RECORD'],
    ['a batch that is too large', batchOf(['a'.repeat(200)]), 'MESSAGE_TOO_LARGE'],
    ['an unknown codec', withByte(22, 5), 'UNSUPPORTED_COMPRESSION_TYPE'],
    ['a control batch', withByte(22, 0x20), 'INVALID_RECORD'],
    ['a transaction of nobody', withByte(22, 0x10), 'INVALID_RECORD'],
    ['a wrong record count', withByte(60, 9), 'INVALID_RECORD'],
    ['no records', withByte(60, 0), 'INVALID_RECORD'],
    ['a producer without a sequence', batchOf(['a'], { producerId: 1n, producerEpoch: 0 }), 'INVALID_RECORD'],
    ['a time too far ahead', batchOf(['a'], {}, nowMs + 3_600_001), 'INVALID_TIMESTAMP'],
  ])('is not %s', (_name, records, error) => {
    expect(log.append(records, options)).toMatchObject({ error });
    expect(log.logEndOffset).toBe(0n);
  });

  it('is not zstd from a client that could not read it back', () => {
    const zstd = withByte(22, 4);
    expect(log.append(zstd, { ...options, produceVersion: 6 })).toMatchObject({
      error: 'UNSUPPORTED_COMPRESSION_TYPE',
    });
    expect(appended(log.append(zstd, options))).toBe(0n);
  });

  it('may have a piece of a further batch behind it, which is passed over', () => {
    const records = Buffer.concat([batchOf(['tail']), batchOf(['cut']).subarray(0, 20)]);
    const base = appended(log.append(records, options));
    expect(valuesOf(log.read({ offset: base, maxBytes: 1000, atLeastOneBatch: true }))).toEqual([`${base}=tail`]);
  });

  it('names the record to blame where there is only one', () => {
    const answer = log.append(batchOf(['a'], {}, nowMs + 4_000_000), options);
    expect(answer).toMatchObject({ recordErrors: [{ batchIndex: 0 }] });
    expect(log.append(batchOf(['a', 'b'], {}, nowMs + 4_000_000), options)).toMatchObject({ recordErrors: [] });
  });
});

describe('log-append time', () => {
  it("replaces the producer's timestamps, and the checksum still holds", () => {
    const log = new SegmentedLog(memorySegments, { ...settings, timestampType: 'LogAppendTime' }, nowMs);
    const answer = log.append(batchOf(['a', 'b'], {}, 5000), options);
    expect(answer).toMatchObject({ error: undefined, logAppendTimeMs: BigInt(nowMs) });
    const bytes = log.read({ offset: 0n, maxBytes: 1000, atLeastOneBatch: true }) ?? new Uint8Array(0);
    const [batch] = Array.from(checkBatches(bytes));
    expect(batch?.header).toMatchObject({ timestampType: 'LogAppendTime', maxTimestamp: BigInt(nowMs) });
  });
});

describe('idempotent producers', () => {
  it('get the old offset for a batch that was appended before, up to five batches back', () => {
    const log = logInMemory();
    for (let sequence = 0; sequence < 6; sequence += 1)
      expect(appended(log.append(idempotent(sequence), options))).toBe(BigInt(sequence));
    expect(log.append(idempotent(1), options)).toEqual({
      error: undefined,
      baseOffset: 1n,
      logAppendTimeMs: BigInt(nowMs),
    });
    expect(log.append(idempotent(0), options)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(log.logEndOffset).toBe(6n);
  });

  it('must leave no gap, may begin anywhere, and begin a new epoch at 0', () => {
    const log = logInMemory();
    expect(appended(log.append(idempotent(40, ['a', 'b']), options))).toBe(0n);
    expect(log.append(idempotent(43), options)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(appended(log.append(idempotent(42), options))).toBe(2n);
    expect(log.append(idempotent(43, ['x'], 1), options)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(appended(log.append(idempotent(0, ['x'], 1), options))).toBe(3n);
    expect(log.append(idempotent(43, ['x'], 0), options)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
    expect(appended(log.append(idempotent(0, ['x'], 0, 8n), options))).toBe(4n);
  });

  it('go on at 0 after the largest sequence', () => {
    const log = logInMemory();
    expect(appended(log.append(idempotent(2 ** 31 - 1), options))).toBe(0n);
    expect(appended(log.append(idempotent(0), options))).toBe(1n);
    expect(log.append(idempotent(2 ** 31 - 1), options)).toMatchObject({ baseOffset: 0n });
  });

  it('are forgotten after a day of silence', () => {
    const log = logInMemory();
    log.append(idempotent(0), options);
    log.append(idempotent(0, ['x'], 0, 8n), { ...options, nowMs: nowMs + 86_400_000 });
    expect(appended(log.append(idempotent(500), { ...options, nowMs: nowMs + 86_400_000 }))).toBe(2n);
  });
});

describe('a log that is opened again', () => {
  it('has its records, its producers and its epochs again', () => {
    fill(20);
    const { log, cuts } = open();
    expect(cuts).toEqual([]);
    expect(readAll(log)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}=v${index}`));
    expect(log.append(idempotent(19, ['v19']), options)).toMatchObject({ error: undefined, baseOffset: 19n });
    expect(log.append(idempotent(25), options)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(appended(log.append(idempotent(20), { ...options, leaderEpoch: 1 }))).toBe(20n);
    expect(log.epochs.endOf(0, log.logEndOffset)).toEqual({ epoch: 0, endOffset: 20n });
    expect(log.epochs.endOf(1, log.logEndOffset)).toEqual({ epoch: 1, endOffset: 21n });
    expect(log.epochs.endOf(2, log.logEndOffset)).toBeUndefined();
    log.close();
  });

  it.each([
    ['ends in a piece of a batch', (file: string) => appendFileSync(file, batchOf(['torn']).subarray(0, 40)), 40],
    ['ends in zeros', (file: string) => appendFileSync(file, new Uint8Array(500)), 500],
    ['lost the end of its last batch', (file: string) => truncateSync(file, readFileSync(file).length - 1), undefined],
  ])('is cut at the first batch that is not whole where its last file %s', (_name, damage, cutBytes) => {
    fill(20);
    const last = path.join(folder, '0', filesInFolder().at(-1) ?? '');
    damage(last);
    const { log, cuts } = open();
    const kept = cutBytes === undefined ? 19 : 20;
    expect(readAll(log)).toEqual(Array.from({ length: kept }, (_, index) => `${index}=v${index}`));
    expect(cuts).toEqual([{ offset: BigInt(kept), bytes: cutBytes ?? expect.any(Number) }]);
    expect(appended(log.append(batchOf(['next']), options))).toBe(BigInt(kept));
    log.close();
    expect(open().cuts).toEqual([]);
  });

  it('gives up every file after one that was damaged in its middle', () => {
    fill(20);
    // Before its recovery point a log isn't read when it is opened: this one has none.
    rmSync(path.join(folder, '0/log-state'));
    const [first = '', second = ''] = filesInFolder();
    const bytes = readFileSync(path.join(folder, '0', second));
    bytes[70] = (bytes[70] ?? 0) ^ 0xff;
    writeFileSync(path.join(folder, '0', second), bytes);
    const { log, cuts } = open();
    expect(cuts).toHaveLength(1);
    expect(readAll(log).at(-1)).toBe(`${log.logEndOffset - 1n}=v${log.logEndOffset - 1n}`);
    expect(filesInFolder()).toEqual([first, second]);
    log.remove();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('deleted records', () => {
  it('stay deleted when the log is opened again, with the segments that held nothing else', () => {
    fill(9);
    const { log } = open();
    const segmentCount = () => filesInFolder().length;
    const before = segmentCount();
    expect(log.deleteBefore(7n)).toBe(true);
    expect(log.deleteBefore(3n)).toBe(true);
    expect(log.deleteBefore(10n)).toBe(false);
    expect(segmentCount()).toBeLessThan(before);
    expect(log.read({ offset: 6n, maxBytes: 1000, atLeastOneBatch: true })).toBeUndefined();
    log.close();
    const again = open();
    expect([again.log.logStartOffset, again.log.logEndOffset]).toEqual([7n, 9n]);
    expect(again.cuts).toEqual([]);
    again.log.deleteBefore(9n);
    again.log.close();
    const empty = open();
    expect([empty.log.logStartOffset, empty.log.logEndOffset]).toEqual([9n, 9n]);
    expect(appended(empty.log.append(idempotent(9), options))).toBe(9n);
    empty.log.close();
  });

  it('begin a segment anew once its first batch is too old', () => {
    const log = new SegmentedLog(storeInFolder(), { ...settings, segmentMs: 1000n }, nowMs);
    for (const age of [0, 1000, 1001]) log.append(batchOf(['x'], {}, nowMs + age), { ...options, nowMs: nowMs + age });
    expect(filesInFolder()).toHaveLength(2);
    log.close();
  });
});
