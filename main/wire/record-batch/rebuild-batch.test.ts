import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { checkBatch, patchBatchOffsets, stampLogAppendTime } from './batch-header.ts';
import { deleteHorizonMsOf, rebuildBatch } from './rebuild-batch.ts';
import { type BatchRecord, buildBatch, decodeRecords } from './records.ts';

const records: BatchRecord[] = [5000n, 7000n, 6000n].map((timestamp, index) => ({
  offset: BigInt(index),
  timestamp,
  key: Buffer.from(`k${index}`),
  value: index === 1 ? null : Buffer.from('x'),
  headers: [{ key: 'h', value: null }],
}));
const producer = { producerId: 9n, producerEpoch: 4, baseSequence: 17, isTransactional: true };

function stored(isStamped = false): Uint8Array {
  const batch = buildBatch(records, producer);
  if (isStamped) stampLogAppendTime(batch, 9000n);
  patchBatchOffsets(batch, 100n, 6);
  return batch;
}

const decode = (batch: Uint8Array) => decodeRecords(batch, checkBatch(batch), (body) => gunzipSync(body));

it('a batch with fewer records keeps its place, its producer and the time of each record', () => {
  const batch = stored();
  const header = checkBatch(batch);
  const kept = decode(batch).slice(1);
  const gzip = { id: 1, compress: (raw: Uint8Array) => gzipSync(raw) };
  for (const change of [
    {},
    { deleteHorizonMs: 123_456n },
    { compression: gzip },
    { deleteHorizonMs: 1n, compression: gzip },
  ]) {
    const rebuilt = rebuildBatch(header, { records: kept, ...change });
    expect(decode(rebuilt)).toEqual(kept);
    const after = checkBatch(rebuilt);
    expect(after).toMatchObject({ ...producer, baseOffset: 100n, lastOffsetDelta: 2, partitionLeaderEpoch: 6 });
    expect(after).toMatchObject({ recordCount: 2, sizeBytes: rebuilt.length, maxTimestamp: 7000n });
    expect(after.compression).toBe('compression' in change ? 1 : 0);
    expect(deleteHorizonMsOf(after)).toBe('deleteHorizonMs' in change ? change.deleteHorizonMs : undefined);
  }
});

it('the time of the log stands for all records of a batch, whatever is left of it', () => {
  const batch = stored(true);
  const rebuilt = rebuildBatch(checkBatch(batch), { records: decode(batch).slice(0, 1), deleteHorizonMs: 50n });
  expect(checkBatch(rebuilt)).toMatchObject({ timestampType: 'LogAppendTime', maxTimestamp: 9000n });
  expect(decode(rebuilt).map(({ timestamp }) => timestamp)).toEqual([9000n]);
});

it('a batch without records still says where it stood and which numbers its producer had used', () => {
  const rebuilt = rebuildBatch(checkBatch(stored()), { records: [], deleteHorizonMs: 50n });
  expect(decode(rebuilt)).toEqual([]);
  const header = checkBatch(rebuilt);
  expect(header).toMatchObject({ baseOffset: 100n, lastOffsetDelta: 2, recordCount: 0, maxTimestamp: 7000n });
  expect(header).toMatchObject({ ...producer, partitionLeaderEpoch: 6 });
  expect(deleteHorizonMsOf(header)).toBeUndefined();
});
