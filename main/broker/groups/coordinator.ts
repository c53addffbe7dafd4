import type { Clock } from '../../../shared/lib/index.ts';
import { ClassicGroup, type Member } from './classic-group.ts';
import type { CommittedOffsets } from './committed-offsets.ts';
import type { ConsumerGroups } from './consumer/consumer-groups.ts';
import type {
  GroupDescription,
  GroupError,
  GroupListing,
  GroupSettings,
  JoinAnswer,
  JoinRequest,
  LeavingMember,
  MemberClaim,
  SyncAnswer,
  SyncRequest,
} from './group-types.ts';
import type { HeartbeatRequest } from './consumer/heartbeat.ts';
import { joinGroup } from './join.ts';
import { Rebalance } from './rebalance.ts';
import { subscribedTopics } from './subscription.ts';

export interface CoordinatorPorts {
  clock: Clock;
  settings: GroupSettings;
  offsets: CommittedOffsets;
  /** A new part of a member id; Kafka uses a random uuid. */
  createMemberId: () => string;
  /** Groups of the new protocol: a group id belongs to one of either kind. */
  consumers: ConsumerGroups;
}

/**
 * The coordinator of all classic groups of a broker: a state machine over requests and time, apart from sockets and
 * bytes. What it answers later (join, sync) it answers through a callback, once.
 */
export class GroupCoordinator {
  readonly offsets: CommittedOffsets;
  readonly consumers: ConsumerGroups;
  readonly #settings: GroupSettings;
  readonly #createMemberId: () => string;
  readonly #rebalance: Rebalance;
  readonly #groups = new Map<string, ClassicGroup>();

  constructor(ports: CoordinatorPorts) {
    this.offsets = ports.offsets;
    this.consumers = ports.consumers;
    this.#settings = ports.settings;
    this.#createMemberId = ports.createMemberId;
    this.#rebalance = new Rebalance(ports.clock, ports.settings);
    for (const groupId of ports.offsets.groupIds()) this.#groups.set(groupId, new ClassicGroup(groupId));
  }

  join(request: JoinRequest, respond: (answer: JoinAnswer) => void): void {
    const { groupId, memberId } = request;
    if (groupId === '') return respond({ error: 'INVALID_GROUP_ID', memberId });
    if (
      request.sessionTimeoutMs < this.#settings.minSessionTimeoutMs ||
      request.sessionTimeoutMs > this.#settings.maxSessionTimeoutMs
    ) {
      return respond({ error: 'INVALID_SESSION_TIMEOUT', memberId });
    }
    const consumers = this.consumers.find(groupId);
    if (consumers && consumers.members.size > 0) return respond({ error: 'INCONSISTENT_GROUP_PROTOCOL', memberId });
    this.consumers.forget(groupId);
    const known = this.#groups.get(groupId);
    if (!known && memberId !== '') return respond({ error: 'UNKNOWN_MEMBER_ID', memberId });
    const group = known ?? new ClassicGroup(groupId);
    if (!this.#hasRoomFor(group, memberId)) return respond({ error: 'GROUP_MAX_SIZE_REACHED', memberId });
    this.#groups.set(groupId, group);
    joinGroup(group, request, this.#rebalance, this.#createMemberId, respond);
    this.#rebalance.completeJoinIfAllAreIn(group);
  }

  sync(request: SyncRequest, respond: (answer: SyncAnswer) => void): void {
    const found = this.#findMember(request);
    if (typeof found === 'string') return respond({ error: found });
    const { group, member } = found;
    if (
      (request.protocolType !== null && request.protocolType !== group.protocolType) ||
      (request.protocolName !== null && request.protocolName !== group.protocolName)
    ) {
      return respond({ error: 'INCONSISTENT_GROUP_PROTOCOL' });
    }
    switch (group.state) {
      case 'Empty':
      case 'Dead':
        return respond({ error: 'UNKNOWN_MEMBER_ID' });
      case 'PreparingRebalance':
        return respond({ error: 'REBALANCE_IN_PROGRESS' });
      case 'CompletingRebalance': {
        member.sync?.({ error: 'UNKNOWN_MEMBER_ID' });
        member.sync = respond;
        this.#rebalance.syncArrived(group, member.memberId);
        if (group.leaderId === member.memberId) this.#assign(group, request);
        return undefined;
      }
      case 'Stable':
        this.#rebalance.syncArrived(group, member.memberId);
        this.#rebalance.extendSession(group, member);
        return respond({
          error: undefined,
          protocolType: group.protocolType ?? '',
          protocolName: group.protocolName ?? '',
          assignment: member.assignment,
        });
    }
  }

  /** Undefined is success. REBALANCE_IN_PROGRESS asks the member to join again; it is a sign of life all the same. */
  heartbeat(claim: MemberClaim): GroupError | undefined {
    const found = this.#findMember(claim);
    if (typeof found === 'string') return found;
    const { group, member } = found;
    if (group.state === 'Empty') return 'UNKNOWN_MEMBER_ID';
    this.#rebalance.extendSession(group, member);
    return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : undefined;
  }

  /** One answer for each that leaves, in order (undefined is success); or one for all where the group id is none. */
  leave(groupId: string, leaving: readonly LeavingMember[]): GroupError | (GroupError | undefined)[] {
    if (groupId === '') return 'INVALID_GROUP_ID';
    const group = this.#groups.get(groupId);
    return leaving.map((member) => (group ? this.#leaveOne(group, member) : 'UNKNOWN_MEMBER_ID'));
  }

  /**
   * Whether these offsets may be committed with a transaction: a producer that says nothing of a member may, and so may a member
   * whose group has not finished its rebalance. Source: KIP-447.
   */
  transactionalCommitError(claim: MemberClaim): GroupError | undefined {
    const { groupId, memberId, groupInstanceId, generationId } = claim;
    if (groupId === '') return 'INVALID_GROUP_ID';
    if (this.consumers.find(groupId)) {
      const saysNothing = generationId < 0 && memberId === '' && groupInstanceId === null;
      const error = saysNothing ? undefined : this.consumers.claimError(claim);
      return error === 'STALE_MEMBER_EPOCH' ? 'ILLEGAL_GENERATION' : error;
    }
    const group = this.#groups.get(groupId);
    if (!group) {
      if (generationId >= 0) return 'ILLEGAL_GENERATION';
      this.#groups.set(groupId, new ClassicGroup(groupId));
      return undefined;
    }
    if (generationId < 0 && (group.state === 'Empty' || (memberId === '' && groupInstanceId === null)))
      return undefined;
    const found = this.#findMember(claim);
    return typeof found === 'string' ? found : undefined;
  }

  /** Whether these offsets may be committed. A claim without id and generation is a client that manages itself. */
  commitError(claim: MemberClaim, apiVersion: number): GroupError | undefined {
    if (this.consumers.find(claim.groupId)) {
      const error = this.consumers.claimError(claim);
      const isMember = error === undefined && claim.generationId >= 0;
      return apiVersion < 9 && (isMember || error === 'STALE_MEMBER_EPOCH') ? 'UNSUPPORTED_VERSION' : error;
    }
    const group = this.#groups.get(claim.groupId);
    if (!group) {
      if (claim.generationId < 0) {
        this.#groups.set(claim.groupId, new ClassicGroup(claim.groupId));
        return undefined;
      }
      return apiVersion >= 9 ? 'GROUP_ID_NOT_FOUND' : 'ILLEGAL_GENERATION';
    }
    if (claim.generationId < 0 && group.state === 'Empty') return undefined;
    if (claim.generationId < 0 && claim.memberId === '' && claim.groupInstanceId === null) return 'UNKNOWN_MEMBER_ID';
    const found = this.#findMember(claim);
    if (typeof found === 'string') return found;
    if (group.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
    this.#rebalance.extendSession(group, found.member);
    return undefined;
  }

  describe(groupId: string): GroupDescription | undefined {
    const group = this.#groups.get(groupId);
    if (!group) return undefined;
    const isStable = group.state === 'Stable';
    return {
      groupId,
      state: group.state,
      protocolType: group.protocolType ?? '',
      protocolName: isStable ? (group.protocolName ?? '') : '',
      members: Array.from(group.members.values(), (member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        metadata: isStable ? group.metadataOf(member) : new Uint8Array(0),
        assignment: member.assignment,
      })),
    };
  }

  list(): GroupListing[] {
    return Array.from(this.#groups.values(), (group) => ({
      groupId: group.groupId,
      state: group.state,
      protocolType: group.protocolType ?? '',
    }));
  }

  /** A heartbeat of the new protocol. A classic group that nobody is in becomes one of that kind. */
  consumerHeartbeat(request: HeartbeatRequest, options: { mayLackMemberId: boolean }) {
    const classic = this.#groups.get(request.groupId);
    if (classic && classic.state !== 'Empty') {
      const message = `Group ${request.groupId} is not a consumer group.`;
      return { error: 'GROUP_ID_NOT_FOUND', message } as const;
    }
    const answer = this.consumers.heartbeat(request, options);
    if (this.consumers.find(request.groupId)) this.#groups.delete(request.groupId);
    return answer;
  }

  /** Forgets groups that nobody is in, with their offsets. Undefined is success. */
  deleteGroup(groupId: string): GroupError | undefined {
    const classic = this.#groups.get(groupId);
    const consumers = this.consumers.find(groupId);
    if (!classic && !consumers) return 'GROUP_ID_NOT_FOUND';
    if ((classic && classic.state !== 'Empty') || (consumers && consumers.members.size > 0)) return 'NON_EMPTY_GROUP';
    this.offsets.forgetGroup(groupId);
    if (classic) this.#rebalance.close(classic);
    this.#groups.delete(groupId);
    this.consumers.forget(groupId);
    return undefined;
  }

  /** Whether a group's offsets may be deleted, or for which topics not (somebody in it reads them). */
  offsetDeletion(groupId: string): GroupError | ((topic: string) => boolean) {
    if (groupId === '') return 'INVALID_GROUP_ID';
    if (this.consumers.find(groupId)) return (topic) => !this.consumers.isSubscribed(groupId, topic);
    const group = this.#groups.get(groupId);
    if (!group) return 'GROUP_ID_NOT_FOUND';
    if (group.state === 'Empty') return () => true;
    if (group.protocolType !== 'consumer') return 'NON_EMPTY_GROUP';
    const topics = subscribedTopics(group);
    return (topic) => topics !== undefined && !topics.has(topic);
  }

  /** Stops all timers and lets nobody wait. */
  close(): void {
    this.consumers.close();
    for (const group of this.#groups.values()) this.#rebalance.close(group);
    this.#groups.clear();
  }

  #assign(group: ClassicGroup, request: SyncRequest): void {
    const assigned = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment]));
    for (const member of group.members.values()) {
      member.assignment = assigned.get(member.memberId) ?? new Uint8Array(0);
    }
    this.#rebalance.propagateAssignments(group);
  }

  #leaveOne(group: ClassicGroup, leaving: LeavingMember): GroupError | undefined {
    let { memberId } = leaving;
    if (leaving.groupInstanceId !== null) {
      const known = group.memberOfInstance(leaving.groupInstanceId);
      if (known === undefined) return 'UNKNOWN_MEMBER_ID';
      if (memberId !== '' && memberId !== known) return 'FENCED_INSTANCE_ID';
      memberId = known;
    } else if (group.pendingMembers.has(memberId)) {
      this.#rebalance.removePendingMember(group, memberId);
      return undefined;
    }
    const member = group.members.get(memberId);
    if (!member) return 'UNKNOWN_MEMBER_ID';
    this.#rebalance.removeMember(group, member);
    return undefined;
  }

  #findMember(claim: MemberClaim): { group: ClassicGroup; member: Member } | GroupError {
    if (claim.groupId === '') return 'INVALID_GROUP_ID';
    const group = this.#groups.get(claim.groupId);
    if (!group) return 'UNKNOWN_MEMBER_ID';
    const error = group.claimError(claim.memberId, claim.groupInstanceId);
    if (error !== undefined) return error;
    const member = group.members.get(claim.memberId);
    if (!member) return 'UNKNOWN_MEMBER_ID';
    if (claim.generationId !== group.generationId) return 'ILLEGAL_GENERATION';
    return { group, member };
  }

  #hasRoomFor(group: ClassicGroup, memberId: string): boolean {
    const isMember = memberId !== '' && (group.members.has(memberId) || group.pendingMembers.has(memberId));
    return isMember || group.members.size + group.pendingMembers.size < this.#settings.maxSize;
  }
}
