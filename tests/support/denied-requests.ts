import { kafkaErrorName, type KafkaErrorName } from '../../shared/kafka/index.ts';
import { type KafkaApi, kafkaApis, type MessageInput } from '../../main/wire/index.ts';
import { requestExamples } from './request-examples.ts';

/** Asks a broker, as one of its users. */
export type AskAs = (api: KafkaApi, version: number, request: MessageInput<KafkaApi['request']>) => Promise<unknown>;

/** APIs that anybody may use who is let in. */
const openToAll = new Set<KafkaApi>([kafkaApis.apiVersions, kafkaApis.saslHandshake, kafkaApis.saslAuthenticate]);

type Errors = readonly KafkaErrorName[];

/** Which errors a user gets to whom no ACL gives anything, by API, in the words of a real Kafka 4.4. */
export const errorsWithoutAcls: Readonly<Record<string, Errors>> = {
  Produce: ['TOPIC_AUTHORIZATION_FAILED'],
  Fetch: ['NONE', 'TOPIC_AUTHORIZATION_FAILED'],
  ListOffsets: ['TOPIC_AUTHORIZATION_FAILED'],
  Metadata: ['NONE', 'TOPIC_AUTHORIZATION_FAILED'],
  OffsetCommit: ['GROUP_AUTHORIZATION_FAILED'],
  OffsetFetch: ['GROUP_AUTHORIZATION_FAILED', 'NONE'],
  FindCoordinator: ['GROUP_AUTHORIZATION_FAILED', 'NONE'],
  JoinGroup: ['GROUP_AUTHORIZATION_FAILED'],
  Heartbeat: ['GROUP_AUTHORIZATION_FAILED'],
  LeaveGroup: ['GROUP_AUTHORIZATION_FAILED'],
  SyncGroup: ['GROUP_AUTHORIZATION_FAILED'],
  DescribeGroups: ['GROUP_AUTHORIZATION_FAILED'],
  ListGroups: ['NONE'],
  CreateTopics: ['TOPIC_AUTHORIZATION_FAILED'],
  DeleteTopics: ['TOPIC_AUTHORIZATION_FAILED'],
  DeleteRecords: ['TOPIC_AUTHORIZATION_FAILED'],
  InitProducerId: ['CLUSTER_AUTHORIZATION_FAILED'],
  OffsetForLeaderEpoch: ['TOPIC_AUTHORIZATION_FAILED'],
  AddPartitionsToTxn: ['CLUSTER_AUTHORIZATION_FAILED'],
  AddOffsetsToTxn: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  EndTxn: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  WriteTxnMarkers: ['CLUSTER_AUTHORIZATION_FAILED'],
  TxnOffsetCommit: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  DescribeAcls: ['CLUSTER_AUTHORIZATION_FAILED'],
  CreateAcls: ['CLUSTER_AUTHORIZATION_FAILED'],
  DeleteAcls: ['CLUSTER_AUTHORIZATION_FAILED'],
  DescribeConfigs: ['CLUSTER_AUTHORIZATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED'],
  AlterConfigs: ['TOPIC_AUTHORIZATION_FAILED'],
  DescribeLogDirs: ['CLUSTER_AUTHORIZATION_FAILED'],
  CreatePartitions: ['TOPIC_AUTHORIZATION_FAILED'],
  DeleteGroups: ['GROUP_AUTHORIZATION_FAILED'],
  ElectLeaders: ['CLUSTER_AUTHORIZATION_FAILED'],
  IncrementalAlterConfigs: ['TOPIC_AUTHORIZATION_FAILED'],
  AlterPartitionReassignments: ['CLUSTER_AUTHORIZATION_FAILED'],
  ListPartitionReassignments: ['CLUSTER_AUTHORIZATION_FAILED'],
  OffsetDelete: ['GROUP_AUTHORIZATION_FAILED'],
  DescribeClientQuotas: ['CLUSTER_AUTHORIZATION_FAILED'],
  AlterClientQuotas: ['CLUSTER_AUTHORIZATION_FAILED'],
  DescribeUserScramCredentials: ['CLUSTER_AUTHORIZATION_FAILED'],
  AlterUserScramCredentials: ['CLUSTER_AUTHORIZATION_FAILED'],
  DescribeCluster: ['NONE'],
  DescribeProducers: ['TOPIC_AUTHORIZATION_FAILED'],
  DescribeTransactions: ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
  ListTransactions: ['NONE'],
  ConsumerGroupHeartbeat: ['GROUP_AUTHORIZATION_FAILED'],
  ConsumerGroupDescribe: ['GROUP_AUTHORIZATION_FAILED'],
  ListConfigResources: ['CLUSTER_AUTHORIZATION_FAILED'],
  DescribeTopicPartitions: ['TOPIC_AUTHORIZATION_FAILED'],
};

/** What changes for a user who may describe the topic `orders`, every group and every transactional id, and nothing more. */
export const errorsWithDescribe: Readonly<Record<string, Errors>> = {
  ...errorsWithoutAcls,
  ListOffsets: ['NONE'],
  Metadata: ['NONE', 'TOPIC_AUTHORIZATION_FAILED'],
  OffsetFetch: ['NONE'],
  FindCoordinator: ['NONE'],
  DescribeGroups: ['GROUP_ID_NOT_FOUND'],
  OffsetForLeaderEpoch: ['NONE'],
  DescribeTransactions: ['INVALID_REQUEST', 'TRANSACTIONAL_ID_NOT_FOUND'],
  ConsumerGroupDescribe: ['GROUP_ID_NOT_FOUND'],
  DescribeTopicPartitions: ['NONE', 'TOPIC_AUTHORIZATION_FAILED'],
};

/** The ACLs of `errorsWithDescribe`, as CreateAcls takes them. */
export function describeAclsOf(principal: string) {
  return [
    { resourceType: 2, resourceName: 'orders' },
    { resourceType: 3, resourceName: '*' },
    { resourceType: 5, resourceName: '*' },
  ].map((resource) => ({ ...resource, principal, host: '*', operation: 8, permissionType: 3 }));
}

/** Sends an example of every API in its newest version and tells the errors of each response. `topicId` is that of `orders`. */
export async function errorsByApi(topicId: string, ask: AskAs): Promise<Record<string, KafkaErrorName[]>> {
  const errors: Record<string, KafkaErrorName[]> = {};
  for (const { api, request } of requestExamples(topicId)) {
    if (openToAll.has(api)) continue;
    const version = Math.min(api.shown.max, api.response.versions.max);
    const response = await ask(api, version, request(version));
    errors[api.name] = [...new Set(errorsIn(response))].sort();
  }
  return errors;
}

/** Every error code that a response holds, wherever it stands. Those of a topic's configuration stand beside its own. */
function errorsIn(value: unknown): KafkaErrorName[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (typeof inner !== 'number') return errorsIn(inner);
    return /errorCode$/i.test(key) && key !== 'topicConfigErrorCode' ? [kafkaErrorName(inner)] : [];
  });
}
