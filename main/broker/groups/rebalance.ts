import type { Clock } from '../../../shared/lib/index.ts';
import type { ClassicGroup, Member } from './classic-group.ts';
import type { GroupSettings, JoinAnswer } from './group-types.ts';

/** How long a member may be new before its first rebalance has ended, whatever session timeout it asked for. */
const newMemberTimeoutMs = 5 * 60_000;

/** Leads groups through their rebalances and keeps their members' sessions: the owner of all timers of all groups. */
export class Rebalance {
  readonly #clock: Clock;
  readonly #settings: GroupSettings;

  constructor(clock: Clock, settings: GroupSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Something changed in the group: begins a rebalance, or ends the one under way if that was what it waited for. */
  memberChanged(group: ClassicGroup): void {
    if (group.state === 'PreparingRebalance') this.completeJoinIfAllAreIn(group);
    else if (group.state !== 'Dead') this.#prepare(group);
  }

  completeJoinIfAllAreIn(group: ClassicGroup): void {
    if (group.state === 'PreparingRebalance' && !group.isInitialRebalance && group.hasAllJoined)
      this.#completeJoin(group);
  }

  /** Remembers an id that was given out, for as long as a session. */
  addPendingMember(group: ClassicGroup, memberId: string, sessionTimeoutMs: number): void {
    const timer = this.#clock.schedule(sessionTimeoutMs, () => this.removePendingMember(group, memberId));
    group.pendingMembers.set(memberId, timer);
  }

  removePendingMember(group: ClassicGroup, memberId: string): void {
    group.pendingMembers.get(memberId)?.cancel();
    group.pendingMembers.delete(memberId);
    this.completeJoinIfAllAreIn(group);
  }

  /** A member is gone, by its own will or by silence. */
  removeMember(group: ClassicGroup, member: Member): void {
    group.remove(member);
    this.memberChanged(group);
  }

  /** A sign of life: the session starts anew. */
  extendSession(group: ClassicGroup, member: Member): void {
    member.sessionTimer?.cancel();
    const timeoutMs = member.isNew ? newMemberTimeoutMs : member.sessionTimeoutMs;
    member.sessionTimer = this.#clock.schedule(timeoutMs, () => this.#expireSession(group, member));
  }

  answerJoin(group: ClassicGroup, member: Member, options?: { skipAssignment: boolean }): void {
    const respond = member.join;
    member.join = undefined;
    respond?.(this.joinAnswer(group, member, options));
  }

  joinAnswer(group: ClassicGroup, member: Member, options = { skipAssignment: false }): JoinAnswer {
    const isLeader = group.leaderId === member.memberId;
    return {
      error: undefined,
      generationId: group.generationId,
      protocolType: group.protocolType ?? '',
      protocolName: group.protocolName ?? '',
      leaderId: group.leaderId ?? '',
      memberId: member.memberId,
      members: isLeader ? membersForLeader(group) : [],
      skipAssignment: options.skipAssignment,
    };
  }

  /** The leader has spoken: every member that waits gets its part, and the group is stable. */
  propagateAssignments(group: ClassicGroup): void {
    group.transitionTo('Stable');
    for (const member of group.members.values()) {
      const respond = member.sync;
      if (!respond) continue;
      member.sync = undefined;
      this.extendSession(group, member);
      respond({
        error: undefined,
        protocolType: group.protocolType ?? '',
        protocolName: group.protocolName ?? '',
        assignment: member.assignment,
      });
    }
  }

  /** A member has synced; the last one ends the wait for those who haven't. */
  syncArrived(group: ClassicGroup, memberId: string): void {
    group.pendingSyncs.delete(memberId);
    if (group.pendingSyncs.size === 0) this.#stopWaitingForSyncs(group);
  }

  /** Ends a group: its timers are stopped and nobody in it is waited for. */
  close(group: ClassicGroup): void {
    group.transitionTo('Dead');
    for (const timer of group.pendingMembers.values()) timer.cancel();
    group.pendingMembers.clear();
    group.joinTimer?.cancel();
    this.#stopWaitingForSyncs(group);
    for (const member of group.members.values()) {
      member.sessionTimer?.cancel();
      const { join, sync } = member;
      member.join = undefined;
      member.sync = undefined;
      join?.({ error: 'COORDINATOR_NOT_AVAILABLE', memberId: member.memberId });
      sync?.({ error: 'COORDINATOR_NOT_AVAILABLE' });
    }
  }

  #prepare(group: ClassicGroup): void {
    this.#stopWaitingForSyncs(group);
    for (const member of group.members.values()) {
      const respond = member.sync;
      if (!respond) continue;
      member.sync = undefined;
      this.extendSession(group, member);
      respond({ error: 'REBALANCE_IN_PROGRESS' });
    }
    group.isInitialRebalance = group.state === 'Empty';
    group.transitionTo('PreparingRebalance');
    if (group.isInitialRebalance) {
      const delayMs = this.#settings.initialRebalanceDelayMs;
      this.#waitForFirstMembers(group, delayMs, Math.max(0, group.rebalanceTimeoutMs - delayMs));
    } else if (group.hasAllJoined) {
      this.#completeJoin(group);
    } else {
      this.#waitForJoins(group);
    }
  }

  #waitForJoins(group: ClassicGroup): void {
    group.joinTimer?.cancel();
    group.joinTimer = this.#clock.schedule(group.rebalanceTimeoutMs, () => this.#completeJoin(group));
  }

  /** Waits a short while after each newcomer, but never longer than the rebalance timeout in all. */
  #waitForFirstMembers(group: ClassicGroup, delayMs: number, remainingMs: number): void {
    group.newMemberAdded = false;
    group.joinTimer = this.#clock.schedule(delayMs, () => {
      if (!group.newMemberAdded || remainingMs === 0) return this.#completeJoin(group);
      const nextDelayMs = Math.min(this.#settings.initialRebalanceDelayMs, remainingMs);
      return this.#waitForFirstMembers(group, nextDelayMs, remainingMs - nextDelayMs);
    });
  }

  #completeJoin(group: ClassicGroup): void {
    group.joinTimer?.cancel();
    group.joinTimer = undefined;
    group.isInitialRebalance = false;
    for (const member of Array.from(group.members.values())) {
      // A static member keeps its place while its session lasts, so that its restart moves no partition.
      if (!member.join && member.groupInstanceId === null) group.remove(member);
    }
    if (group.members.size > 0 && !group.electJoinedLeader()) return this.#waitForJoins(group);
    group.startNextGeneration();
    for (const member of group.members.values()) {
      const answer = this.joinAnswer(group, member);
      member.isNew = false;
      this.extendSession(group, member);
      group.pendingSyncs.add(member.memberId);
      const respond = member.join;
      member.join = undefined;
      respond?.(answer);
    }
    if (group.pendingSyncs.size > 0) this.#waitForSyncs(group);
  }

  #waitForSyncs(group: ClassicGroup): void {
    const { generationId } = group;
    group.syncTimer = this.#clock.schedule(group.rebalanceTimeoutMs, () => {
      group.syncTimer = undefined;
      if (group.generationId !== generationId) return;
      if (group.state !== 'CompletingRebalance' && group.state !== 'Stable') return;
      for (const memberId of Array.from(group.pendingSyncs)) {
        const member = group.members.get(memberId);
        if (member) group.remove(member);
      }
      this.memberChanged(group);
    });
  }

  #stopWaitingForSyncs(group: ClassicGroup): void {
    group.syncTimer?.cancel();
    group.syncTimer = undefined;
    group.pendingSyncs.clear();
  }

  #expireSession(group: ClassicGroup, member: Member): void {
    if (group.state === 'Dead' || group.members.get(member.memberId) !== member) return;
    // Whoever waits for the coordinator is alive by definition; the answer starts its session anew.
    if (!member.isNew && (member.join || member.sync)) return;
    this.removeMember(group, member);
  }
}

function membersForLeader(group: ClassicGroup) {
  return Array.from(group.members.values(), (member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    metadata: group.metadataOf(member),
  }));
}
