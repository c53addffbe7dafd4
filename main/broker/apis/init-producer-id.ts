import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';

/**
 * Gives an idempotent producer its id. Versions 0 to 5; a transactional id is refused with UNSUPPORTED_VERSION, Kafka's
 * answer where a feature isn't there, because this broker coordinates no transactions yet. Source: KIP-98, KIP-360.
 */
export const initProducerId = implementApi({
  kafka: kafkaApis.initProducerId,
  answer(request, { broker }) {
    const { transactionalId, producerId, producerEpoch } = request;
    if (transactionalId === '') return refused('INVALID_REQUEST');
    // An id without its epoch, or an epoch without its id, is no state that a producer can be in.
    if (producerId === -1n ? producerEpoch !== -1 : producerEpoch === -1) return refused('INVALID_REQUEST');
    if (transactionalId !== null) return refused('UNSUPPORTED_VERSION');
    return { ...refused('NONE'), producerId: broker.cluster.allocateProducerId(), producerEpoch: 0 };
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
