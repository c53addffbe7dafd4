import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import type { ProducerClaim, TransactionPartition } from '../transactions/transaction.ts';
import { type BrokerContext, implementApi } from './api.ts';
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
  answer(request, { broker, apiVersion }) {
    if (apiVersion < firstVersionOfBrokers) {
      const claim = {
        transactionalId: request.v3AndBelowTransactionalId,
        producerId: request.v3AndBelowProducerId,
        producerEpoch: request.v3AndBelowProducerEpoch,
      };
      const results = answerTopics(broker, claim, request.v3AndBelowTopics, false, apiVersion);
      return { throttleTimeMs: 0, errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: results };
    }
    const resultsByTransaction = request.transactions.map(({ topics, verifyOnly, ...claim }) => ({
      transactionalId: claim.transactionalId,
      topicResults: answerTopics(broker, claim, topics, verifyOnly, apiVersion),
    }));
    return { throttleTimeMs: 0, errorCode: 0, resultsByTransaction, resultsByTopicV3AndBelow: [] };
  },
});

function answerTopics(
  broker: BrokerContext,
  claim: ProducerClaim,
  topics: WantedTopics,
  verifyOnly: boolean,
  apiVersion: number,
) {
  const found = topics.map(({ name, partitions }) => {
    const topic = broker.cluster.topicByName(name);
    return partitions.map((partition): TransactionPartition | undefined =>
      topic?.partitions[partition] ? { topicId: topic.topicId, topic: name, partition } : undefined,
    );
  });
  const known = found.flat().filter((partition) => partition !== undefined);
  const areAllThere = known.length === found.flat().length;
  const answerOne = errorsOf(broker, claim, known, areAllThere, verifyOnly, apiVersion);
  return topics.map(({ name, partitions }, topicIndex) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex, index) => ({
      partitionIndex,
      partitionErrorCode: kafkaErrorCode(answerOne(found[topicIndex]?.[index])),
    })),
  }));
}

/** What each partition is answered with; where one isn't there, nothing is attempted with the others. */
function errorsOf(
  broker: BrokerContext,
  claim: ProducerClaim,
  known: readonly TransactionPartition[],
  areAllThere: boolean,
  verifyOnly: boolean,
  apiVersion: number,
): (partition: TransactionPartition | undefined) => KafkaErrorName {
  const named = (error: KafkaErrorName | undefined) =>
    abortableErrorFor(
      fencedErrorFor(error ?? 'NONE', apiVersion, firstVersionWithFenced),
      apiVersion,
      firstVersionWithAbortable,
    );
  if (!areAllThere) return (partition) => (partition ? 'OPERATION_NOT_ATTEMPTED' : 'UNKNOWN_TOPIC_OR_PARTITION');
  if (verifyOnly) return (partition) => named(partition && broker.transactions.verify(claim, partition));
  const error = named(broker.transactions.add(claim, { partitions: known, bumpsEpoch: false }));
  return () => error;
}
