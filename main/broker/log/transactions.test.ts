import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logSettings as settings } from '../../../tests/support/log-settings.ts';
import { buildBatch, checkBatches, patchBatchOffsets } from '../../wire/index.ts';
import { fileSegments } from './file-segments.ts';
import { memorySegments } from './memory-segments.ts';
import { SegmentedLog } from './segmented-log.ts';
import { buildMarkerBatch, readMarker } from './transaction-marker.ts';

const nowMs = 1_700_000_000_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'transactions-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function logInMemory(): SegmentedLog {
  return new SegmentedLog(memorySegments, settings, nowMs);
}

/** Small segments, so that transactions cross them. */
function openInFolder(): SegmentedLog {
  return new SegmentedLog(fileSegments(path.join(folder, '0')), { ...settings, segmentBytes: 300 }, nowMs);
}

function batchOf(producerId: bigint, baseSequence: number, { epoch = 0, isTransactional = true } = {}): Uint8Array {
  return buildBatch([{ offset: 0n, timestamp: BigInt(nowMs), key: null, value: Buffer.from('x'), headers: [] }], {
    producerId,
    producerEpoch: epoch,
    baseSequence,
    isTransactional,
  });
}

function write(log: SegmentedLog, producerId: bigint, sequence: number, options: Parameters<typeof batchOf>[2] = {}) {
  return log.append(batchOf(producerId, sequence, options), { produceVersion: 9, leaderEpoch: 0, nowMs });
}

function end(log: SegmentedLog, producerId: bigint, outcome: 'commit' | 'abort', producerEpoch = 0) {
  return log.appendMarker({ producerId, producerEpoch, outcome, coordinatorEpoch: 3 }, { leaderEpoch: 0, nowMs });
}

function stableOffsets(log: SegmentedLog, offset = 0n, maxBytes = 1_000_000): bigint[] {
  const bytes = log.read({ offset, maxBytes, atLeastOneBatch: true, onlyStable: true });
  return Array.from(checkBatches(bytes ?? new Uint8Array(0)), ({ header }) => header.baseOffset);
}

describe('a marker', () => {
  it.each([
    [
      'commit',
      '000000000000004d000000420000000302521bf1520030000000000000018bcfe5687b0000018bcfe5687b00000000000010920007ffffffff000000012000000008000000010c00000000000900',
    ],
    [
      'abort',
      '000000000000004d000000420000000302a625271a0030000000000000018bcfe5687b0000018bcfe5687b00000000000010920007ffffffff000000012000000008000000000c00000000000900',
    ],
  ] as const)('of a %s has the bytes that Kafka gives it, and is read again', (outcome, hex) => {
    const marker = { producerId: 4242n, producerEpoch: 7, outcome, coordinatorEpoch: 9 };
    const batch = buildMarkerBatch(marker, 1_700_000_000_123);
    patchBatchOffsets(batch, 77n, 3);
    expect(Buffer.from(batch).toString('hex')).toBe(hex);
    const [found] = checkBatches(batch);
    expect(found && readMarker(found.bytes, found.header)).toEqual(marker);
  });
});

describe('the last stable offset', () => {
  it('stands at the first record of the transaction that began first, until that has ended', () => {
    const log = logInMemory();
    write(log, 1n, 0, { isTransactional: false });
    write(log, 7n, 0);
    write(log, 8n, 0);
    write(log, 7n, 1);
    expect([log.lastStableOffset, log.highWatermark]).toEqual([1n, 4n]);
    expect(stableOffsets(log)).toEqual([0n]);
    expect(stableOffsets(log, 1n)).toEqual([]);
    end(log, 7n, 'commit');
    expect(log.lastStableOffset).toBe(2n);
    end(log, 8n, 'abort');
    expect([log.lastStableOffset, log.highWatermark]).toEqual([6n, 6n]);
    expect(stableOffsets(log, 1n)).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  it('counts the bytes before it, so that who waits for stable records is not woken by others', () => {
    const log = logInMemory();
    write(log, 1n, 0, { isTransactional: false });
    const bytes = log.appendedBytes;
    write(log, 7n, 0);
    expect([log.stableBytes, log.appendedBytes]).toEqual([bytes, 2 * bytes]);
    end(log, 7n, 'commit');
    expect(log.stableBytes).toBe(log.appendedBytes);
  });

  it('bounds reads across segments too, down to the very batch', () => {
    const log = openInFolder();
    for (let sequence = 0; sequence < 10; sequence += 1) write(log, 1n, sequence, { isTransactional: false });
    write(log, 7n, 0);
    for (let sequence = 10; sequence < 20; sequence += 1) write(log, 1n, sequence, { isTransactional: false });
    const seen: bigint[] = [];
    for (let found = stableOffsets(log); found.length > 0; found = stableOffsets(log, BigInt(seen.length))) {
      seen.push(...found);
    }
    expect(seen).toEqual(Array.from({ length: 10 }, (_, offset) => BigInt(offset)));
    log.close();
  });
});

describe('aborted transactions', () => {
  function logWithThree(log: SegmentedLog): SegmentedLog {
    write(log, 7n, 0); // 0
    write(log, 8n, 0); // 1
    end(log, 7n, 'abort'); // 2
    write(log, 7n, 1); // 3
    end(log, 8n, 'commit'); // 4
    end(log, 7n, 'abort'); // 5
    write(log, 9n, 0); // 6
    end(log, 9n, 'abort'); // 7
    return log;
  }
  const among = (log: SegmentedLog, offset: bigint, maxBytes = 1_000_000) => {
    const bytes = log.read({ offset, maxBytes, atLeastOneBatch: true, onlyStable: true }) ?? new Uint8Array(0);
    return log.abortedTransactions(offset, bytes).map(({ producerId, firstOffset }) => [producerId, firstOffset]);
  };

  it('are told with the records that they have among those read', () => {
    const log = logWithThree(logInMemory());
    expect(among(log, 0n)).toEqual([
      [7n, 0n],
      [7n, 3n],
      [9n, 6n],
    ]);
    expect(among(log, 0n, 1)).toEqual([[7n, 0n]]);
    expect(among(log, 3n)).toEqual([
      [7n, 3n],
      [9n, 6n],
    ]);
    expect(among(log, 6n)).toEqual([[9n, 6n]]);
    expect(among(log, 8n)).toEqual([]);
  });

  it('that ended before others that had begun earlier are still told of with these when the log is opened', () => {
    const log = openInFolder();
    write(log, 7n, 0); // 0
    write(log, 8n, 0); // 1
    end(log, 8n, 'abort'); // 2
    end(log, 7n, 'abort'); // 3
    const told = [
      [8n, 1n],
      [7n, 0n],
    ];
    expect(among(log, 0n, 100)).toEqual(told.slice(1));
    expect(among(log, 0n)).toEqual(told);
    log.close();
    const again = openInFolder();
    expect(among(again, 0n, 100)).toEqual(told.slice(1));
    expect(among(again, 0n)).toEqual(told);
    again.close();
  });

  it('and open ones are found again when the log is opened', () => {
    const before = logWithThree(openInFolder());
    write(before, 8n, 1);
    before.close();
    const log = openInFolder();
    // A read ends with its segment.
    expect(among(log, 0n)).toEqual([
      [7n, 0n],
      [7n, 3n],
    ]);
    expect(among(log, 6n)).toEqual([[9n, 6n]]);
    expect([log.lastStableOffset, log.highWatermark]).toEqual([8n, 9n]);
    expect(log.producers()).toContainEqual(
      expect.objectContaining({ producerId: 8n, coordinatorEpoch: 3, lastSequence: 1, transactionStartOffset: 8n }),
    );
    end(log, 8n, 'abort');
    expect(log.lastStableOffset).toBe(10n);
    log.close();
  });
});

describe('a producer', () => {
  it('is fenced by a marker of a later epoch, and begins anew with sequence 0', () => {
    const log = logInMemory();
    write(log, 7n, 0);
    expect(end(log, 7n, 'commit', 1)).toBeUndefined();
    expect(write(log, 7n, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
    expect(write(log, 7n, 1, { epoch: 1 })).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
    expect(write(log, 7n, 0, { epoch: 1 })).toMatchObject({ error: undefined });
  });

  it('goes on counting where its epoch is kept', () => {
    const log = logInMemory();
    write(log, 7n, 0);
    end(log, 7n, 'commit');
    expect(write(log, 7n, 0)).toMatchObject({ error: undefined, baseOffset: 0n });
    expect(write(log, 7n, 1)).toMatchObject({ error: undefined, baseOffset: 2n });
  });

  it('writes nothing outside its transaction while that is open', () => {
    const log = logInMemory();
    write(log, 7n, 0);
    expect(write(log, 7n, 1, { isTransactional: false })).toMatchObject({ error: 'INVALID_TXN_STATE' });
    end(log, 7n, 'abort');
    expect(write(log, 7n, 1, { isTransactional: false })).toMatchObject({ error: undefined });
  });

  it('asks before the first batch of a transaction, and is refused as it is told', () => {
    const log = logInMemory();
    const asked: unknown[] = [];
    const append = (sequence: number, refusal?: { error: 'TRANSACTION_ABORTABLE'; message: null }) =>
      log.append(batchOf(7n, sequence), {
        produceVersion: 12,
        leaderEpoch: 0,
        nowMs,
        joinTransaction: (producer) => {
          asked.push(producer);
          return refusal;
        },
      });
    expect(append(0, { error: 'TRANSACTION_ABORTABLE', message: null })).toMatchObject({
      error: 'TRANSACTION_ABORTABLE',
    });
    expect(log.logEndOffset).toBe(0n);
    append(0);
    append(1);
    expect(asked).toEqual(Array.from({ length: 2 }, () => ({ producerId: 7n, producerEpoch: 0 })));
  });

  it('is left alone by markers of an older epoch or of a coordinator of the past', () => {
    const log = logInMemory();
    write(log, 7n, 0, { epoch: 4 });
    expect(end(log, 7n, 'abort', 3)).toBe('INVALID_PRODUCER_EPOCH');
    expect(end(log, 7n, 'abort', 4)).toBeUndefined();
    const marker = { producerId: 7n, producerEpoch: 4, outcome: 'abort', coordinatorEpoch: 2 } as const;
    expect(log.appendMarker(marker, { leaderEpoch: 0, nowMs })).toBe('TRANSACTION_COORDINATOR_FENCED');
    expect(log.logEndOffset).toBe(2n);
  });
});
