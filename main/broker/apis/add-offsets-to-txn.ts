import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { transactionRefusal } from './coordinated.ts';
import { fencedErrorFor } from './transactional.ts';

const firstVersionWithFenced = 2;

/**
 * Says that a transaction will commit offsets of a group: a client of before transaction.version 2 must do so before
 * TxnOffsetCommit. Versions 0 to 4. Source: KIP-98, KIP-588 (fenced producers), KIP-890.
 */
export const addOffsetsToTxn = implementApi({
  kafka: kafkaApis.addOffsetsToTxn,
  answer({ groupId, ...claim }, context) {
    const { broker, apiVersion, access } = context;
    const refusal = transactionRefusal(context, 'write', claim.transactionalId);
    if (refusal) return answered(refusal);
    if (!access.may('read', 'group', groupId)) return answered('GROUP_AUTHORIZATION_FAILED');
    const error = broker.transactions.add(claim, { groupId, bumpsEpoch: false }) ?? 'NONE';
    return answered(fencedErrorFor(error, apiVersion, firstVersionWithFenced));
  },
});

function answered(error: KafkaErrorName) {
  return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error) };
}
