import type { GroupError, GroupState, JoinAnswer, JoinRequest, MemberProtocol, SyncAnswer } from './group-types.ts';
import type { Timer } from '../../../shared/lib/index.ts';

/** One member of a group. What a client waits for (`join`, `sync`) is answered once, and is then undefined again. */
export interface Member {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly MemberProtocol[];
  assignment: Uint8Array;
  /** Hasn't been through a rebalance yet: its session is then bounded even while it waits. */
  isNew: boolean;
  join: ((answer: JoinAnswer) => void) | undefined;
  sync: ((answer: SyncAnswer) => void) | undefined;
  sessionTimer: Timer | undefined;
}

/** From where each state may be entered; anything else is a fault of the coordinator. */
const predecessors: Record<GroupState, readonly GroupState[]> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Empty', 'CompletingRebalance', 'Stable'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
};

export const noBytes = new Uint8Array(0);

/**
 * Who is in a group and what they agreed on: membership, leader, generation and protocol, without time and without
 * answers of its own. Invariants stand in README.md.
 */
export class ClassicGroup {
  readonly groupId: string;
  readonly members = new Map<string, Member>();
  /** Ids that were given out (KIP-394) and haven't come back, each with the timer that forgets it. */
  readonly pendingMembers = new Map<string, Timer>();
  /** Who was answered in this generation's join and has not synced. */
  readonly pendingSyncs = new Set<string>();
  readonly #staticMembers = new Map<string, string>();
  #state: GroupState = 'Empty';
  generationId = 0;
  protocolType: string | undefined;
  protocolName: string | undefined;
  leaderId: string | undefined;
  /** Ends the wait for members to join. Set only in PreparingRebalance. */
  joinTimer: Timer | undefined;
  /** Ends the wait for members to sync. Set only in CompletingRebalance and Stable. */
  syncTimer: Timer | undefined;
  /** The rebalance under way began in Empty: it ends with its delay, not with the last member. */
  isInitialRebalance = false;
  /** Somebody joined since the initial delay was last extended. */
  newMemberAdded = false;

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  get state(): GroupState {
    return this.#state;
  }

  transitionTo(state: GroupState): void {
    if (!predecessors[state].includes(this.#state)) {
      throw new Error(`group ${this.groupId} cannot go from ${this.#state} to ${state}`);
    }
    this.#state = state;
  }

  get hasAllJoined(): boolean {
    if (this.pendingMembers.size > 0) return false;
    for (const member of this.members.values()) if (!member.join) return false;
    return true;
  }

  /** The longest that any member asks to be waited for. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...Array.from(this.members.values(), (member) => member.rebalanceTimeoutMs));
  }

  memberOfInstance(groupInstanceId: string): string | undefined {
    return this.#staticMembers.get(groupInstanceId);
  }

  add(member: Member, protocolType: string): void {
    if (this.members.size === 0) this.protocolType = protocolType;
    this.leaderId ??= member.memberId;
    this.members.set(member.memberId, member);
    if (member.groupInstanceId !== null) this.#staticMembers.set(member.groupInstanceId, member.memberId);
  }

  /** Takes a member out and answers what it waited for; the next member leads where it was the leader. */
  remove(member: Member): void {
    member.sessionTimer?.cancel();
    this.members.delete(member.memberId);
    this.pendingSyncs.delete(member.memberId);
    if (member.groupInstanceId !== null && this.#staticMembers.get(member.groupInstanceId) === member.memberId) {
      this.#staticMembers.delete(member.groupInstanceId);
    }
    if (this.leaderId === member.memberId) this.leaderId = this.members.keys().next().value;
    refuse(member, 'UNKNOWN_MEMBER_ID');
  }

  /** A static member came back without its id: it takes its own old place under a new one, and the old one is fenced. */
  replaceStatic(old: Member, memberId: string): Member {
    const member: Member = { ...old, memberId, join: undefined, sync: undefined, sessionTimer: undefined };
    old.sessionTimer?.cancel();
    this.members.delete(old.memberId);
    this.pendingSyncs.delete(old.memberId);
    refuse(old, 'FENCED_INSTANCE_ID');
    this.members.set(memberId, member);
    if (member.groupInstanceId !== null) this.#staticMembers.set(member.groupInstanceId, memberId);
    if (this.leaderId === old.memberId) this.leaderId = memberId;
    return member;
  }

  /** Whether a member with these protocols could be in this group. */
  supportsProtocols(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (protocolType === '' || protocols.length === 0) return false;
    if (this.members.size === 0) return true;
    if (this.protocolType !== protocolType) return false;
    const common = this.#commonProtocols();
    return protocols.some((protocol) => common.has(protocol.name));
  }

  /** The protocol that all members know and most prefer; each votes for the first of its list. */
  selectProtocol(): string {
    const common = this.#commonProtocols();
    const votes = new Map<string, number>();
    for (const member of this.members.values()) {
      const choice = member.protocols.find((protocol) => common.has(protocol.name));
      if (choice) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
    }
    const winner = [...votes].sort(([, left], [, right]) => right - left)[0];
    if (!winner) throw new Error(`the members of group ${this.groupId} have no protocol in common`);
    return winner[0];
  }

  /** Makes sure that the leader is one who has joined; false where nobody has. */
  electJoinedLeader(): boolean {
    if (this.leaderId !== undefined && this.members.get(this.leaderId)?.join) return true;
    for (const member of this.members.values()) {
      if (!member.join) continue;
      this.leaderId = member.memberId;
      return true;
    }
    return false;
  }

  startNextGeneration(): void {
    this.generationId = this.generationId === 0x7fffffff ? 1 : this.generationId + 1;
    this.pendingSyncs.clear();
    if (this.members.size === 0) {
      this.protocolName = undefined;
      this.transitionTo('Empty');
    } else {
      this.protocolName = this.selectProtocol();
      this.transitionTo('CompletingRebalance');
    }
  }

  /** A member's own word for the chosen protocol. */
  metadataOf(member: Member): Uint8Array {
    return member.protocols.find((protocol) => protocol.name === this.protocolName)?.metadata ?? noBytes;
  }

  /** Whether someone is who it says it is: undefined, or the error that Kafka gives. */
  claimError(memberId: string, groupInstanceId: string | null): GroupError | undefined {
    if (groupInstanceId !== null) {
      const known = this.#staticMembers.get(groupInstanceId);
      if (known === undefined) return 'UNKNOWN_MEMBER_ID';
      if (known !== memberId) return 'FENCED_INSTANCE_ID';
    }
    return this.members.has(memberId) ? undefined : 'UNKNOWN_MEMBER_ID';
  }

  #commonProtocols(): Set<string> {
    let common: Set<string> | undefined;
    for (const member of this.members.values()) {
      const names = new Set(member.protocols.map((protocol) => protocol.name));
      const before: Set<string> = common ?? names;
      common = new Set([...before].filter((name) => names.has(name)));
    }
    return common ?? new Set();
  }
}

/** Whether a join says nothing new. */
export function hasSameProtocols(member: Member, request: JoinRequest): boolean {
  if (member.protocols.length !== request.protocols.length) return false;
  return member.protocols.every((protocol, index) => {
    const other = request.protocols[index];
    return other !== undefined && other.name === protocol.name && sameBytes(other.metadata, protocol.metadata);
  });
}

/** Answers whatever the member waits for with an error. */
function refuse(member: Member, error: GroupError): void {
  const { join, sync } = member;
  member.join = undefined;
  member.sync = undefined;
  join?.({ error, memberId: member.memberId });
  sync?.({ error });
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
