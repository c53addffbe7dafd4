import { batchAttribute, batchField, type BatchHeader, recordBatchOverheadBytes } from './batch-header.ts';
import { crc32c } from './crc32c.ts';
import { type BatchRecord, encodeRecords } from './records.ts';

/** What a batch becomes, as far as it isn't what it was. */
export interface BatchChange {
  /** Those of its records that it keeps; it may be none. */
  records: readonly BatchRecord[];
  /** From when on its tombstones, or its marker, may go (KIP-534); milliseconds since the Unix epoch. */
  deleteHorizonMs?: bigint | undefined;
  compression?: { id: number; compress: (raw: Uint8Array) => Uint8Array } | undefined;
}

/** From when on a batch's tombstones, or its marker, may go (KIP-534); undefined where nobody has said so. */
export function deleteHorizonMsOf({ attributes, baseTimestamp }: BatchHeader): bigint | undefined {
  return attributes & batchAttribute.deleteHorizon ? baseTimestamp : undefined;
}

/**
 * A batch with fewer records in the same place: offsets, leader epoch, producer and sequence numbers stay what they were, so
 * that whoever reads on after it, and whoever counts its producer's records, finds no difference. A delete horizon stands where
 * the base timestamp was, and the records' timestamps count from it.
 */
export function rebuildBatch(header: BatchHeader, change: BatchChange): Uint8Array {
  const { records, deleteHorizonMs, compression } = change;
  const isEmpty = records.length === 0;
  const hasHorizon = deleteHorizonMs !== undefined && !isEmpty;
  const baseTimestamp = isEmpty ? -1n : (deleteHorizonMs ?? records[0]?.timestamp ?? -1n);
  const raw = encodeRecords(records, { offset: header.baseOffset, timestamp: baseTimestamp });
  const body = compression === undefined || isEmpty ? raw : compression.compress(raw);
  const batch = new Uint8Array(recordBatchOverheadBytes + body.byteLength);
  batch.set(body, recordBatchOverheadBytes);
  const keptAttributes = header.attributes & ~(batchAttribute.compressionMask | batchAttribute.deleteHorizon);
  const compressionBits = isEmpty ? 0 : (compression?.id ?? 0);
  const isLogAppendTime = header.timestampType === 'LogAppendTime';
  const maxTimestamp =
    isLogAppendTime || isEmpty
      ? header.maxTimestamp
      : records.reduce((max, { timestamp }) => (timestamp > max ? timestamp : max), -1n);

  const view = new DataView(batch.buffer);
  view.setBigInt64(batchField.baseOffset, header.baseOffset);
  view.setInt32(batchField.batchLength, batch.byteLength - batchField.partitionLeaderEpoch);
  view.setInt32(batchField.partitionLeaderEpoch, header.partitionLeaderEpoch);
  view.setInt8(batchField.magic, 2);
  view.setInt16(
    batchField.attributes,
    keptAttributes | compressionBits | (hasHorizon ? batchAttribute.deleteHorizon : 0),
  );
  view.setInt32(batchField.lastOffsetDelta, header.lastOffsetDelta);
  view.setBigInt64(batchField.baseTimestamp, baseTimestamp);
  view.setBigInt64(batchField.maxTimestamp, maxTimestamp);
  view.setBigInt64(batchField.producerId, header.producerId);
  view.setInt16(batchField.producerEpoch, header.producerEpoch);
  view.setInt32(batchField.baseSequence, header.baseSequence);
  view.setInt32(batchField.recordCount, records.length);
  view.setUint32(batchField.crc, crc32c(batch.subarray(batchField.attributes)));
  return batch;
}
