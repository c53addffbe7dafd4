import type { TransactionMarker } from './transaction-marker.ts';

/** What a batch of an idempotent producer says about itself (KIP-98). */
export interface ProducerBatch {
  producerId: bigint;
  producerEpoch: number;
  firstSequence: number;
  lastSequence: number;
  baseOffset: bigint;
  maxTimestampMs: bigint;
  isTransactional: boolean;
}

export type ProducerError = 'INVALID_PRODUCER_EPOCH' | 'INVALID_TXN_STATE' | 'OUT_OF_ORDER_SEQUENCE_NUMBER';
export type MarkerError = 'INVALID_PRODUCER_EPOCH' | 'TRANSACTION_COORDINATOR_FENCED';

export type ProducerCheck =
  | { outcome: 'next' }
  /** The very batch was appended before: a retry whose first answer was lost. */
  | { outcome: 'duplicate'; of: ProducerBatch }
  | { outcome: 'refused'; error: ProducerError; message: string };

/** A transaction that has records on the partition and no marker yet. */
export interface OpenTransaction {
  firstOffset: bigint;
  /** Bytes that were in the log before its first record, counted from the log's beginning. */
  precedingBytes: number;
}

/** What DescribeProducers tells of one producer. */
export interface ProducerDescription {
  producerId: bigint;
  producerEpoch: number;
  /** -1 where it hasn't written in this epoch. */
  lastSequence: number;
  lastTimestampMs: bigint;
  /** -1 before its first marker. */
  coordinatorEpoch: number;
  /** -1 where no transaction is open. */
  transactionStartOffset: bigint;
}

/** What must stay in the log of a producer that is remembered, so that it is remembered when the log is opened again. */
export interface LastOfProducer {
  epoch: number;
  /** Of its last batch in this epoch; undefined where there is only a marker. */
  lastDataOffset: bigint | undefined;
}

interface ProducerState {
  epoch: number;
  coordinatorEpoch: number;
  /** The last batches of this epoch, oldest first, at most `rememberedBatches`. */
  batches: ProducerBatch[];
  lastTimestampMs: bigint;
  lastAppendMs: number;
}

/** What a partition remembers of one producer, to be kept and restored. */
export interface KeptProducer extends Omit<ProducerState, 'lastAppendMs'> {
  producerId: bigint;
}

/** As many as a producer may have in flight; a retry of an older batch can't happen. */
const rememberedBatches = 5;
/** `producer.id.expiration.ms` */
const expirationMs = 86_400_000;
const expiryIntervalMs = 600_000;

/**
 * What a partition remembers of each idempotent producer, so that a retry is never written twice and a gap is noticed, and
 * which transactions are open on it.
 */
export class ProducerStates {
  readonly #states = new Map<bigint, ProducerState>();
  /** By producer id, in the order in which they began: the first is what keeps the last stable offset where it is. */
  readonly #openTransactions = new Map<bigint, OpenTransaction>();
  #lastExpiryMs = 0;

  /** Whether a batch is the next of its producer. A producer that isn't known may begin anywhere, as in Kafka. */
  check(batch: Omit<ProducerBatch, 'baseOffset' | 'maxTimestampMs'>): ProducerCheck {
    const { producerId, producerEpoch, firstSequence, lastSequence } = batch;
    const state = this.#states.get(producerId);
    if (!state) return { outcome: 'next' };
    if (producerEpoch < state.epoch) {
      const message = `Epoch of producer ${producerId} is ${producerEpoch}, which is smaller than the last seen epoch ${state.epoch}`;
      return { outcome: 'refused', error: 'INVALID_PRODUCER_EPOCH', message };
    }
    if (producerEpoch > state.epoch) {
      if (firstSequence !== 0) {
        const message = `Invalid sequence number for new epoch of producer ${producerId}: ${producerEpoch} (request epoch), ${firstSequence} (seq. number)`;
        return { outcome: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
      }
    } else {
      const duplicate = state.batches.find(
        (known) => known.firstSequence === firstSequence && known.lastSequence === lastSequence,
      );
      if (duplicate) return { outcome: 'duplicate', of: duplicate };
      const last = state.batches.at(-1)?.lastSequence ?? -1;
      if (firstSequence !== nextSequence(last)) {
        const message = `Out of order sequence number for producer ${producerId}: ${firstSequence} (incoming seq. number), ${last} (current end sequence number)`;
        return { outcome: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
      }
    }
    if (!batch.isTransactional && this.#openTransactions.has(producerId)) {
      const message = `Expected transactional write from producer ${producerId}`;
      return { outcome: 'refused', error: 'INVALID_TXN_STATE', message };
    }
    return { outcome: 'next' };
  }

  /** The batch was appended, or was found when the log was opened. `precedingBytes`: what the log held before it. */
  appended(batch: ProducerBatch, precedingBytes: number, nowMs: number): void {
    const state = this.#stateOf(batch.producerId, batch.producerEpoch, nowMs);
    state.batches.push(batch);
    if (state.batches.length > rememberedBatches) state.batches.shift();
    state.lastTimestampMs = batch.maxTimestampMs;
    if (batch.isTransactional && !this.#openTransactions.has(batch.producerId)) {
      this.#openTransactions.set(batch.producerId, { firstOffset: batch.baseOffset, precedingBytes });
    }
  }

  /** Why a marker can't be written: undefined where it can. */
  checkMarker({ producerId, producerEpoch, coordinatorEpoch }: TransactionMarker): MarkerError | undefined {
    const state = this.#states.get(producerId);
    if (!state) return undefined;
    if (producerEpoch < state.epoch) return 'INVALID_PRODUCER_EPOCH';
    return coordinatorEpoch < state.coordinatorEpoch ? 'TRANSACTION_COORDINATOR_FENCED' : undefined;
  }

  /** A marker was appended or found; gives the transaction that it ended, where the partition had one. */
  ended(marker: TransactionMarker, timestampMs: bigint, nowMs: number): OpenTransaction | undefined {
    const state = this.#stateOf(marker.producerId, marker.producerEpoch, nowMs);
    state.coordinatorEpoch = marker.coordinatorEpoch;
    state.lastTimestampMs = timestampMs;
    const transaction = this.#openTransactions.get(marker.producerId);
    this.#openTransactions.delete(marker.producerId);
    return transaction;
  }

  hasOpenTransaction(producerId: bigint, producerEpoch: number): boolean {
    return this.#openTransactions.has(producerId) && this.#states.get(producerId)?.epoch === producerEpoch;
  }

  /** The open transaction that began first. */
  get firstOpenTransaction(): OpenTransaction | undefined {
    return this.#openTransactions.values().next().value;
  }

  /** Every producer that is remembered. */
  describe(): ProducerDescription[] {
    return Array.from(this.#states, ([producerId, { epoch, coordinatorEpoch, batches, lastTimestampMs }]) => ({
      producerId,
      producerEpoch: epoch,
      lastSequence: batches.at(-1)?.lastSequence ?? -1,
      lastTimestampMs,
      coordinatorEpoch,
      transactionStartOffset: this.#openTransactions.get(producerId)?.firstOffset ?? -1n,
    }));
  }

  /** All that a later `restore` needs, but for when each producer last wrote. */
  keep(): { producers: KeptProducer[]; openTransactions: (OpenTransaction & { producerId: bigint })[] } {
    return {
      producers: Array.from(this.#states, ([producerId, { epoch, coordinatorEpoch, batches, lastTimestampMs }]) => ({
        producerId,
        epoch,
        coordinatorEpoch,
        batches: [...batches],
        lastTimestampMs,
      })),
      openTransactions: Array.from(this.#openTransactions, ([producerId, transaction]) => ({
        producerId,
        ...transaction,
      })),
    };
  }

  /** Takes over what `keep` gave, as if each producer had just written. */
  restore({ producers, openTransactions }: ReturnType<ProducerStates['keep']>, nowMs: number): void {
    for (const { producerId, ...state } of producers) {
      this.#states.set(producerId, { ...state, batches: [...state.batches], lastAppendMs: nowMs });
    }
    for (const { producerId, ...transaction } of openTransactions) this.#openTransactions.set(producerId, transaction);
  }

  /** By producer id. */
  lastOfProducers(): Map<bigint, LastOfProducer> {
    const last = new Map<bigint, LastOfProducer>();
    for (const [producerId, { epoch, batches }] of this.#states) {
      const batch = batches.at(-1);
      // As many offsets as sequence numbers, which may have wrapped.
      const delta = batch && (batch.lastSequence - batch.firstSequence + 2 ** 31) % 2 ** 31;
      const lastDataOffset = batch && batch.baseOffset + BigInt(delta ?? 0);
      last.set(producerId, { epoch, lastDataOffset });
    }
    return last;
  }

  #stateOf(producerId: bigint, epoch: number, nowMs: number): ProducerState {
    let state = this.#states.get(producerId);
    if (!state) {
      this.#expire(nowMs);
      state = { epoch, coordinatorEpoch: -1, batches: [], lastTimestampMs: -1n, lastAppendMs: nowMs };
      this.#states.set(producerId, state);
    }
    if (epoch !== state.epoch) {
      state.epoch = epoch;
      state.batches = [];
    }
    state.lastAppendMs = nowMs;
    return state;
  }

  #expire(nowMs: number): void {
    if (nowMs - this.#lastExpiryMs < expiryIntervalMs) return;
    this.#lastExpiryMs = nowMs;
    for (const [producerId, state] of this.#states) {
      if (nowMs - state.lastAppendMs >= expirationMs && !this.#openTransactions.has(producerId)) {
        this.#states.delete(producerId);
      }
    }
  }
}

/** Sequence numbers wrap to 0 after 2^31 - 1. */
export function nextSequence(sequence: number, steps = 1): number {
  return (sequence + steps) % 2 ** 31;
}
