import { describe, expect, it } from 'vitest';
import { compressionCodec } from '../../compression/index.ts';
import { type BatchSettings, buildBatch } from '../../wire/index.ts';
import { decodeFetched } from './decode-fetched.ts';
import type { FetchedPartition } from './fetch-partitions.ts';

const place = { topic: 'orders', partition: 2 };

function batch(baseOffset: number, values: readonly string[], settings: BatchSettings = {}): Uint8Array {
  return buildBatch(
    values.map((value, index) => ({
      offset: BigInt(baseOffset + index),
      timestamp: 1_700_000_000_000n + BigInt(index),
      key: Buffer.from('key'),
      value: Buffer.from(value),
      headers: [{ key: 'header', value: null }],
    })),
    settings,
  );
}

/** The record of a control batch: a version and a type in its key (0 aborts, 1 commits). */
function marker(offset: number, type: 0 | 1, producerId: bigint): Uint8Array {
  const record = {
    offset: BigInt(offset),
    timestamp: 0n,
    key: Uint8Array.of(0, 0, 0, type),
    value: new Uint8Array(6),
    headers: [],
  };
  return buildBatch([record], { producerId, producerEpoch: 0, isTransactional: true, isControl: true });
}

function fetched(batches: readonly Uint8Array[], aborted: FetchedPartition['abortedTransactions'] = null) {
  return {
    partitionIndex: 2,
    errorCode: 0,
    highWatermark: 100n,
    lastStableOffset: 100n,
    logStartOffset: 0n,
    divergingEpoch: { epoch: -1, endOffset: -1n },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    snapshotId: { endOffset: -1n, epoch: -1 },
    abortedTransactions: aborted,
    preferredReadReplica: -1,
    records: Buffer.concat(batches),
  } satisfies FetchedPartition;
}

function valuesOf(partition: FetchedPartition, fromOffset = 0n): string[] {
  return [...decodeFetched(place, partition, fromOffset)].flatMap(({ records }) =>
    records.map(({ offset, value }) => `${offset} ${Buffer.from(value ?? []).toString()}`),
  );
}

describe('fetched batches', () => {
  it.each([1, 2, 3, 4])('are read in compression %i', (id) => {
    const compression = { id, compress: (raw: Uint8Array) => compressionCodec(id).compress(raw) };
    expect(valuesOf(fetched([batch(5, ['five', 'six'], { compression })]))).toEqual(['5 five', '6 six']);
  });

  it('are read from the offset on that was asked for, though a batch begins before it', () => {
    expect(valuesOf(fetched([batch(0, ['a', 'b', 'c']), batch(3, ['d'])]), 2n)).toEqual(['2 c', '3 d']);
  });

  it('give a record with its place, its time and its headers', () => {
    const [first] = [...decodeFetched(place, fetched([batch(7, ['x'])]), 0n)].flatMap(({ records }) => records);
    expect(first).toEqual({
      ...place,
      offset: 7n,
      timestampMs: 1_700_000_000_000,
      timestampType: 'create',
      key: new Uint8Array(Buffer.from('key')),
      value: new Uint8Array(Buffer.from('x')),
      headers: [{ name: 'header', value: null }],
    });
    const appended = fetched([batch(7, ['x'], { logAppendTimestamp: 5n })]);
    expect([...decodeFetched(place, appended, 0n)][0]?.records[0]).toMatchObject({
      timestampMs: 5,
      timestampType: 'append',
    });
  });

  it('leave out control records, and move behind them', () => {
    const decoded = [...decodeFetched(place, fetched([batch(0, ['a']), marker(1, 1, 9n)]), 0n)];
    expect(decoded.map(({ records, nextOffset }) => [records.length, nextOffset])).toEqual([
      [1, 1n],
      [0, 2n],
    ]);
  });

  it('leave out what an aborted transaction wrote, and nothing of those beside and after it', () => {
    const one = { producerId: 1n, producerEpoch: 0, isTransactional: true };
    const two = { producerId: 2n, producerEpoch: 0, isTransactional: true };
    const batches = [
      batch(0, ['aborted'], one),
      batch(1, ['other'], two),
      batch(2, ['aborted too'], one),
      marker(3, 0, 1n),
      batch(4, ['next'], one),
      marker(5, 1, 1n),
      marker(6, 1, 2n),
    ];
    expect(valuesOf(fetched(batches, [{ producerId: 1n, firstOffset: 0n }]))).toEqual(['1 other', '4 next']);
    expect(valuesOf(fetched(batches))).toEqual(['0 aborted', '1 other', '2 aborted too', '4 next']);
  });

  it('are refused where they are damaged, and left where they are cut short', () => {
    const damaged = batch(0, ['abc']);
    damaged[65] = 99;
    expect(() => valuesOf(fetched([damaged]))).toThrow(
      expect.objectContaining({ code: 'corrupt-records', message: expect.stringContaining('orders/2') }),
    );
    expect(valuesOf(fetched([batch(0, ['a']), batch(1, ['b']).subarray(0, 70)]))).toEqual(['0 a']);
  });
});
