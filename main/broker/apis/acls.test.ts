import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import {
  describeAclsOf,
  errorsByApi,
  errorsWithDescribe,
  errorsWithoutAcls,
} from '../../../tests/support/denied-requests.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { logIn } from '../../../tests/support/log-in.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaApis, type KafkaApi, type MessageInput } from '../../wire/index.ts';
import { clusterName } from '../security/acl/acl.ts';
import type { Peer } from '../server/connection.ts';
import { zeroTopicId } from './partitions.ts';

const users = ['admin', 'mallory'].map((name) => ({ name, password: name }));

let broker: InProcessBroker;
let admin: Peer;
let mallory: Peer;
let topicId: string;

async function connectAs(name: string): Promise<Peer> {
  const peer = broker.connect();
  await logIn(broker, peer, { mechanism: 'PLAIN', username: name, password: name });
  return peer;
}

beforeEach(async () => {
  broker = inProcessBroker({}, { sasl: { users }, authorizer: { superUsers: ['User:admin'] } });
  ({ topicId } = broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() }));
  [admin, mallory] = [await connectAs('admin'), await connectAs('mallory')];
});
afterEach(() => broker.close());

interface Grant {
  resourceType?: number;
  resourceName?: string;
  resourcePatternType?: number;
  principal?: string;
  host?: string;
  operation?: number;
  permissionType?: number;
}

const readOrders = {
  resourceType: 2,
  resourceName: 'orders',
  resourcePatternType: 3,
  principal: 'User:mallory',
  host: '*',
  operation: 3,
  permissionType: 3,
};

async function grant(...grants: Grant[]): Promise<string[]> {
  const creations = grants.map((creation) => ({ ...readOrders, ...creation }));
  const { results } = await broker.ask(kafkaApis.createAcls, 3, { creations }, admin);
  return results.map(({ errorCode }) => kafkaErrorName(errorCode));
}

const openFields = { resourceNameFilter: null, principalFilter: null, hostFilter: null };
const everything = { ...openFields, resourceTypeFilter: 1, patternTypeFilter: 1, operation: 1, permissionType: 1 };

async function describeAll(filter: Partial<MessageInput<typeof kafkaApis.describeAcls.request>> = {}) {
  const answer = await broker.ask(kafkaApis.describeAcls, 3, { ...everything, ...filter }, admin);
  return answer.resources.map(({ resourceName, patternType, acls }) => ({
    resourceName,
    patternType,
    acls: acls.length,
  }));
}

describe('CreateAcls, DescribeAcls and DeleteAcls', () => {
  it('keep each ACL once, and tell of them by what they are about', async () => {
    expect(await grant({}, {}, { operation: 4 }, { resourcePatternType: 4, resourceName: 'ord' })).toEqual([
      'NONE',
      'NONE',
      'NONE',
      'NONE',
    ]);
    expect(await describeAll()).toEqual([
      { resourceName: 'orders', patternType: 3, acls: 2 },
      { resourceName: 'ord', patternType: 4, acls: 1 },
    ]);
  });

  it.each<[string, Grant]>([
    ['no name', { resourceName: '' }],
    ['another cluster', { resourceType: 4, resourceName: 'mine' }],
    ['any type', { resourceType: 1 }],
    ['an unknown type', { resourceType: 99 }],
    ['a pattern of filters', { resourcePatternType: 2 }],
    ['any operation', { operation: 1 }],
    ['an unknown operation', { operation: 99 }],
    ['any permission', { permissionType: 1 }],
    ['a principal without a type', { principal: 'mallory' }],
  ])('refuse %s', async (_name, wrong) => {
    expect(await grant(wrong, {})).toEqual(['INVALID_REQUEST', 'NONE']);
    expect(await describeAll()).toHaveLength(1);
  });

  it('take the one cluster that there is', async () => {
    expect(await grant({ resourceType: 4, resourceName: clusterName, operation: 7 })).toEqual(['NONE']);
  });

  it('find by filters, also what concerns a resource by a prefix or the wildcard', async () => {
    await grant(
      {},
      { resourceName: '*' },
      { resourceName: 'ord', resourcePatternType: 4 },
      { resourceName: 'payments' },
    );
    const names = async (filter: Parameters<typeof describeAll>[0]) =>
      (await describeAll(filter)).map(({ resourceName }) => resourceName);
    expect(await names({ resourceNameFilter: 'orders' })).toEqual(['orders']);
    expect(await names({ resourceNameFilter: 'orders', patternTypeFilter: 2 })).toEqual(['orders', '*', 'ord']);
    expect(await names({ patternTypeFilter: 4 })).toEqual(['ord']);
    expect(await names({ principalFilter: 'User:alice' })).toEqual([]);
    expect(await names({ operation: 3, permissionType: 3, hostFilter: '*' })).toHaveLength(4);
    expect(await names({ resourceTypeFilter: 3 })).toEqual([]);
  });

  it('refuse a filter that nobody knows', async () => {
    const answer = await broker.ask(kafkaApis.describeAcls, 3, { ...everything, resourceTypeFilter: 0 }, admin);
    expect(kafkaErrorName(answer.errorCode)).toBe('INVALID_REQUEST');
  });

  it('delete what filters match, and tell what that was', async () => {
    await grant({}, { operation: 4 }, { resourceName: 'payments' });
    const filters = [
      { ...everything, resourceNameFilter: 'orders' },
      { ...everything, operation: 4 },
      { ...everything, permissionType: 0 },
    ];
    const { filterResults } = await broker.ask(kafkaApis.deleteAcls, 3, { filters }, admin);
    expect(
      filterResults.map(({ errorCode, matchingAcls }) => [kafkaErrorName(errorCode), matchingAcls.length]),
    ).toEqual([
      ['NONE', 2],
      ['NONE', 1],
      ['INVALID_REQUEST', 0],
    ]);
    expect(await describeAll()).toEqual([{ resourceName: 'payments', patternType: 3, acls: 1 }]);
  });

  it('are disabled where there is no authorizer', async () => {
    const open = inProcessBroker();
    const described = await open.ask(kafkaApis.describeAcls, 3, everything);
    const created = await open.ask(kafkaApis.createAcls, 3, { creations: [readOrders] });
    const deleted = await open.ask(kafkaApis.deleteAcls, 3, { filters: [everything] });
    const codes = [described.errorCode, created.results[0]?.errorCode, deleted.filterResults[0]?.errorCode];
    expect(codes.map((code) => kafkaErrorName(code ?? 0))).toEqual(Array(3).fill('SECURITY_DISABLED'));
    open.close();
  });
});

describe('a user to whom ACLs give', () => {
  const ask = async (api: KafkaApi, version: number, request: MessageInput<KafkaApi['request']>) =>
    await broker.ask(api, version, request, mallory);

  it('nothing gets an error of every API, and changes nothing', async () => {
    expect(await errorsByApi(topicId, ask)).toEqual(errorsWithoutAcls);
    expect(broker.context.cluster.topics.map(({ name }) => name)).toEqual(['orders']);
    expect([...broker.context.cluster.acls.all()]).toEqual([]);
    expect(broker.context.groups.list()).toEqual([]);
  });

  it('only to describe gets no further', async () => {
    await grant(...describeAclsOf('User:mallory'));
    expect(await errorsByApi(topicId, ask)).toEqual(errorsWithDescribe);
  });

  it('all gets what everybody gets without an authorizer', async () => {
    await grant(...[2, 3, 5].map((resourceType) => ({ resourceType, resourceName: '*', operation: 2 })), {
      resourceType: 4,
      resourceName: clusterName,
      operation: 2,
    });
    const open = inProcessBroker();
    const orders = open.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
    const openly = await errorsByApi(orders.topicId, (api, version, request) => open.ask(api, version, request));
    const { DescribeAcls, CreateAcls, DeleteAcls, ...others } = await errorsByApi(topicId, ask);
    expect({ DescribeAcls, CreateAcls, DeleteAcls }).toEqual({
      DescribeAcls: ['NONE'],
      CreateAcls: ['NONE'],
      DeleteAcls: ['NONE'],
    });
    expect(others).toEqual(
      Object.fromEntries(
        Object.entries(openly).filter(([name]) => !['DescribeAcls', 'CreateAcls', 'DeleteAcls'].includes(name)),
      ),
    );
    open.close();
  });

  it('one topic is told of that one alone, and what may be done with it', async () => {
    broker.context.cluster.createTopic({ name: 'payments', replicaIds: [[1]], config: new Map() });
    await grant({});
    const { topics } = await broker.ask(
      kafkaApis.metadata,
      12,
      { topics: null, includeTopicAuthorizedOperations: true },
      mallory,
    );
    // Read is 3 and implies Describe, which is 8.
    expect(topics).toMatchObject([{ name: 'orders', topicAuthorizedOperations: (1 << 3) | (1 << 8) }]);
    const { clusterAuthorizedOperations } = await broker.ask(
      kafkaApis.describeCluster,
      2,
      { includeClusterAuthorizedOperations: true, includeFencedBrokers: false },
      mallory,
    );
    expect(clusterAuthorizedOperations).toBe(0);
  });

  it('a topic to read that is not there makes none where it may not create', async () => {
    await grant({ resourceName: 'soon' });
    const request = {
      topics: [{ name: 'soon', topicId: zeroTopicId }],
      allowAutoTopicCreation: true,
      includeTopicAuthorizedOperations: false,
    };
    const before = await broker.ask(kafkaApis.metadata, 12, request, mallory);
    expect(kafkaErrorName(before.topics[0]?.errorCode ?? 0)).toBe('TOPIC_AUTHORIZATION_FAILED');
    await grant({ resourceName: 'soon', operation: 5 });
    const after = await broker.ask(kafkaApis.metadata, 12, request, mallory);
    expect(after.topics).toMatchObject([{ errorCode: 0, name: 'soon' }]);
  });

  it('to write one topic may write to it, with an id of its own and none of a transaction', async () => {
    await grant({ operation: 4 });
    const produce = async (name: string, transactionalId: string | null) => {
      const partitionData = [{ index: 0, records: exampleBatch(['one']) }];
      const request = {
        transactionalId,
        acks: -1,
        timeoutMs: 1000,
        topicData: [{ name, topicId: zeroTopicId, partitionData }],
      };
      const { responses } = await broker.ask(kafkaApis.produce, 12, request, mallory);
      return kafkaErrorName(responses[0]?.partitionResponses[0]?.errorCode ?? 0);
    };
    expect(await produce('orders', null)).toBe('NONE');
    expect(await produce('unheard-of', null)).toBe('TOPIC_AUTHORIZATION_FAILED');
    const own = await broker.ask(
      kafkaApis.initProducerId,
      5,
      { transactionalId: null, transactionTimeoutMs: 1 },
      mallory,
    );
    expect(own.errorCode).toBe(0);
    const other = await broker.ask(
      kafkaApis.initProducerId,
      5,
      { transactionalId: 'x', transactionTimeoutMs: 1 },
      mallory,
    );
    expect(kafkaErrorName(other.errorCode)).toBe('TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
  });

  it('a group and not all of its topics may not be in it with those', async () => {
    await grant({ resourceType: 3, resourceName: 'packing' });
    const join = { memberId: 'm', memberEpoch: 0, rebalanceTimeoutMs: 10_000, topicPartitions: [], groupId: 'packing' };
    const heartbeat = async (subscription: { subscribedTopicNames?: string[]; subscribedTopicRegex?: string }) =>
      await broker.ask(kafkaApis.consumerGroupHeartbeat, 1, { ...join, ...subscription }, mallory);
    const refused = await heartbeat({ subscribedTopicNames: ['orders'] });
    expect(kafkaErrorName(refused.errorCode)).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await heartbeat({ subscribedTopicRegex: '.*' })).toMatchObject({
      errorCode: 0,
      assignment: { topicPartitions: [] },
    });
    await grant({});
    expect(await heartbeat({ subscribedTopicRegex: '.*', subscribedTopicNames: [] })).toMatchObject({
      errorCode: 0,
      assignment: { topicPartitions: [{ topicId, partitions: [0] }] },
    });
  });
});
