import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { transactionRefusal } from './coordinated.ts';
import { fencedErrorFor } from './transactional.ts';

/** From this version on a fenced producer is told so by a name of its own (KIP-588). */
const firstVersionWithFenced = 4;

/**
 * Gives an idempotent producer its id, and a transactional one the id and the next epoch of its transactional id, which fences
 * whoever had it before. Versions 0 to 5. Source: KIP-98, KIP-360 (going on after an error), KIP-588, KIP-890.
 */
export const initProducerId = implementApi({
  kafka: kafkaApis.initProducerId,
  answer(request, context) {
    const { broker, apiVersion, access } = context;
    const { transactionalId, transactionTimeoutMs: timeoutMs, producerId, producerEpoch } = request;
    const refusal = transactionalId === null ? undefined : transactionRefusal(context, 'write', transactionalId);
    if (refusal) return refused(refusal);
    if (transactionalId === '') return refused('INVALID_REQUEST');
    // An id without its epoch, or an epoch without its id, is no state that a producer can be in.
    if (producerId === -1n ? producerEpoch !== -1 : producerEpoch === -1) return refused('INVALID_REQUEST');
    if (transactionalId === null) {
      const mayProduce = access.mayCluster('idempotentWrite') || access.maySome('write', 'topic');
      if (!mayProduce) return refused('CLUSTER_AUTHORIZATION_FAILED');
      return { ...refused('NONE'), producerId: broker.cluster.allocateProducerId(), producerEpoch: 0 };
    }
    const expected = producerId === -1n ? undefined : { producerId, producerEpoch };
    const answer = broker.transactions.initialize({ transactionalId, timeoutMs, expected });
    if (answer.error !== undefined) return refused(fencedErrorFor(answer.error, apiVersion, firstVersionWithFenced));
    return { ...refused('NONE'), producerId: answer.producerId, producerEpoch: answer.producerEpoch };
  },
});

function refused(error: KafkaErrorName) {
  return {
    throttleTimeMs: 0,
    errorCode: kafkaErrorCode(error),
    producerId: -1n,
    producerEpoch: -1,
  };
}
