import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi, type RequestContext } from './api.ts';

const groupKey = 0;
const transactionKey = 1;
/** From this version on many keys are asked for at once (KIP-699). */
const firstVersionWithKeys = 4;

/**
 * Which broker coordinates a group or a transactional id. Versions 0 to 6. Share groups are refused with INVALID_REQUEST, as by
 * a Kafka without them. Source: KIP-98 (transactions), KIP-699 (batches), KIP-932 (share groups).
 */
export const findCoordinator = implementApi({
  kafka: kafkaApis.findCoordinator,
  answer(request, context) {
    if (context.apiVersion >= firstVersionWithKeys) {
      const coordinators = request.coordinatorKeys.map((key) => ({ key, ...find(context, key, request.keyType) }));
      return { throttleTimeMs: 0, coordinators };
    }
    return { throttleTimeMs: 0, coordinators: [], ...find(context, request.key, request.keyType) };
  },
});

const nobody = { errorCode: 0, errorMessage: null, nodeId: -1, host: '', port: -1 };

function find({ broker, access }: RequestContext, key: string, keyType: number) {
  if (keyType !== groupKey && keyType !== transactionKey) {
    return refused('INVALID_REQUEST', `No coordinator has keys of type ${keyType}.`);
  }
  if (keyType === groupKey && !access.may('describe', 'group', key)) {
    return refused('GROUP_AUTHORIZATION_FAILED', 'Group authorization failed.');
  }
  if (keyType === transactionKey && !access.may('describe', 'transactionalId', key)) {
    return refused('TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'Transactional Id authorization failed.');
  }
  const coordinator = broker.cluster.coordinatorOf(key);
  if (!coordinator) return refused('COORDINATOR_NOT_AVAILABLE', 'The coordinator is not available.');
  const { nodeId, host, port } = coordinator;
  return { errorCode: 0, errorMessage: '', nodeId, host, port };
}

function refused(error: KafkaErrorName, errorMessage: string) {
  return { ...nobody, errorCode: kafkaErrorCode(error), errorMessage };
}
