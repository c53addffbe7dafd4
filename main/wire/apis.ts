import { addOffsetsToTxnRequest, addOffsetsToTxnResponse } from './messages/add-offsets-to-txn.ts';
import { addPartitionsToTxnRequest, addPartitionsToTxnResponse } from './messages/add-partitions-to-txn.ts';
import { alterClientQuotasRequest, alterClientQuotasResponse } from './messages/alter-client-quotas.ts';
import { alterConfigsRequest, alterConfigsResponse } from './messages/alter-configs.ts';
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from './messages/alter-partition-reassignments.ts';
import {
  alterUserScramCredentialsRequest,
  alterUserScramCredentialsResponse,
} from './messages/alter-user-scram-credentials.ts';
import { apiVersionsRequest, apiVersionsResponse } from './messages/api-versions.ts';
import { consumerGroupDescribeRequest, consumerGroupDescribeResponse } from './messages/consumer-group-describe.ts';
import { consumerGroupHeartbeatRequest, consumerGroupHeartbeatResponse } from './messages/consumer-group-heartbeat.ts';
import { createAclsRequest, createAclsResponse } from './messages/create-acls.ts';
import { createPartitionsRequest, createPartitionsResponse } from './messages/create-partitions.ts';
import { createTopicsRequest, createTopicsResponse } from './messages/create-topics.ts';
import { deleteAclsRequest, deleteAclsResponse } from './messages/delete-acls.ts';
import { deleteGroupsRequest, deleteGroupsResponse } from './messages/delete-groups.ts';
import { deleteRecordsRequest, deleteRecordsResponse } from './messages/delete-records.ts';
import { deleteTopicsRequest, deleteTopicsResponse } from './messages/delete-topics.ts';
import { describeAclsRequest, describeAclsResponse } from './messages/describe-acls.ts';
import { describeClientQuotasRequest, describeClientQuotasResponse } from './messages/describe-client-quotas.ts';
import { describeClusterRequest, describeClusterResponse } from './messages/describe-cluster.ts';
import { describeConfigsRequest, describeConfigsResponse } from './messages/describe-configs.ts';
import { describeGroupsRequest, describeGroupsResponse } from './messages/describe-groups.ts';
import { describeLogDirsRequest, describeLogDirsResponse } from './messages/describe-log-dirs.ts';
import { describeProducersRequest, describeProducersResponse } from './messages/describe-producers.ts';
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from './messages/describe-topic-partitions.ts';
import { describeTransactionsRequest, describeTransactionsResponse } from './messages/describe-transactions.ts';
import {
  describeUserScramCredentialsRequest,
  describeUserScramCredentialsResponse,
} from './messages/describe-user-scram-credentials.ts';
import { electLeadersRequest, electLeadersResponse } from './messages/elect-leaders.ts';
import { endTxnRequest, endTxnResponse } from './messages/end-txn.ts';
import { fetchRequest, fetchResponse } from './messages/fetch.ts';
import { findCoordinatorRequest, findCoordinatorResponse } from './messages/find-coordinator.ts';
import { heartbeatRequest, heartbeatResponse } from './messages/heartbeat.ts';
import {
  incrementalAlterConfigsRequest,
  incrementalAlterConfigsResponse,
} from './messages/incremental-alter-configs.ts';
import { initProducerIdRequest, initProducerIdResponse } from './messages/init-producer-id.ts';
import { joinGroupRequest, joinGroupResponse } from './messages/join-group.ts';
import { leaveGroupRequest, leaveGroupResponse } from './messages/leave-group.ts';
import { listConfigResourcesRequest, listConfigResourcesResponse } from './messages/list-config-resources.ts';
import { listGroupsRequest, listGroupsResponse } from './messages/list-groups.ts';
import { listOffsetsRequest, listOffsetsResponse } from './messages/list-offsets.ts';
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from './messages/list-partition-reassignments.ts';
import { listTransactionsRequest, listTransactionsResponse } from './messages/list-transactions.ts';
import { metadataRequest, metadataResponse } from './messages/metadata.ts';
import { offsetCommitRequest, offsetCommitResponse } from './messages/offset-commit.ts';
import { offsetDeleteRequest, offsetDeleteResponse } from './messages/offset-delete.ts';
import { offsetFetchRequest, offsetFetchResponse } from './messages/offset-fetch.ts';
import { offsetForLeaderEpochRequest, offsetForLeaderEpochResponse } from './messages/offset-for-leader-epoch.ts';
import { produceRequest, produceResponse } from './messages/produce.ts';
import { saslAuthenticateRequest, saslAuthenticateResponse } from './messages/sasl-authenticate.ts';
import { saslHandshakeRequest, saslHandshakeResponse } from './messages/sasl-handshake.ts';
import { syncGroupRequest, syncGroupResponse } from './messages/sync-group.ts';
import { txnOffsetCommitRequest, txnOffsetCommitResponse } from './messages/txn-offset-commit.ts';
import { writeTxnMarkersRequest, writeTxnMarkersResponse } from './messages/write-txn-markers.ts';
import type { Message } from './declaration/message.ts';
import type { VersionRange } from './declaration/version-range.ts';

/** An API of Kafka's protocol: a request and its response under one key. */
export interface KafkaApi<Request extends Message = Message, Response extends Message = Message> {
  readonly key: number;
  readonly name: string;
  readonly request: Request;
  readonly response: Response;
  /**
   * What a default Kafka 4.4 says of it in ApiVersions. It differs from the declared versions twice: Produce is shown
   * from 0, since librdkafka needs to see that, though 0 to 2 are refused (KIP-896); and the unstable version 6 of
   * InitProducerId is hidden.
   */
  readonly shown: VersionRange;
}

function api<Request extends Message, Response extends Message>(
  key: number,
  name: string,
  request: Request,
  response: Response,
  shown: VersionRange = request.versions,
): KafkaApi<Request, Response> {
  return { key, name, request, response, shown };
}

/** The APIs that this module has messages of, by name. */
export const kafkaApis = {
  produce: api(0, 'Produce', produceRequest, produceResponse, { min: 0, max: 13 }),
  fetch: api(1, 'Fetch', fetchRequest, fetchResponse),
  listOffsets: api(2, 'ListOffsets', listOffsetsRequest, listOffsetsResponse),
  metadata: api(3, 'Metadata', metadataRequest, metadataResponse),
  offsetCommit: api(8, 'OffsetCommit', offsetCommitRequest, offsetCommitResponse),
  offsetFetch: api(9, 'OffsetFetch', offsetFetchRequest, offsetFetchResponse),
  findCoordinator: api(10, 'FindCoordinator', findCoordinatorRequest, findCoordinatorResponse),
  joinGroup: api(11, 'JoinGroup', joinGroupRequest, joinGroupResponse),
  heartbeat: api(12, 'Heartbeat', heartbeatRequest, heartbeatResponse),
  leaveGroup: api(13, 'LeaveGroup', leaveGroupRequest, leaveGroupResponse),
  syncGroup: api(14, 'SyncGroup', syncGroupRequest, syncGroupResponse),
  describeGroups: api(15, 'DescribeGroups', describeGroupsRequest, describeGroupsResponse),
  listGroups: api(16, 'ListGroups', listGroupsRequest, listGroupsResponse),
  saslHandshake: api(17, 'SaslHandshake', saslHandshakeRequest, saslHandshakeResponse),
  apiVersions: api(18, 'ApiVersions', apiVersionsRequest, apiVersionsResponse),
  createTopics: api(19, 'CreateTopics', createTopicsRequest, createTopicsResponse),
  deleteTopics: api(20, 'DeleteTopics', deleteTopicsRequest, deleteTopicsResponse),
  deleteRecords: api(21, 'DeleteRecords', deleteRecordsRequest, deleteRecordsResponse),
  initProducerId: api(22, 'InitProducerId', initProducerIdRequest, initProducerIdResponse, { min: 0, max: 5 }),
  offsetForLeaderEpoch: api(23, 'OffsetForLeaderEpoch', offsetForLeaderEpochRequest, offsetForLeaderEpochResponse),
  addPartitionsToTxn: api(24, 'AddPartitionsToTxn', addPartitionsToTxnRequest, addPartitionsToTxnResponse),
  addOffsetsToTxn: api(25, 'AddOffsetsToTxn', addOffsetsToTxnRequest, addOffsetsToTxnResponse),
  endTxn: api(26, 'EndTxn', endTxnRequest, endTxnResponse),
  writeTxnMarkers: api(27, 'WriteTxnMarkers', writeTxnMarkersRequest, writeTxnMarkersResponse),
  txnOffsetCommit: api(28, 'TxnOffsetCommit', txnOffsetCommitRequest, txnOffsetCommitResponse),
  describeAcls: api(29, 'DescribeAcls', describeAclsRequest, describeAclsResponse),
  createAcls: api(30, 'CreateAcls', createAclsRequest, createAclsResponse),
  deleteAcls: api(31, 'DeleteAcls', deleteAclsRequest, deleteAclsResponse),
  describeConfigs: api(32, 'DescribeConfigs', describeConfigsRequest, describeConfigsResponse),
  alterConfigs: api(33, 'AlterConfigs', alterConfigsRequest, alterConfigsResponse),
  describeLogDirs: api(35, 'DescribeLogDirs', describeLogDirsRequest, describeLogDirsResponse),
  saslAuthenticate: api(36, 'SaslAuthenticate', saslAuthenticateRequest, saslAuthenticateResponse),
  createPartitions: api(37, 'CreatePartitions', createPartitionsRequest, createPartitionsResponse),
  deleteGroups: api(42, 'DeleteGroups', deleteGroupsRequest, deleteGroupsResponse),
  electLeaders: api(43, 'ElectLeaders', electLeadersRequest, electLeadersResponse),
  incrementalAlterConfigs: api(
    44,
    'IncrementalAlterConfigs',
    incrementalAlterConfigsRequest,
    incrementalAlterConfigsResponse,
  ),
  alterPartitionReassignments: api(
    45,
    'AlterPartitionReassignments',
    alterPartitionReassignmentsRequest,
    alterPartitionReassignmentsResponse,
  ),
  listPartitionReassignments: api(
    46,
    'ListPartitionReassignments',
    listPartitionReassignmentsRequest,
    listPartitionReassignmentsResponse,
  ),
  offsetDelete: api(47, 'OffsetDelete', offsetDeleteRequest, offsetDeleteResponse),
  describeClientQuotas: api(48, 'DescribeClientQuotas', describeClientQuotasRequest, describeClientQuotasResponse),
  alterClientQuotas: api(49, 'AlterClientQuotas', alterClientQuotasRequest, alterClientQuotasResponse),
  describeUserScramCredentials: api(
    50,
    'DescribeUserScramCredentials',
    describeUserScramCredentialsRequest,
    describeUserScramCredentialsResponse,
  ),
  alterUserScramCredentials: api(
    51,
    'AlterUserScramCredentials',
    alterUserScramCredentialsRequest,
    alterUserScramCredentialsResponse,
  ),
  describeCluster: api(60, 'DescribeCluster', describeClusterRequest, describeClusterResponse),
  describeProducers: api(61, 'DescribeProducers', describeProducersRequest, describeProducersResponse),
  describeTransactions: api(65, 'DescribeTransactions', describeTransactionsRequest, describeTransactionsResponse),
  listTransactions: api(66, 'ListTransactions', listTransactionsRequest, listTransactionsResponse),
  consumerGroupHeartbeat: api(
    68,
    'ConsumerGroupHeartbeat',
    consumerGroupHeartbeatRequest,
    consumerGroupHeartbeatResponse,
  ),
  consumerGroupDescribe: api(69, 'ConsumerGroupDescribe', consumerGroupDescribeRequest, consumerGroupDescribeResponse),
  listConfigResources: api(74, 'ListConfigResources', listConfigResourcesRequest, listConfigResourcesResponse),
  describeTopicPartitions: api(
    75,
    'DescribeTopicPartitions',
    describeTopicPartitionsRequest,
    describeTopicPartitionsResponse,
  ),
} as const;

/** The version of the header that a request of this API has (KIP-482: 2 where the message is flexible). */
export function requestHeaderVersion(api: KafkaApi, version: number): 1 | 2 {
  return version >= api.request.flexibleFrom ? 2 : 1;
}

/**
 * The version of the header that a response of this API has. ApiVersions keeps 0 for ever: a client reads it before it
 * knows what the broker speaks (KIP-511).
 */
export function responseHeaderVersion(api: KafkaApi, version: number): 0 | 1 {
  return version >= api.response.flexibleFrom && api.key !== kafkaApis.apiVersions.key ? 1 : 0;
}
