import { hasSameProtocols, noBytes, type ClassicGroup, type Member } from './classic-group.ts';
import type { JoinAnswer, JoinRequest } from './group-types.ts';
import type { Rebalance } from './rebalance.ts';

type Respond = (answer: JoinAnswer) => void;

/**
 * JoinGroup on a group that exists, by the rules of Kafka's classic protocol: KIP-345 (static members), KIP-394 (ids that
 * must be brought back) and KIP-814 (a static leader that keeps the assignment). Answers at once or once the rebalance
 * has gathered its members.
 */
export function joinGroup(
  group: ClassicGroup,
  request: JoinRequest,
  rebalance: Rebalance,
  createMemberId: () => string,
  respond: Respond,
): void {
  if (!group.supportsProtocols(request.protocolType, request.protocols)) {
    return respond({ error: 'INCONSISTENT_GROUP_PROTOCOL', memberId: request.memberId });
  }
  if (request.memberId !== '') return joinAsKnownMember(group, request, rebalance, respond);

  const memberId = `${request.groupInstanceId ?? request.clientId}-${createMemberId()}`;
  if (request.groupInstanceId !== null) {
    const oldMemberId = group.memberOfInstance(request.groupInstanceId);
    const old = oldMemberId === undefined ? undefined : group.members.get(oldMemberId);
    if (old) return rejoinAsStaticMember(group, old, memberId, request, rebalance, respond);
  } else if (request.requiresKnownMemberId) {
    rebalance.addPendingMember(group, memberId, request.sessionTimeoutMs);
    return respond({ error: 'MEMBER_ID_REQUIRED', memberId });
  }
  return addMember(group, memberId, request, rebalance, respond);
}

function joinAsKnownMember(group: ClassicGroup, request: JoinRequest, rebalance: Rebalance, respond: Respond): void {
  const { memberId } = request;
  const pending = group.pendingMembers.get(memberId);
  if (pending && request.groupInstanceId === null) {
    pending.cancel();
    group.pendingMembers.delete(memberId);
    return addMember(group, memberId, request, rebalance, respond);
  }
  const error = group.claimError(memberId, request.groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== undefined || !member) return respond({ error: error ?? 'UNKNOWN_MEMBER_ID', memberId });

  const saysNothingNew = hasSameProtocols(member, request);
  const forcesRebalance = group.state === 'Stable' && group.leaderId === memberId;
  const answersAtOnce = group.state === 'CompletingRebalance' || (group.state === 'Stable' && !forcesRebalance);
  if (saysNothingNew && answersAtOnce) return respond(rebalance.joinAnswer(group, member));
  updateMember(member, request, respond);
  return rebalance.memberChanged(group);
}

function addMember(
  group: ClassicGroup,
  memberId: string,
  request: JoinRequest,
  rebalance: Rebalance,
  respond: Respond,
): void {
  const member: Member = {
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: request.protocols,
    assignment: noBytes,
    isNew: true,
    join: respond,
    sync: undefined,
    sessionTimer: undefined,
  };
  group.add(member, request.protocolType);
  group.newMemberAdded = true;
  rebalance.extendSession(group, member);
  rebalance.memberChanged(group);
}

function rejoinAsStaticMember(
  group: ClassicGroup,
  old: Member,
  memberId: string,
  request: JoinRequest,
  rebalance: Rebalance,
  respond: Respond,
): void {
  const leaderBefore = group.leaderId ?? '';
  const member = group.replaceStatic(old, memberId);
  updateMember(member, request, respond);
  rebalance.extendSession(group, member);
  if (group.state !== 'Stable' || group.selectProtocol() !== group.protocolName) return rebalance.memberChanged(group);

  member.join = undefined;
  const answer = rebalance.joinAnswer(group, member);
  if (answer.error !== undefined) return respond(answer);
  if (request.supportsSkippingAssignment) {
    return respond({
      ...answer,
      leaderId: leaderBefore === old.memberId ? memberId : leaderBefore,
      skipAssignment: leaderBefore === old.memberId,
    });
  }
  // Before KIP-814 a returned leader must not assign again: it is told that its old self leads.
  return respond({ ...answer, leaderId: leaderBefore, members: [] });
}

/** The member waits from now on; what it waited for before is taken over by its newer request. */
function updateMember(member: Member, request: JoinRequest, respond: Respond): void {
  const superseded = member.join;
  member.protocols = request.protocols;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.join = respond;
  superseded?.({ error: 'UNKNOWN_MEMBER_ID', memberId: member.memberId });
}
