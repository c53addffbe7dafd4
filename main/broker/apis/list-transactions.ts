import { RE2JS } from 're2js';
import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { transactionStates } from '../transactions/transaction.ts';
import { implementApi } from './api.ts';
import { coordinates } from './coordinated.ts';

/** States that a transaction may pass through in Kafka and never rests in here. */
const knownStates = new Set<string>([...transactionStates, 'Dead', 'PrepareEpochFence']);

/**
 * The transactions of this broker, all or by state, producer, age and transactional id. Versions 0 to 2.
 * Source: KIP-664, KIP-994 (by age), KIP-1152 (by pattern, in RE2's language).
 */
export const listTransactions = implementApi({
  kafka: kafkaApis.listTransactions,
  answer({ stateFilters, producerIdFilters, durationFilter, transactionalIdPattern }, { broker, access }) {
    const unknownStateFilters = stateFilters.filter((state) => !knownStates.has(state));
    const pattern = compile(transactionalIdPattern);
    if (pattern === 'invalid') {
      const errorCode = kafkaErrorCode('INVALID_REGULAR_EXPRESSION');
      return { throttleTimeMs: 0, errorCode, unknownStateFilters: [], transactionStates: [] };
    }
    const nowMs = broker.clock.nowMs();
    const found = broker.transactions
      .list()
      .filter(({ transactionalId }) => coordinates(broker, transactionalId))
      .filter(({ state }) => stateFilters.length === 0 || stateFilters.includes(state))
      .filter(({ producerId }) => producerIdFilters.length === 0 || producerIdFilters.includes(producerId))
      .filter(({ startedMs }) => durationFilter < 0n || (startedMs >= 0 && BigInt(nowMs - startedMs) > durationFilter))
      .filter(({ transactionalId }) => pattern?.matches(transactionalId) ?? true)
      .filter(({ transactionalId }) => access.may('describe', 'transactionalId', transactionalId));
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      unknownStateFilters,
      transactionStates: found.map(({ transactionalId, producerId, state }) => ({
        transactionalId,
        producerId,
        transactionState: state,
      })),
    };
  },
});

/** RE2 takes a time in proportion to the text, whatever pattern a client sends. */
function compile(pattern: string | null): RE2JS | 'invalid' | undefined {
  if (pattern === null || pattern === '') return undefined;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return 'invalid';
  }
}
