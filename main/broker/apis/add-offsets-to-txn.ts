import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { fencedErrorFor } from './transactional.ts';

const firstVersionWithFenced = 2;

/**
 * Says that a transaction will commit offsets of a group: a client of before transaction.version 2 must do so before
 * TxnOffsetCommit. Versions 0 to 4. Source: KIP-98, KIP-588 (fenced producers), KIP-890.
 */
export const addOffsetsToTxn = implementApi({
  kafka: kafkaApis.addOffsetsToTxn,
  answer({ groupId, ...claim }, { broker, apiVersion }) {
    const error = broker.transactions.add(claim, { groupId, bumpsEpoch: false }) ?? 'NONE';
    return { throttleTimeMs: 0, errorCode: kafkaErrorCode(fencedErrorFor(error, apiVersion, firstVersionWithFenced)) };
  },
});
