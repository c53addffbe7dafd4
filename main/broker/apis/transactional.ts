import type { KafkaErrorName } from '../../../shared/kafka/index.ts';

/** Old clients know a fenced producer by another error (KIP-588 gave it a name of its own). */
export function fencedErrorFor(
  error: KafkaErrorName,
  apiVersion: number,
  firstVersionWithFenced: number,
): KafkaErrorName {
  return error === 'PRODUCER_FENCED' && apiVersion < firstVersionWithFenced ? 'INVALID_PRODUCER_EPOCH' : error;
}

/** Clients that don't know TRANSACTION_ABORTABLE (KIP-1050) are told that the transaction is in the wrong state. */
export function abortableErrorFor(
  error: KafkaErrorName,
  apiVersion: number,
  firstVersionWithAbortable: number,
): KafkaErrorName {
  return error === 'TRANSACTION_ABORTABLE' && apiVersion < firstVersionWithAbortable ? 'INVALID_TXN_STATE' : error;
}
