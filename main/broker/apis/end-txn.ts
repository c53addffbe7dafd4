import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { transactionRefusal } from './coordinated.ts';
import { fencedErrorFor } from './transactional.ts';

const firstVersionWithFenced = 2;
/** From this version on the client speaks transaction.version 2: the end bumps its epoch. */
const firstVersionThatBumps = 5;

/**
 * Commits or aborts a transaction. Once it is answered the outcome stands, and its records are visible or passed over. Versions
 * 0 to 5. Source: KIP-98, KIP-588 (fenced producers), KIP-890 (an epoch each transaction).
 */
export const endTxn = implementApi({
  kafka: kafkaApis.endTxn,
  answer({ committed, ...claim }, context) {
    const { broker, apiVersion } = context;
    const refusal = transactionRefusal(context, 'write', claim.transactionalId);
    if (refusal) return { throttleTimeMs: 0, errorCode: kafkaErrorCode(refusal) };
    const bumpsEpoch = apiVersion >= firstVersionThatBumps;
    const answer = broker.transactions.end(claim, committed ? 'commit' : 'abort', { bumpsEpoch });
    if (answer.error !== undefined) {
      const errorCode = kafkaErrorCode(fencedErrorFor(answer.error, apiVersion, firstVersionWithFenced));
      return { throttleTimeMs: 0, errorCode };
    }
    const { producerId, producerEpoch } = answer;
    return { throttleTimeMs: 0, errorCode: 0, ...(bumpsEpoch ? { producerId, producerEpoch } : {}) };
  },
});
