import { RE2JS } from 're2js';
import type { Clock } from '../../../../shared/lib/index.ts';
import type { GroupError, MemberClaim } from '../group-types.ts';
import { type Assignment, isSubset, nothing } from './assignment.ts';
import { awayEpoch, ConsumerGroup, type ConsumerMember, type TopicView } from './consumer-group.ts';
import { heartbeatError, type HeartbeatRefusal, type HeartbeatRequest } from './heartbeat.ts';

/** `group.consumer.heartbeat.interval.ms` */
export const heartbeatIntervalMs = 5000;
/** `group.consumer.session.timeout.ms` */
const sessionTimeoutMs = 45_000;
const joinEpoch = 0;
const leaveEpoch = -1;

/** The topics of the cluster, as groups subscribe to them. */
export interface TopicDirectory {
  topicByName(name: string): SubscribedTopic | undefined;
  topicById(topicId: string): SubscribedTopic | undefined;
  readonly topics: readonly SubscribedTopic[];
}

interface SubscribedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitions: readonly unknown[];
}

export interface ConsumerGroupsPorts {
  clock: Clock;
  topics: TopicDirectory;
  /** For clients that leave it to the coordinator; Kafka gives a uuid in base64url. */
  createMemberId: () => string;
}

export interface HeartbeatAnswer {
  error: undefined;
  memberId: string;
  memberEpoch: number;
  /** Undefined where the member knows it already. */
  assignment: Assignment | undefined;
}

/** The coordinator of all groups of the new protocol (KIP-848): requests and time, apart from sockets and bytes. */
export class ConsumerGroups {
  readonly #clock: Clock;
  readonly #topics: TopicDirectory;
  readonly #createMemberId: () => string;
  readonly #groups = new Map<string, ConsumerGroup>();

  constructor(ports: ConsumerGroupsPorts) {
    this.#clock = ports.clock;
    this.#topics = ports.topics;
    this.#createMemberId = ports.createMemberId;
  }

  heartbeat(request: HeartbeatRequest, options: { mayLackMemberId: boolean }): HeartbeatAnswer | HeartbeatRefusal {
    const malformed = heartbeatError(request, options.mayLackMemberId);
    if (malformed) return malformed;
    const { groupId, memberEpoch } = request;
    const known = this.#groups.get(groupId);
    if (!known && memberEpoch !== joinEpoch) {
      const kind = memberEpoch < joinEpoch ? 'Group' : 'Consumer group';
      return { error: 'GROUP_ID_NOT_FOUND', message: `${kind} ${groupId} not found.` };
    }
    const group = known ?? new ConsumerGroup(groupId);
    if (memberEpoch < 0) return this.#leave(group, request);
    const member = this.#findMember(group, request);
    if ('error' in member) return member;
    this.#groups.set(groupId, group);
    return this.#answer(group, member, request);
  }

  find(groupId: string): ConsumerGroup | undefined {
    return this.#groups.get(groupId);
  }

  list(): ConsumerGroup[] {
    return [...this.#groups.values()];
  }

  /** Forgets a group that nobody is in. */
  forget(groupId: string): void {
    this.#groups.delete(groupId);
  }

  /** Whether a member may commit or read offsets at the epoch that it says; undefined where it may. */
  claimError({ groupId, memberId, groupInstanceId, generationId }: MemberClaim): GroupError | undefined {
    const group = this.#groups.get(groupId);
    if (!group) return 'GROUP_ID_NOT_FOUND';
    if (generationId < 0 && group.members.size === 0) return undefined;
    const member = group.members.get(memberId);
    if (!member) return 'UNKNOWN_MEMBER_ID';
    if (groupInstanceId !== null && member.instanceId !== groupInstanceId) return 'FENCED_INSTANCE_ID';
    return member.epoch === generationId ? undefined : 'STALE_MEMBER_EPOCH';
  }

  /** Whether some member has subscribed to the topic. */
  isSubscribed(groupId: string, topic: string): boolean {
    const members = this.#groups.get(groupId)?.members.values() ?? [];
    return Array.from(members).some((member) => this.#namesOf(member).has(topic));
  }

  /** What a member has subscribed to that is there, by name. */
  #namesOf(member: ConsumerMember): Set<string> {
    const names = new Set(member.topicNames);
    if (member.topicPattern !== null && member.topicPattern !== '') {
      const pattern = RE2JS.compile(member.topicPattern);
      for (const { name } of this.#topics.topics) {
        if (pattern.matches(name) && member.mayDescribe(name)) names.add(name);
      }
    }
    return names;
  }

  /** Stops all timers. */
  close(): void {
    for (const group of this.#groups.values()) for (const member of group.members.values()) stopTimers(member);
    this.#groups.clear();
  }

  #findMember(group: ConsumerGroup, request: HeartbeatRequest): ConsumerMember | HeartbeatRefusal {
    const { memberEpoch, instanceId } = request;
    const memberId = request.memberId === '' ? this.#createMemberId() : request.memberId;
    const ofInstance = instanceId === null ? undefined : group.memberOfInstance(instanceId);
    const member = group.members.get(memberId);
    if (memberEpoch === joinEpoch) {
      if (!ofInstance || ofInstance === member) return member ?? this.#add(group, memberId, request);
      if (ofInstance.epoch !== awayEpoch) {
        const message = `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${ofInstance.memberId} member.`;
        return { error: 'UNRELEASED_INSTANCE_ID', message };
      }
      return takePlace(group, ofInstance, memberId);
    }
    if (instanceId !== null && ofInstance && ofInstance.memberId !== memberId) {
      return fencedInstance(memberId, ofInstance);
    }
    if (!member || (instanceId !== null && !ofInstance)) return unknownMember(group.groupId, memberId);
    return epochError(member, request) ?? member;
  }

  #add(group: ConsumerGroup, memberId: string, request: HeartbeatRequest): ConsumerMember {
    const member: ConsumerMember = {
      memberId,
      instanceId: request.instanceId,
      rackId: request.rackId,
      clientId: request.clientId,
      clientHost: request.clientHost,
      mayDescribe: request.mayDescribe,
      rebalanceTimeoutMs: request.rebalanceTimeoutMs,
      topicNames: [],
      topicPattern: null,
      assignorName: null,
      epoch: 0,
      previousEpoch: -1,
      state: 'stable',
      assigned: nothing,
      revoking: nothing,
      sessionTimer: undefined,
      rebalanceTimer: undefined,
    };
    group.members.set(memberId, member);
    group.epoch += 1;
    return member;
  }

  #answer(group: ConsumerGroup, member: ConsumerMember, request: HeartbeatRequest): HeartbeatAnswer {
    if (updateMember(member, request) && group.epoch === group.assignmentEpoch) group.epoch += 1;
    group.updateTarget(this.#viewOfTopics());
    const hasChanged = group.reconcile(member, request.owned ?? undefined);
    this.#startSession(group, member);
    this.#watchRevocation(group, member);
    const isFull =
      request.rebalanceTimeoutMs !== -1 &&
      (request.topicNames !== null || request.topicPattern !== null) &&
      request.owned !== null;
    const { memberId, epoch: memberEpoch, assigned } = member;
    const isTold = request.memberEpoch === joinEpoch || isFull || hasChanged;
    return { error: undefined, memberId, memberEpoch, assignment: isTold ? assigned : undefined };
  }

  #leave(group: ConsumerGroup, { groupId, memberId, memberEpoch, instanceId }: HeartbeatRequest) {
    const member = instanceId === null ? group.members.get(memberId) : group.memberOfInstance(instanceId);
    if (!member) return unknownMember(groupId, memberId);
    if (member.memberId !== memberId) {
      return fencedInstance(memberId, member);
    }
    if (memberEpoch === leaveEpoch) this.#remove(group, member);
    else Object.assign(member, { epoch: awayEpoch, revoking: nothing, state: 'stable' });
    return { error: undefined, memberId, memberEpoch, assignment: undefined } satisfies HeartbeatAnswer;
  }

  #viewOfTopics(): TopicView {
    return {
      subscribedBy: (member) => {
        const topics = Array.from(this.#namesOf(member), (name) => this.#topics.topicByName(name));
        return new Set(topics.filter((topic) => topic !== undefined).map(({ topicId }) => topicId));
      },
      partitionCount: (topicId) => this.#topics.topicById(topicId)?.partitions.length ?? 0,
    };
  }

  #startSession(group: ConsumerGroup, member: ConsumerMember): void {
    member.sessionTimer?.cancel();
    member.sessionTimer = this.#clock.schedule(sessionTimeoutMs, () => this.#remove(group, member));
  }

  /** A member that doesn't give up in time what others wait for is out. */
  #watchRevocation(group: ConsumerGroup, member: ConsumerMember): void {
    if (member.state !== 'revoking') {
      member.rebalanceTimer?.cancel();
      member.rebalanceTimer = undefined;
    } else {
      const { epoch } = member;
      member.rebalanceTimer ??= this.#clock.schedule(member.rebalanceTimeoutMs, () => {
        member.rebalanceTimer = undefined;
        if (member.epoch === epoch) this.#remove(group, member);
      });
    }
  }

  #remove(group: ConsumerGroup, member: ConsumerMember): void {
    stopTimers(member);
    if (group.members.get(member.memberId) === member) group.remove(member);
  }
}

/** A static member that was away comes back under a new id, with what it had. */
function takePlace(group: ConsumerGroup, old: ConsumerMember, memberId: string): ConsumerMember {
  stopTimers(old);
  const member: ConsumerMember = { ...old, memberId, epoch: 0, previousEpoch: awayEpoch };
  group.replace(old, member);
  return member;
}

/** A heartbeat says the epoch that it was told last; one whose answer was lost may say the one before. */
function epochError(member: ConsumerMember, { memberEpoch, owned }: HeartbeatRequest): HeartbeatRefusal | undefined {
  if (memberEpoch === member.epoch) return undefined;
  const isRepeated = memberEpoch === member.previousEpoch && owned !== null && isSubset(owned, member.assigned);
  if (memberEpoch < member.epoch && isRepeated) return undefined;
  const comparison = memberEpoch > member.epoch ? 'greater' : 'smaller';
  const message =
    `The consumer group member has a ${comparison} member epoch (${memberEpoch}) than the one known by ` +
    `the group coordinator (${member.epoch}). The member must abandon all its partitions and rejoin.`;
  return { error: 'FENCED_MEMBER_EPOCH', message };
}

/** Takes over what the heartbeat says anew; answers whether the target must follow. */
function updateMember(member: ConsumerMember, request: HeartbeatRequest): boolean {
  const before = subscriptionOf(member);
  const isJoining = request.memberEpoch === joinEpoch;
  member.clientId = request.clientId;
  member.clientHost = request.clientHost;
  member.mayDescribe = request.mayDescribe;
  member.rackId = request.rackId ?? member.rackId;
  if (request.rebalanceTimeoutMs !== -1) member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  if (request.topicNames !== null) member.topicNames = [...request.topicNames].sort();
  if (request.topicPattern !== null || isJoining) member.topicPattern = request.topicPattern;
  if (request.assignorName !== null || isJoining) member.assignorName = request.assignorName;
  return subscriptionOf(member) !== before;
}

function subscriptionOf({ topicNames, topicPattern, assignorName, rackId }: ConsumerMember): string {
  return JSON.stringify([topicNames, topicPattern, assignorName, rackId]);
}

function unknownMember(groupId: string, memberId: string): HeartbeatRefusal {
  return { error: 'UNKNOWN_MEMBER_ID', message: `Member ${memberId} is not a member of group ${groupId}.` };
}

function fencedInstance(memberId: string, by: ConsumerMember): HeartbeatRefusal {
  const message = `Static member ${memberId} with instance id ${by.instanceId} was fenced by member ${by.memberId}.`;
  return { error: 'FENCED_INSTANCE_ID', message };
}

function stopTimers(member: ConsumerMember): void {
  member.sessionTimer?.cancel();
  member.rebalanceTimer?.cancel();
  member.sessionTimer = undefined;
  member.rebalanceTimer = undefined;
}
