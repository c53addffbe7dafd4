import { Fault } from '../../../shared/lib/index.ts';
import { compressionCodec } from '../../compression/index.ts';
import { type BatchHeader, type BatchRecord, checkBatches, decodeRecords } from '../../wire/index.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';
import type { FetchedPartition } from './fetch-partitions.ts';
import type { TopicPartition } from './list-offsets.ts';
import type { StoredRecord } from './types.ts';

export interface DecodedBatch {
  /** Without control records, aborted ones, and those before the offset that was asked for. */
  readonly records: readonly StoredRecord[];
  /** Of the record behind the batch. */
  readonly nextOffset: bigint;
}

/**
 * The batches of a fetched partition, one at a time, so that no more than one is decompressed at once. Records that an
 * aborted transaction wrote are left out where the broker named the aborted ones, which it does with `read-committed`.
 * @throws ClusterFault `corrupt-records`
 */
export function* decodeFetched(
  place: TopicPartition,
  fetched: FetchedPartition,
  fromOffset: bigint,
): Generator<DecodedBatch> {
  if (fetched.records === null) return;
  const aborted = new AbortedTransactions(fetched.abortedTransactions ?? []);
  const batches = checkBatches(fetched.records);
  for (;;) {
    const next = decoding(place, () => batches.next());
    if (next.done) return;
    const { header, bytes } = next.value;
    const nextOffset = header.baseOffset + BigInt(header.lastOffsetDelta) + 1n;
    const isHidden = aborted.hides(header, () => decoding(place, () => decodeBatch(bytes, header)));
    // A broker gives whole batches, of which the first may begin before the offset.
    if (nextOffset <= fromOffset) continue;
    if (isHidden) {
      yield { records: [], nextOffset };
      continue;
    }
    const timestampType = header.timestampType === 'LogAppendTime' ? 'append' : 'create';
    const records: StoredRecord[] = [];
    for (const { offset, timestamp, key, value, headers } of decoding(place, () => decodeBatch(bytes, header))) {
      if (offset < fromOffset) continue;
      const named = headers.map((each) => ({ name: each.key, value: each.value }));
      records.push({ ...place, offset, timestampMs: Number(timestamp), timestampType, key, value, headers: named });
    }
    yield { records, nextOffset };
  }
}

function decodeBatch(bytes: Uint8Array, header: BatchHeader): BatchRecord[] {
  return decodeRecords(bytes, header, (compressed, compression) =>
    compressionCodec(compression).decompress(compressed),
  );
}

function decoding<Result>({ topic, partition }: TopicPartition, decode: () => Result): Result {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new ClusterFault('corrupt-records', `Records of ${topic}/${partition} can't be read: ${error.message}`, {
      cause: error,
    });
  }
}

/** The marker that ends a transaction: a key of a version and a type, of two bytes each; type 0 is an abort (KIP-98). */
function isAbortMarker(records: readonly BatchRecord[]): boolean {
  const key = records[0]?.key;
  return !!key && key.byteLength >= 4 && new DataView(key.buffer, key.byteOffset, key.byteLength).getInt16(2) === 0;
}

/** Follows a partition's batches and knows of each whether it belongs to an aborted transaction. */
class AbortedTransactions {
  readonly #waiting: { producerId: bigint; firstOffset: bigint }[];
  readonly #open = new Set<bigint>();

  constructor(aborted: readonly { producerId: bigint; firstOffset: bigint }[]) {
    this.#waiting = aborted.toSorted((left, right) => (left.firstOffset < right.firstOffset ? -1 : 1));
  }

  /** Whether the batch's records are none that a consumer sees. Asked of each batch, in order. */
  hides(header: BatchHeader, decode: () => readonly BatchRecord[]): boolean {
    const lastOffset = header.baseOffset + BigInt(header.lastOffsetDelta);
    while (this.#waiting[0] !== undefined && this.#waiting[0].firstOffset <= lastOffset) {
      this.#open.add(this.#waiting[0].producerId);
      this.#waiting.shift();
    }
    if (header.isControl) {
      if (this.#open.has(header.producerId) && isAbortMarker(decode())) this.#open.delete(header.producerId);
      return true;
    }
    return header.isTransactional && this.#open.has(header.producerId);
  }
}
