import { buildBatch, decodeRecords, type BatchHeader } from '../../wire/index.ts';

/** How a transaction of a producer ends on one partition. Source: KIP-98, "Control messages". */
export interface TransactionMarker {
  producerId: bigint;
  /** With transaction.version 2 one more than the producer wrote with, which fences what it left on its way (KIP-890). */
  producerEpoch: number;
  outcome: 'commit' | 'abort';
  /** Epoch of the transaction coordinator, which fences a coordinator of the past. */
  coordinatorEpoch: number;
}

const markerVersion = 0;
const controlTypes = ['abort', 'commit'] as const;

/** A batch with the marker as its only record, to be given its place in the log. */
export function buildMarkerBatch(marker: TransactionMarker, timestampMs: number): Uint8Array {
  const { producerId, producerEpoch, outcome, coordinatorEpoch } = marker;
  const key = Buffer.alloc(4);
  key.writeInt16BE(markerVersion, 0);
  key.writeInt16BE(controlTypes.indexOf(outcome), 2);
  const value = Buffer.alloc(6);
  value.writeInt16BE(markerVersion, 0);
  value.writeInt32BE(coordinatorEpoch, 2);
  return buildBatch([{ offset: 0n, timestamp: BigInt(timestampMs), key, value, headers: [] }], {
    producerId,
    producerEpoch,
    isTransactional: true,
    isControl: true,
  });
}

/** The marker in a control batch that was checked; undefined where it holds another kind of control record. */
export function readMarker(batch: Uint8Array, header: BatchHeader): TransactionMarker | undefined {
  const [record] = decodeRecords(batch, header, () => {
    throw new Error('a control batch is never compressed');
  });
  if (!record?.key || !record.value || record.key.length < 4 || record.value.length < 6) return undefined;
  const outcome = controlTypes[viewOf(record.key).getInt16(2)];
  if (outcome === undefined) return undefined;
  const { producerId, producerEpoch } = header;
  return { producerId, producerEpoch, outcome, coordinatorEpoch: viewOf(record.value).getInt32(2) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
