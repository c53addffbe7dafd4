import type { Timer } from '../../../../shared/lib/index.ts';
import {
  type Assignment,
  difference,
  intersection,
  isSameAssignment,
  nothing,
  type PartitionKey,
} from './assignment.ts';
import { assignors, type AssignorName, isAssignorName } from './assignors.ts';

/** Kafka's names of such a group's states; see README.md. */
export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable';

/** How far a member is on its way to what it is to have. */
export type MemberState = 'stable' | 'revoking' | 'waiting';

/** The epoch of a static member that has left for a while. */
export const awayEpoch = -2;

/** One member of a group of KIP-848. */
export interface ConsumerMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  rackId: string | null;
  clientId: string;
  clientHost: string;
  rebalanceTimeoutMs: number;
  topicNames: readonly string[];
  /** A pattern in RE2's language, beside the names. */
  topicPattern: string | null;
  /** Whether it may know of a topic that its pattern finds. */
  mayDescribe: (topic: string) => boolean;
  assignorName: string | null;
  /** The group epoch that the member is at. */
  epoch: number;
  /** The one before, for a heartbeat whose answer was lost. */
  previousEpoch: number;
  state: MemberState;
  /** What it may read now. */
  assigned: Assignment;
  /** What it has been told to give up and may still hold. */
  revoking: Assignment;
  sessionTimer: Timer | undefined;
  /** Ends the wait for what it is to give up. Set while it is `revoking`. */
  rebalanceTimer: Timer | undefined;
}

/** The topics that a group may read, as they are at one time. */
export interface TopicView {
  /** Ids of the topics that a member has subscribed to. */
  subscribedBy(member: ConsumerMember): ReadonlySet<string>;
  partitionCount(topicId: string): number;
}

/**
 * Who is in a group, what each is to have (the target) and what each has: without time and without answers. Invariants stand
 * in README.md.
 */
export class ConsumerGroup {
  readonly groupId: string;
  readonly members = new Map<string, ConsumerMember>();
  /** Counts what the target must follow: who is in, what they subscribe to, which topics there are. */
  epoch = 1;
  /** The group epoch that the target was made for. */
  assignmentEpoch = 1;
  assignorName: AssignorName = 'uniform';
  #targets = new Map<string, Assignment>();
  /** What the topics looked like that the target was made for. */
  #topicsSeen = '';

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  get state(): ConsumerGroupState {
    if (this.members.size === 0) return 'Empty';
    if (this.epoch > this.assignmentEpoch) return 'Assigning';
    for (const { epoch, state } of this.members.values()) {
      if (epoch !== this.assignmentEpoch || state !== 'stable') return 'Reconciling';
    }
    return 'Stable';
  }

  memberOfInstance(instanceId: string): ConsumerMember | undefined {
    for (const member of this.members.values()) if (member.instanceId === instanceId) return member;
    return undefined;
  }

  targetOf(memberId: string): Assignment {
    return this.#targets.get(memberId) ?? nothing;
  }

  /** A member takes the place of another with all that it had: a static one that has come back. */
  replace(old: ConsumerMember, member: ConsumerMember): void {
    this.members.delete(old.memberId);
    this.members.set(member.memberId, member);
    this.#targets.set(member.memberId, this.targetOf(old.memberId));
    this.#targets.delete(old.memberId);
  }

  remove(member: ConsumerMember): void {
    this.members.delete(member.memberId);
    this.#targets.delete(member.memberId);
    this.epoch += 1;
    // Nobody is left to have anything.
    if (this.members.size === 0) this.assignmentEpoch = this.epoch;
  }

  /** Whether another member has the partition, or hasn't given it up yet. */
  isHeldByOther(memberId: string, key: PartitionKey): boolean {
    for (const member of this.members.values()) {
      if (member.memberId !== memberId && (member.assigned.has(key) || member.revoking.has(key))) return true;
    }
    return false;
  }

  /** Makes a new target where members, subscriptions or topics have changed since the last. */
  updateTarget(topics: TopicView): void {
    const subscribed = new Map(Array.from(this.members.values(), (member) => [member, topics.subscribedBy(member)]));
    const topicIds = new Set([...subscribed.values()].flatMap((ids) => [...ids]));
    const counts = new Map([...topicIds].sort().map((topicId) => [topicId, topics.partitionCount(topicId)]));
    const topicsNow = JSON.stringify([...counts]);
    if (topicsNow !== this.#topicsSeen && this.epoch === this.assignmentEpoch) this.epoch += 1;
    if (this.epoch === this.assignmentEpoch) return;
    this.#topicsSeen = topicsNow;
    this.assignorName = this.#preferredAssignor();
    const members = Array.from(subscribed, ([{ memberId, instanceId }, ids]) => ({
      memberId,
      instanceId,
      topicIds: ids,
      target: this.targetOf(memberId),
    }));
    this.#targets = assignors[this.assignorName](members, counts);
    this.assignmentEpoch = this.epoch;
  }

  /**
   * Brings a member one step nearer to its target. `owned` is what the client says it holds; undefined where it doesn't say.
   * Answers whether what it may read has changed. Source: KIP-848, "Reconciliation".
   */
  reconcile(member: ConsumerMember, owned: Assignment | undefined): boolean {
    if (member.state === 'revoking') {
      // It goes on once it no longer says that it holds what it was to give up.
      if (!owned || intersection(owned, member.revoking).size > 0) return false;
      member.revoking = nothing;
      return this.#advance(member, member.epoch + 1, owned);
    }
    if (member.state === 'stable' && member.epoch === this.assignmentEpoch) return false;
    return this.#advance(member, member.epoch, owned);
  }

  #advance(member: ConsumerMember, epoch: number, owned: Assignment | undefined): boolean {
    const before = member.assigned;
    const target = this.targetOf(member.memberId);
    const kept = intersection(before, target);
    const toRevoke = difference(before, target);
    if (toRevoke.size > 0 && (!owned || intersection(owned, toRevoke).size > 0)) {
      this.#moveTo(member, epoch, 'revoking', kept, toRevoke);
    } else {
      const missing = [...difference(target, kept)];
      const free = missing.filter((key) => !this.isHeldByOther(member.memberId, key));
      const state = free.length < missing.length ? 'waiting' : 'stable';
      this.#moveTo(member, this.assignmentEpoch, state, new Set([...kept, ...free]), nothing);
    }
    return !isSameAssignment(before, member.assigned);
  }

  #moveTo(member: ConsumerMember, epoch: number, state: MemberState, assigned: Assignment, revoking: Assignment): void {
    if (epoch !== member.epoch) member.previousEpoch = member.epoch;
    Object.assign(member, { epoch, state, assigned, revoking });
  }

  /** What most members ask for, of those that ask. */
  #preferredAssignor(): AssignorName {
    const votes = new Map<AssignorName, number>();
    for (const { assignorName } of this.members.values()) {
      if (assignorName !== null && isAssignorName(assignorName)) {
        votes.set(assignorName, (votes.get(assignorName) ?? 0) + 1);
      }
    }
    return [...votes].sort(([, left], [, right]) => right - left)[0]?.[0] ?? 'uniform';
  }
}
