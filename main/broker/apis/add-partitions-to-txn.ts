import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import type { ProducerClaim, TransactionPartition } from '../transactions/transaction.ts';
import { implementApi, type RequestContext } from './api.ts';
import { coordinates } from './coordinated.ts';
import { abortableErrorFor, fencedErrorFor } from './transactional.ts';

const firstVersionWithFenced = 2;
/** From this version on a broker asks for many transactions at once, or only whether their partitions are in them. */
const firstVersionOfBrokers = 4;
const firstVersionWithAbortable = 5;

type Request = MessageValue<typeof kafkaApis.addPartitionsToTxn.request>;
type WantedTopics = Request['v3AndBelowTopics'];

/**
 * Adds partitions to a transaction, all or none: a client of before transaction.version 2 must do so before it writes to them.
 * Versions 0 to 5, of which clients use 0 to 3. Source: KIP-98, KIP-588 (fenced producers), KIP-890 (verification).
 */
export const addPartitionsToTxn = implementApi({
  kafka: kafkaApis.addPartitionsToTxn,
  answer(request, context) {
    if (context.apiVersion < firstVersionOfBrokers) {
      const claim = {
        transactionalId: request.v3AndBelowTransactionalId,
        producerId: request.v3AndBelowProducerId,
        producerEpoch: request.v3AndBelowProducerEpoch,
      };
      const results = answerTopics(context, claim, request.v3AndBelowTopics, false);
      return { throttleTimeMs: 0, errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: results };
    }
    // A broker, not a client, asks so.
    if (!context.access.mayCluster('clusterAction')) {
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      return { throttleTimeMs: 0, errorCode, resultsByTransaction: [], resultsByTopicV3AndBelow: [] };
    }
    const resultsByTransaction = request.transactions.map(({ topics, verifyOnly, ...claim }) => ({
      transactionalId: claim.transactionalId,
      topicResults: answerTopics(context, claim, topics, verifyOnly),
    }));
    return { throttleTimeMs: 0, errorCode: 0, resultsByTransaction, resultsByTopicV3AndBelow: [] };
  },
});

function answerTopics(context: RequestContext, claim: ProducerClaim, topics: WantedTopics, verifyOnly: boolean) {
  const { access, broker, apiVersion } = context;
  // Who verifies is a broker, which has asked already what its client may do.
  const mayWrite = (topic: string) => apiVersion >= firstVersionOfBrokers || access.may('write', 'topic', topic);
  const found = topics.map(({ name, partitions }) => {
    const topic = broker.cluster.topicByName(name);
    return partitions.map((partition): TransactionPartition | undefined =>
      topic?.partitions[partition] ? { topicId: topic.topicId, topic: name, partition } : undefined,
    );
  });
  const known = found.flat().filter((partition) => partition !== undefined);
  const areAllThere = known.length === found.flat().length;
  const areAllAllowed = topics.every(({ name }) => mayWrite(name));
  const answerOne = errorsOf(context, claim, known, areAllThere && areAllAllowed, verifyOnly);
  return topics.map(({ name, partitions }, topicIndex) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex, index) => ({
      partitionIndex,
      partitionErrorCode: kafkaErrorCode(
        mayWrite(name) ? answerOne(found[topicIndex]?.[index]) : 'TOPIC_AUTHORIZATION_FAILED',
      ),
    })),
  }));
}

/** What each partition is answered with; where one isn't there or may not be written to, nothing is attempted with the others. */
function errorsOf(
  { broker, apiVersion, access }: RequestContext,
  claim: ProducerClaim,
  known: readonly TransactionPartition[],
  mayAttempt: boolean,
  verifyOnly: boolean,
): (partition: TransactionPartition | undefined) => KafkaErrorName {
  const named = (error: KafkaErrorName | undefined) =>
    abortableErrorFor(
      fencedErrorFor(error ?? 'NONE', apiVersion, firstVersionWithFenced),
      apiVersion,
      firstVersionWithAbortable,
    );
  if (apiVersion < firstVersionOfBrokers && !access.may('write', 'transactionalId', claim.transactionalId)) {
    return () => 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
  }
  if (!mayAttempt) return (partition) => (partition ? 'OPERATION_NOT_ATTEMPTED' : 'UNKNOWN_TOPIC_OR_PARTITION');
  if (!coordinates(broker, claim.transactionalId)) return () => 'NOT_COORDINATOR';
  if (verifyOnly) return (partition) => named(partition && broker.transactions.verify(claim, partition));
  const error = named(broker.transactions.add(claim, { partitions: known, bumpsEpoch: false }));
  return () => error;
}
