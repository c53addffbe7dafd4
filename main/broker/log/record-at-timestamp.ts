import { decodeRecords, deleteHorizonMsOf, wireFault } from '../../wire/index.ts';
import type { StoredBatch } from './batch-scan.ts';

/**
 * The first record of a batch with this timestamp or a later one. The batch has one; where it is compressed and this broker has
 * no codec for it, the batch's first record stands for it, so that a consumer begins a little early and misses nothing.
 */
export function recordAtTimestamp(
  { header, bytes }: StoredBatch,
  timestampMs: bigint,
): { offset: bigint; timestamp: bigint } {
  const { baseOffset, maxTimestamp } = header;
  // Where compaction has put a delete horizon the time of the first record is no longer in the header.
  const baseTimestamp = deleteHorizonMsOf(header) === undefined ? header.baseTimestamp : maxTimestamp;
  if (header.timestampType === 'LogAppendTime') return { offset: baseOffset, timestamp: maxTimestamp };
  if ((deleteHorizonMsOf(header) === undefined && baseTimestamp >= timestampMs) || header.compression !== 0)
    return { offset: baseOffset, timestamp: baseTimestamp };
  for (const record of decodeRecords(bytes, header, refuseCompressed)) {
    if (record.timestamp >= timestampMs) return { offset: record.offset, timestamp: record.timestamp };
  }
  return { offset: baseOffset, timestamp: baseTimestamp };
}

function refuseCompressed(): never {
  throw wireFault('unsupported-compression', 'a compressed batch is not looked into');
}
