import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { BrokerAddress } from '../connecting/broker-address.ts';
import type { BrokerConnection } from '../connecting/broker-connection.ts';
import { brokerError } from '../connecting/broker-error.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';

/** The version that can say that no topic is to be created by asking. */
const firstVersionWithoutCreation = 4;
/** Kafka's "no id": sixteen zero bytes. */
export const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

export interface PartitionLeader {
  readonly partition: number;
  /** -1: none at the moment. */
  readonly leaderId: number;
  /** -1 where the broker doesn't tell. */
  readonly leaderEpoch: number;
}

export interface TopicMetadata {
  readonly name: string;
  /** `noTopicId` where the broker is too old to tell. Another id under the same name is another topic. */
  readonly topicId: string;
  readonly isInternal: boolean;
  readonly partitions: readonly PartitionLeader[];
}

/** The cluster as one broker sees it. */
export interface ClusterMetadata {
  readonly clusterId: string | undefined;
  readonly brokers: ReadonlyMap<number, BrokerAddress>;
  /** Those that exist and that we may see. */
  readonly topics: ReadonlyMap<string, TopicMetadata>;
  /** Names that were asked for and may not be looked at. */
  readonly unauthorized: readonly string[];
}

/** Asks a broker for these topics, or for all; creates none. Rejects with a ClusterFault. */
export async function readMetadata(
  connection: BrokerConnection,
  names: readonly string[] | undefined,
): Promise<ClusterMetadata> {
  const answer = await connection.request(
    kafkaApis.metadata,
    () => ({
      topics: names?.map((name) => ({ name, topicId: noTopicId })) ?? null,
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: false,
    }),
    { minVersion: firstVersionWithoutCreation },
  );
  if (answer.errorCode !== 0) throw brokerError(answer.errorCode, 'the cluster');
  const topics = new Map<string, TopicMetadata>();
  const unauthorized: string[] = [];
  for (const { errorCode, name, topicId, isInternal, partitions } of answer.topics) {
    if (name === null) continue;
    if (kafkaErrorName(errorCode) === 'TOPIC_AUTHORIZATION_FAILED') unauthorized.push(name);
    // A topic that is just being made or deleted looks like one that doesn't exist; whoever waits asks again.
    if (errorCode !== 0) continue;
    topics.set(name, {
      name,
      topicId,
      isInternal,
      partitions: partitions
        .map(({ partitionIndex, leaderId, leaderEpoch }) => ({ partition: partitionIndex, leaderId, leaderEpoch }))
        .sort((left, right) => left.partition - right.partition),
    });
  }
  return {
    clusterId: answer.clusterId ?? undefined,
    brokers: new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }])),
    topics,
    unauthorized,
  };
}

/** The topic, or the ClusterFault that says why there is none. */
export function topicOf(metadata: ClusterMetadata, name: string): TopicMetadata {
  const topic = metadata.topics.get(name);
  if (topic) return topic;
  if (metadata.unauthorized.includes(name)) {
    throw new ClusterFault('not-authorized', `The topic ${name} may not be read with this user`);
  }
  throw new ClusterFault('topic-unknown', `The cluster has no topic ${name}`);
}
