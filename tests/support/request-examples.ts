import { buildBatch, kafkaApis, type KafkaApi } from '../../main/wire/index.ts';

/** One request of an API that means something at each of its versions. */
export interface RequestExample {
  api: KafkaApi;
  /** What the version has fields for; a field that is left out has its default. */
  request: (version: number) => Record<string, unknown>;
}

function example(api: KafkaApi, request: RequestExample['request']): RequestExample {
  return { api, request };
}

export function exampleBatch(values: readonly string[], timestamp = 1_700_000_000_000n): Uint8Array {
  return buildBatch(
    values.map((value, index) => ({
      offset: BigInt(index),
      timestamp,
      key: Buffer.from(`key ${index}`),
      value: Buffer.from(value),
      headers: [{ key: 'header', value: Buffer.from('of it') }],
    })),
  );
}

/** A request of each API, about the topic `orders` (whose id is `topicId`) and the group `billing`. */
export function requestExamples(topicId: string): RequestExample[] {
  const byId = (version: number, from: number) => (version >= from ? { topicId } : { name: 'orders' });
  const protocols = [{ name: 'range', metadata: Buffer.from('topics') }];
  return [
    example(kafkaApis.produce, (version) => ({
      acks: -1,
      timeoutMs: 1000,
      topicData: [
        { ...byId(version, 13), partitionData: [{ index: 0, records: exampleBatch(['one', 'two', 'three']) }] },
      ],
    })),
    example(kafkaApis.fetch, (version) => ({
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 1_000_000,
      topics: [
        {
          ...(version >= 13 ? { topicId } : { topic: 'orders' }),
          partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 100_000 }],
        },
      ],
      forgottenTopicsData: [],
    })),
    example(kafkaApis.listOffsets, (version) => ({
      replicaId: -1,
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
      ...(version >= 10 ? { timeoutMs: 1000 } : { timeoutMs: 0 }),
    })),
    example(kafkaApis.metadata, (version) => ({
      topics: [{ name: 'orders' }, { name: 'unheard-of' }],
      includeTopicAuthorizedOperations: version >= 8,
      includeClusterAuthorizedOperations: version >= 8 && version <= 10,
    })),
    example(kafkaApis.offsetCommit, (version) => ({
      groupId: 'billing',
      memberId: '',
      topics: [
        {
          ...byId(version, 10),
          partitions: [{ partitionIndex: 0, committedOffset: 2n, committedMetadata: 'so far' }],
        },
      ],
    })),
    example(kafkaApis.offsetFetch, (version) =>
      version < 8
        ? { groupId: 'billing', topics: [{ name: 'orders', partitionIndexes: [0, 1] }] }
        : { groups: [{ groupId: 'billing', topics: [{ ...byId(version, 10), partitionIndexes: [0, 1] }] }] },
    ),
    example(kafkaApis.findCoordinator, (version) =>
      version < 4 ? { key: 'billing' } : { coordinatorKeys: ['billing', 'shipping'] },
    ),
    example(kafkaApis.joinGroup, () => ({
      groupId: 'shipping',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId: '',
      protocolType: 'consumer',
      protocols,
    })),
    example(kafkaApis.heartbeat, () => ({ groupId: 'shipping', generationId: 1, memberId: 'nobody' })),
    example(kafkaApis.leaveGroup, (version) =>
      version < 3
        ? { groupId: 'shipping', memberId: 'nobody', members: [] }
        : { groupId: 'shipping', members: [{ memberId: 'nobody' }] },
    ),
    example(kafkaApis.syncGroup, (version) => ({
      groupId: 'shipping',
      generationId: 1,
      memberId: 'nobody',
      assignments: [{ memberId: 'nobody', assignment: Buffer.from('part') }],
      ...(version >= 5 ? { protocolType: 'consumer', protocolName: 'range' } : {}),
    })),
    example(kafkaApis.describeGroups, (version) => ({
      groups: ['billing', 'nobody'],
      includeAuthorizedOperations: version >= 3,
    })),
    example(kafkaApis.listGroups, (version) => ({
      statesFilter: version >= 4 ? ['Empty'] : [],
      typesFilter: version >= 5 ? ['classic'] : [],
    })),
    example(kafkaApis.saslHandshake, () => ({ mechanism: 'PLAIN' })),
    example(kafkaApis.saslAuthenticate, () => ({ authBytes: Buffer.from('\0alice\0secret') })),
    example(kafkaApis.describeUserScramCredentials, () => ({ users: [{ name: 'alice' }, { name: 'nobody' }] })),
    example(kafkaApis.alterUserScramCredentials, () => ({
      deletions: [{ name: 'nobody', mechanism: 1 }],
      upsertions: [
        {
          name: 'alice',
          mechanism: 2,
          iterations: 4096,
          salt: Buffer.from('salt'),
          saltedPassword: Buffer.from('salted'),
        },
      ],
    })),
    example(kafkaApis.describeClientQuotas, () => ({
      components: [{ entityType: 'user', matchType: 0, match: 'alice' }],
    })),
    example(kafkaApis.alterClientQuotas, () => ({
      entries: [
        {
          entity: [{ entityType: 'user', entityName: 'alice' }],
          ops: [{ key: 'producer_byte_rate', value: 1000, remove: false }],
        },
      ],
      validateOnly: true,
    })),
    example(kafkaApis.createAcls, () => ({
      creations: [
        {
          resourceType: 2,
          resourceName: 'orders',
          principal: 'User:alice',
          host: '*',
          operation: 3,
          permissionType: 3,
        },
      ],
    })),
    example(kafkaApis.describeAcls, () => ({
      resourceNameFilter: null,
      principalFilter: null,
      hostFilter: null,
      resourceTypeFilter: 1,
      patternTypeFilter: 1,
      operation: 1,
      permissionType: 1,
    })),
    example(kafkaApis.deleteAcls, () => ({
      filters: [
        {
          resourceTypeFilter: 2,
          resourceNameFilter: 'orders',
          principalFilter: null,
          hostFilter: null,
          operation: 1,
          permissionType: 1,
        },
      ],
    })),
    example(kafkaApis.apiVersions, () => ({ clientSoftwareName: 'test', clientSoftwareVersion: '1.0' })),
    example(kafkaApis.createTopics, () => ({
      topics: [
        {
          name: 'made',
          numPartitions: 2,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: 'retention.ms', value: '1000' }],
        },
      ],
    })),
    example(kafkaApis.deleteTopics, (version) =>
      version < 6
        ? { topics: [], topicNames: ['made'], timeoutMs: 1000 }
        : { topics: [{ name: 'made', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }], timeoutMs: 1000 },
    ),
    example(kafkaApis.initProducerId, () => ({ transactionalId: null, transactionTimeoutMs: 1000 })),
    example(kafkaApis.deleteRecords, () => ({
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 1, offset: 0n }] }],
      timeoutMs: 1000,
    })),
    example(kafkaApis.offsetForLeaderEpoch, (version) => ({
      topics: [{ topic: 'orders', partitions: [{ partition: 0, leaderEpoch: 0 }] }],
      ...(version >= 3 ? { replicaId: -1 } : {}),
    })),
    example(kafkaApis.alterConfigs, () => ({
      resources: [{ resourceType: 2, resourceName: 'orders', configs: [{ name: 'retention.ms', value: '1000' }] }],
      validateOnly: true,
    })),
    example(kafkaApis.incrementalAlterConfigs, () => ({
      resources: [
        {
          resourceType: 2,
          resourceName: 'orders',
          configs: [{ name: 'retention.ms', configOperation: 0, value: '1000' }],
        },
      ],
      validateOnly: true,
    })),
    example(kafkaApis.describeLogDirs, () => ({ topics: null })),
    example(kafkaApis.electLeaders, (version) => ({
      topicPartitions: [{ topic: 'orders', partitions: [0] }],
      timeoutMs: 1000,
      ...(version >= 1 ? { electionType: 0 } : {}),
    })),
    example(kafkaApis.alterPartitionReassignments, () => ({
      timeoutMs: 1000,
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas: [1] }] }],
    })),
    example(kafkaApis.listPartitionReassignments, () => ({ timeoutMs: 1000, topics: null })),
    example(kafkaApis.listConfigResources, (version) => (version >= 1 ? { resourceTypes: [2, 4] } : {})),
    example(kafkaApis.describeTopicPartitions, () => ({
      topics: [{ name: 'orders' }, { name: 'nobody' }],
      responsePartitionLimit: 1,
      cursor: null,
    })),
    example(kafkaApis.deleteGroups, () => ({ groupsNames: ['nobody'] })),
    example(kafkaApis.offsetDelete, () => ({
      groupId: 'billing',
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 1 }] }],
    })),
    example(kafkaApis.consumerGroupHeartbeat, (version) => ({
      groupId: 'packing',
      memberId: version >= 1 ? 'packer' : '',
      memberEpoch: 0,
      rebalanceTimeoutMs: 10_000,
      subscribedTopicNames: ['orders'],
      topicPartitions: [],
    })),
    example(kafkaApis.consumerGroupDescribe, () => ({
      groupIds: ['packing', 'nobody'],
      includeAuthorizedOperations: true,
    })),
    example(kafkaApis.addPartitionsToTxn, (version) =>
      version < 4
        ? {
            v3AndBelowTransactionalId: 'payments',
            v3AndBelowProducerId: 0n,
            v3AndBelowProducerEpoch: 0,
            v3AndBelowTopics: [{ name: 'orders', partitions: [0] }],
            transactions: [],
          }
        : {
            transactions: [
              {
                transactionalId: 'payments',
                producerId: 0n,
                producerEpoch: 0,
                verifyOnly: version >= 5,
                topics: [{ name: 'orders', partitions: [0] }],
              },
            ],
            v3AndBelowTopics: [],
          },
    ),
    example(kafkaApis.addOffsetsToTxn, () => ({
      transactionalId: 'payments',
      producerId: 0n,
      producerEpoch: 0,
      groupId: 'billing',
    })),
    example(kafkaApis.endTxn, () => ({
      transactionalId: 'payments',
      producerId: 0n,
      producerEpoch: 0,
      committed: true,
    })),
    example(kafkaApis.writeTxnMarkers, () => ({
      markers: [
        {
          producerId: 0n,
          producerEpoch: 0,
          transactionResult: false,
          topics: [{ name: 'orders', partitionIndexes: [0] }],
          coordinatorEpoch: 0,
        },
      ],
    })),
    example(kafkaApis.txnOffsetCommit, (version) => ({
      transactionalId: 'payments',
      groupId: 'billing',
      producerId: 0n,
      producerEpoch: 0,
      topics: [
        { ...byId(version, 6), partitions: [{ partitionIndex: 0, committedOffset: 2n, committedMetadata: null }] },
      ],
    })),
    example(kafkaApis.describeProducers, () => ({ topics: [{ name: 'orders', partitionIndexes: [0] }] })),
    example(kafkaApis.describeTransactions, () => ({ transactionalIds: ['payments', ''] })),
    example(kafkaApis.listTransactions, (version) => ({
      stateFilters: ['Ongoing'],
      producerIdFilters: [],
      ...(version >= 1 ? { durationFilter: 0n } : {}),
      ...(version >= 2 ? { transactionalIdPattern: 'pay.*' } : {}),
    })),
    example(kafkaApis.describeConfigs, (version) => ({
      resources: [
        { resourceType: 2, resourceName: 'orders', configurationKeys: null },
        { resourceType: 4, resourceName: '1', configurationKeys: null },
      ],
      includeSynonyms: true,
      includeDocumentation: version >= 3,
    })),
    example(kafkaApis.createPartitions, () => ({
      topics: [{ name: 'orders', count: 9, assignments: null }],
      timeoutMs: 1000,
      validateOnly: true,
    })),
    example(kafkaApis.describeCluster, () => ({ includeClusterAuthorizedOperations: true })),
  ];
}
