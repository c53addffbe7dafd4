import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import { implementApi, type BrokerContext, type RequestContext } from './api.ts';
import { checkOffsets, offsetError } from './checked-offsets.ts';
import { groupRefusal } from './coordinated.ts';
import { errorWhereDiskIsFull } from './storage-error.ts';
import { abortableErrorFor } from './transactional.ts';

const firstVersionWithAbortable = 4;
/** From this version on the request adds the group to the transaction by itself (transaction.version 2). */
const firstVersionThatAdds = 5;
const firstVersionWithTopicIds = 6;

type Request = MessageValue<typeof kafkaApis.txnOffsetCommit.request>;

/**
 * Commits a group's offsets with a transaction: they count once it is committed, and are gone if it is aborted. Versions 0 to 6.
 * Source: KIP-98, KIP-447 (members and generations), KIP-890 (verification), KIP-1319 (topic ids).
 */
export const txnOffsetCommit = implementApi({
  kafka: kafkaApis.txnOffsetCommit,
  answer(request, context) {
    const { broker, apiVersion } = context;
    const { groupId, producerId, producerEpoch } = request;
    const denied = deniedBy(request, context);
    const { accepted, answers } = checkOffsets(
      context,
      groupId,
      request.topics,
      apiVersion >= firstVersionWithTopicIds,
    );
    const refusal = denied ?? (accepted.length === 0 ? undefined : commit(broker, request, apiVersion));
    const error =
      refusal ??
      errorWhereDiskIsFull(
        () => broker.groups.offsets.pend({ producerId, producerEpoch }, accepted),
        'NOT_COORDINATOR',
      );
    const topics = answers.map(({ partitions, ...topic }) => ({
      ...topic,
      partitions: partitions.map(({ partitionIndex, error: own }) => ({
        partitionIndex,
        errorCode: kafkaErrorCode(denied ?? offsetError(own, error)),
      })),
    }));
    return { throttleTimeMs: 0, topics };
  },
});

function deniedBy({ transactionalId, groupId }: Request, context: RequestContext): KafkaErrorName | undefined {
  if (!context.access.may('write', 'transactionalId', transactionalId)) return 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
  return groupRefusal(context, 'read', groupId);
}

/** Whether the group and the transaction take the offsets. */
function commit(broker: BrokerContext, request: Request, apiVersion: number): KafkaErrorName | undefined {
  const { groupId, memberId, groupInstanceId, transactionalId, producerId, producerEpoch } = request;
  if (groupId === '') return 'INVALID_GROUP_ID';
  const claim = { transactionalId, producerId, producerEpoch };
  const error =
    apiVersion >= firstVersionThatAdds
      ? broker.transactions.add(claim, { groupId, bumpsEpoch: true })
      : broker.transactions.verify(claim, { groupId });
  if (error === 'PRODUCER_FENCED') return 'INVALID_PRODUCER_EPOCH';
  if (error !== undefined) return abortableErrorFor(error, apiVersion, firstVersionWithAbortable);
  const generationId = request.generationIdOrMemberEpoch;
  return broker.groups.transactionalCommitError({ groupId, memberId, groupInstanceId, generationId });
}
