import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { kafkaApis } from '../../wire/index.ts';
import { zeroTopicId } from './partitions.ts';

const unknownTopicId = 'AAAAAAAAAAAAAAAAAAAAAQ';

let broker: InProcessBroker;
let topicId: string;
beforeEach(() => {
  broker = inProcessBroker();
  ({ topicId } = broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1], [1]], config: new Map() }));
});
afterEach(() => broker.close());

const joinRequest = {
  groupId: 'billing',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 10_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
};

/** A member that is alone in its group, in generation 1. */
async function joinAlone(version = 9) {
  const first = await joinOnce(joinRequest, version);
  if (kafkaErrorName(first.errorCode) !== 'MEMBER_ID_REQUIRED') return first;
  return joinOnce({ ...joinRequest, memberId: first.memberId }, version);
}

async function joinOnce(request: typeof joinRequest, version: number) {
  const answer = broker.ask(kafkaApis.joinGroup, version, request);
  await broker.clock.advance(0);
  return answer;
}

async function stableMember(): Promise<string> {
  const { memberId } = await joinAlone();
  await broker.ask(kafkaApis.syncGroup, 5, {
    groupId: 'billing',
    generationId: 1,
    memberId,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: [{ memberId, assignment: Buffer.from('all') }],
  });
  return memberId;
}

interface Commit {
  groupId?: string;
  memberId?: string;
  generation?: number;
  topic?: { name?: string; topicId: string };
  partition?: number;
  offset?: bigint;
  metadata?: string | null;
}

async function commit(asked: Commit = {}, version = asked.topic?.name === undefined && asked.topic ? 10 : 8) {
  const { topics } = await broker.ask(kafkaApis.offsetCommit, version, {
    groupId: asked.groupId ?? 'billing',
    memberId: asked.memberId ?? '',
    generationIdOrMemberEpoch: asked.generation ?? -1,
    topics: [
      {
        ...(asked.topic ?? { name: 'orders', topicId: zeroTopicId }),
        partitions: [
          {
            partitionIndex: asked.partition ?? 0,
            committedOffset: asked.offset ?? 5n,
            committedLeaderEpoch: 3,
            committedMetadata: asked.metadata ?? null,
          },
        ],
      },
    ],
  });
  return kafkaErrorName(topics[0]?.partitions[0]?.errorCode ?? 0);
}

describe('members', () => {
  it('join, sync, heartbeat and leave over the APIs', async () => {
    const memberId = await stableMember();
    const heartbeat = async (generationId: number) => {
      const asked = { groupId: 'billing', generationId, memberId };
      return kafkaErrorName((await broker.ask(kafkaApis.heartbeat, 4, asked)).errorCode);
    };
    expect(await heartbeat(1)).toBe('NONE');
    expect(await heartbeat(2)).toBe('ILLEGAL_GENERATION');
    const leave = (version: number) =>
      broker.ask(kafkaApis.leaveGroup, version, {
        groupId: 'billing',
        ...(version < 3 ? { memberId, members: [] } : { members: [{ memberId }, { memberId: 'stranger' }] }),
      });
    expect((await leave(5)).members.map(({ errorCode }) => kafkaErrorName(errorCode))).toEqual([
      'NONE',
      'UNKNOWN_MEMBER_ID',
    ]);
    expect(await leave(2)).toMatchObject({ errorCode: 25 });
  });

  it('are given their id at once before version 4, and before a second try from then on', async () => {
    const old = await joinAlone(3);
    expect(old).toMatchObject({ errorCode: 0, generationId: 1, protocolName: 'range' });
    expect(old.memberId).toMatch(/^test-/);
    expect(await joinOnce(joinRequest, 4)).toMatchObject({ errorCode: 79, memberId: expect.stringMatching(/^test-/) });
  });

  it('must say their protocol when they sync, from version 5 on', async () => {
    const { memberId } = await joinAlone();
    const asked = { groupId: 'billing', generationId: 1, memberId, assignments: [] };
    const sync = async (version: number) =>
      kafkaErrorName((await broker.ask(kafkaApis.syncGroup, version, asked)).errorCode);
    expect(await sync(5)).toBe('INCONSISTENT_GROUP_PROTOCOL');
    expect(await sync(4)).toBe('NONE');
  });
});

describe('DescribeGroups and ListGroups', () => {
  it('tell of members, and of states', async () => {
    const memberId = await stableMember();
    const { groups } = await broker.ask(kafkaApis.describeGroups, 6, {
      groups: ['billing'],
      includeAuthorizedOperations: true,
    });
    expect(groups).toMatchObject([
      {
        errorCode: 0,
        groupState: 'Stable',
        protocolType: 'consumer',
        protocolData: 'range',
        authorizedOperations: 3400,
        members: [{ memberId, clientId: 'test', clientHost: '/127.0.0.1', groupInstanceId: null }],
      },
    ]);
    const [member] = groups[0]?.members ?? [];
    expect(Buffer.from(member?.memberAssignment ?? []).toString()).toBe('all');
    expect(Buffer.from(member?.memberMetadata ?? []).toString()).toBe('topics');
  });

  it('take a group that is not there for dead, and from version 6 on for an error', async () => {
    const ask = async (version: number) =>
      (await broker.ask(kafkaApis.describeGroups, version, { groups: ['nobody'], includeAuthorizedOperations: false }))
        .groups;
    expect(await ask(5)).toMatchObject([{ errorCode: 0, groupState: 'Dead' }]);
    expect(await ask(6)).toMatchObject([
      { errorCode: 69, groupState: 'Dead', errorMessage: 'Group nobody not found.' },
    ]);
  });

  it('list by state and type, in any case of letters', async () => {
    await stableMember();
    await commit({ groupId: 'archive' });
    const list = async (statesFilter: string[], typesFilter: string[]) =>
      (await broker.ask(kafkaApis.listGroups, 5, { statesFilter, typesFilter })).groups.map(({ groupId }) => groupId);
    expect(await list([], [])).toEqual(['billing', 'archive']);
    expect(await list(['stable'], [])).toEqual(['billing']);
    expect(await list(['Empty', 'Dead'], ['CLASSIC'])).toEqual(['archive']);
    expect(await list(['nonsense'], [])).toEqual([]);
    expect(await list([], ['consumer'])).toEqual([]);
  });
});

describe('committed offsets', () => {
  const fetched = async (
    groupId: string,
    topics: { name: string; partitionIndexes: number[] }[] | null,
    version = 5,
  ) => {
    const response = await broker.ask(kafkaApis.offsetFetch, version, { groupId, topics, groups: [] });
    return response.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, committedOffset, metadata }) => [
        name,
        partitionIndex,
        committedOffset,
        metadata,
      ]),
    );
  };

  it('are remembered with leader epoch and metadata', async () => {
    expect(await commit({ offset: 7n, metadata: 'so far' })).toBe('NONE');
    expect(await commit({ partition: 1, offset: 8n })).toBe('NONE');
    expect(await fetched('billing', [{ name: 'orders', partitionIndexes: [1, 0, 9] }])).toEqual([
      ['orders', 1, 8n, ''],
      ['orders', 0, 7n, 'so far'],
      ['orders', 9, -1n, ''],
    ]);
    expect(await fetched('billing', null)).toHaveLength(2);
    expect(await fetched('nobody', null)).toEqual([]);
    expect(await fetched('nobody', [{ name: 'orders', partitionIndexes: [0] }])).toEqual([['orders', 0, -1n, '']]);
  });

  it('are given for several groups at once, by name or by id', async () => {
    await commit({ offset: 7n });
    await commit({ groupId: 'archive', topic: { topicId }, offset: 9n });
    const byName = await broker.ask(kafkaApis.offsetFetch, 8, {
      groups: [
        { groupId: 'billing', topics: [{ name: 'orders', topicId: zeroTopicId, partitionIndexes: [0] }] },
        { groupId: 'archive', topics: null },
      ],
      requireStable: true,
    });
    expect(byName.groups.map(({ topics }) => topics[0]?.partitions[0])).toMatchObject([
      { committedOffset: 7n, committedLeaderEpoch: 3 },
      { committedOffset: 9n },
    ]);
    const byId = await broker.ask(kafkaApis.offsetFetch, 10, {
      groups: [
        {
          groupId: 'archive',
          topics: [
            { topicId, partitionIndexes: [0] },
            { topicId: unknownTopicId, partitionIndexes: [0] },
          ],
        },
      ],
    });
    expect(byId.groups[0]?.topics).toMatchObject([
      { topicId, partitions: [{ committedOffset: 9n, errorCode: 0 }] },
      { topicId: unknownTopicId, partitions: [{ committedOffset: -1n, errorCode: 100 }] },
    ]);
  });

  it.each([
    ['an unknown topic', { topic: { name: 'nobody', topicId: zeroTopicId } }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic id', { topic: { topicId: unknownTopicId } }, 'UNKNOWN_TOPIC_ID'],
    ['an unknown partition', { partition: 9 }, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['too much metadata', { metadata: 'x'.repeat(4097) }, 'OFFSET_METADATA_TOO_LARGE'],
    ['a member of a group that is not there', { generation: 1, memberId: 'x' }, 'ILLEGAL_GENERATION'],
  ] satisfies [string, Commit, string][])('are refused for %s', async (_name, asked, error) => {
    expect(await commit(asked)).toBe(error);
    expect(await fetched('billing', null)).toEqual([]);
  });

  it('are refused to strangers while a group has members', async () => {
    const memberId = await stableMember();
    expect(await commit()).toBe('UNKNOWN_MEMBER_ID');
    expect(await commit({ generation: 1, memberId: 'stranger' })).toBe('UNKNOWN_MEMBER_ID');
    expect(await commit({ generation: 2, memberId })).toBe('ILLEGAL_GENERATION');
    expect(await commit({ generation: 1, memberId })).toBe('NONE');
  });
});
