/** What a batch of an idempotent producer says about itself (KIP-98). */
export interface ProducerBatch {
  producerId: bigint;
  producerEpoch: number;
  firstSequence: number;
  lastSequence: number;
  baseOffset: bigint;
  maxTimestampMs: bigint;
}

export type SequenceError = 'INVALID_PRODUCER_EPOCH' | 'OUT_OF_ORDER_SEQUENCE_NUMBER';

export type SequenceCheck =
  | { outcome: 'next' }
  /** The very batch was appended before: a retry whose first answer was lost. */
  | { outcome: 'duplicate'; of: ProducerBatch }
  | { outcome: 'refused'; error: SequenceError; message: string };

interface ProducerState {
  epoch: number;
  /** The last batches of this epoch, oldest first, at most `rememberedBatches`. */
  batches: ProducerBatch[];
  lastAppendMs: number;
}

/** As many as a producer may have in flight; a retry of an older batch can't happen. */
const rememberedBatches = 5;
/** `producer.id.expiration.ms` */
const expirationMs = 86_400_000;
const expiryIntervalMs = 600_000;

/** What a partition remembers of each idempotent producer, so that a retry is never written twice and a gap is noticed. */
export class ProducerStates {
  readonly #states = new Map<bigint, ProducerState>();
  #lastExpiryMs = 0;

  /** Whether a batch is the next of its producer. A producer that isn't known may begin anywhere, as in Kafka. */
  check(batch: Omit<ProducerBatch, 'baseOffset' | 'maxTimestampMs'>): SequenceCheck {
    const state = this.#states.get(batch.producerId);
    if (!state) return { outcome: 'next' };
    if (batch.producerEpoch < state.epoch) {
      const message = `Epoch of producer ${batch.producerId} is ${batch.producerEpoch}, which is smaller than the last seen epoch ${state.epoch}`;
      return { outcome: 'refused', error: 'INVALID_PRODUCER_EPOCH', message };
    }
    if (batch.producerEpoch > state.epoch) {
      if (batch.firstSequence === 0) return { outcome: 'next' };
      const message = `Invalid sequence number for new epoch of producer ${batch.producerId}: ${batch.producerEpoch} (request epoch), ${batch.firstSequence} (seq. number)`;
      return { outcome: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
    }
    const duplicate = state.batches.find(
      (known) => known.firstSequence === batch.firstSequence && known.lastSequence === batch.lastSequence,
    );
    if (duplicate) return { outcome: 'duplicate', of: duplicate };
    const lastSequence = state.batches.at(-1)?.lastSequence ?? -1;
    if (batch.firstSequence === nextSequence(lastSequence)) return { outcome: 'next' };
    const message = `Out of order sequence number for producer ${batch.producerId}: ${batch.firstSequence} (incoming seq. number), ${lastSequence} (current end sequence number)`;
    return { outcome: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message };
  }

  /** The batch was appended, or was found when the log was opened. */
  appended(batch: ProducerBatch, nowMs: number): void {
    let state = this.#states.get(batch.producerId);
    if (!state) {
      this.#expire(nowMs);
      state = { epoch: batch.producerEpoch, batches: [], lastAppendMs: nowMs };
      this.#states.set(batch.producerId, state);
    }
    if (batch.producerEpoch !== state.epoch) {
      state.epoch = batch.producerEpoch;
      state.batches = [];
    }
    state.batches.push(batch);
    if (state.batches.length > rememberedBatches) state.batches.shift();
    state.lastAppendMs = nowMs;
  }

  #expire(nowMs: number): void {
    if (nowMs - this.#lastExpiryMs < expiryIntervalMs) return;
    this.#lastExpiryMs = nowMs;
    for (const [producerId, state] of this.#states) {
      if (nowMs - state.lastAppendMs >= expirationMs) this.#states.delete(producerId);
    }
  }
}

/** Sequence numbers wrap to 0 after 2^31 - 1. */
export function nextSequence(sequence: number, steps = 1): number {
  return (sequence + steps) % 2 ** 31;
}
