/**
 * Where APIs name what their requests are about, and where their responses have room for an error of it: lists of the message, from
 * the outer to the inner one.
 */
export interface ErrorPlace {
  /** What one error is about. `whole`: the response has one for all of the request. */
  readonly about: 'whole' | 'group' | 'topic' | 'partition';
  readonly request: readonly string[];
  readonly response: readonly string[];
}

export interface ApiPlaces {
  /** Asking changes something, so that what is refused must be kept from it. */
  readonly changes: boolean;
  /** The field of the request that names the group of all of it. */
  readonly group: string | undefined;
  /** From the coarsest to the finest. */
  readonly places: readonly ErrorPlace[];
}

const whole: ErrorPlace = { about: 'whole', request: [], response: [] };

function place(about: ErrorPlace['about'], request: string, response = request): ErrorPlace {
  return { about, request: request.split('.'), response: response.split('.') };
}

function reads(places: readonly ErrorPlace[], group?: string): ApiPlaces {
  return { changes: false, group, places };
}

function changes(places: readonly ErrorPlace[], group?: string): ApiPlaces {
  return { changes: true, group, places };
}

const partitions = place('partition', 'topics.partitions');

/** By the API's name. What isn't here has no place for an error, and names no topic and no group. */
export const apiPlaces: ReadonlyMap<string, ApiPlaces> = new Map(
  Object.entries({
    Produce: changes([place('partition', 'topicData.partitionData', 'responses.partitionResponses')]),
    Fetch: reads([place('partition', 'topics.partitions', 'responses.partitions')]),
    ListOffsets: reads([partitions]),
    OffsetForLeaderEpoch: reads([partitions]),
    Metadata: reads([place('topic', 'topics'), place('partition', 'topics', 'topics.partitions')]),
    DescribeTopicPartitions: reads([place('topic', 'topics'), place('partition', 'topics', 'topics.partitions')]),
    DescribeProducers: reads([place('partition', 'topics.partitionIndexes', 'topics.partitions')]),
    CreateTopics: changes([place('topic', 'topics')]),
    CreatePartitions: changes([place('topic', 'topics', 'results')]),
    DeleteTopics: changes([place('topic', 'topics', 'responses'), place('topic', 'topicNames', 'responses')]),
    DeleteRecords: changes([partitions]),
    DescribeConfigs: reads([place('topic', 'resources', 'results')]),
    AlterConfigs: changes([place('topic', 'resources', 'responses')]),
    IncrementalAlterConfigs: changes([place('topic', 'resources', 'responses')]),
    DescribeCluster: reads([whole]),
    FindCoordinator: reads([whole, place('group', 'coordinatorKeys', 'coordinators')], 'key'),
    JoinGroup: changes([whole], 'groupId'),
    SyncGroup: changes([whole], 'groupId'),
    Heartbeat: changes([whole], 'groupId'),
    LeaveGroup: changes([whole], 'groupId'),
    ConsumerGroupHeartbeat: changes([whole], 'groupId'),
    ConsumerGroupDescribe: reads([place('group', 'groupIds', 'groups')]),
    DescribeGroups: reads([place('group', 'groups')]),
    DeleteGroups: changes([place('group', 'groupsNames', 'results')]),
    ListGroups: reads([whole]),
    OffsetCommit: changes([partitions], 'groupId'),
    OffsetFetch: reads(
      [
        whole,
        place('group', 'groups'),
        place('partition', 'groups.topics.partitionIndexes', 'groups.topics.partitions'),
        place('partition', 'topics.partitionIndexes', 'topics.partitions'),
      ],
      'groupId',
    ),
    OffsetDelete: changes([whole, partitions], 'groupId'),
    InitProducerId: changes([whole]),
    AddPartitionsToTxn: changes([
      place('partition', 'transactions.topics.partitions', 'resultsByTransaction.topicResults.resultsByPartition'),
      place('partition', 'v3AndBelowTopics.partitions', 'resultsByTopicV3AndBelow.resultsByPartition'),
    ]),
    AddOffsetsToTxn: changes([whole], 'groupId'),
    TxnOffsetCommit: changes([partitions], 'groupId'),
    EndTxn: changes([whole]),
    ListTransactions: reads([whole]),
  }),
);
