/** Kafka's names of a classic group's states; see README.md for what leads from one to the other. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** The errors of Kafka's error table that a coordinator answers with. */
export type GroupError =
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'FENCED_INSTANCE_ID'
  | 'GROUP_ID_NOT_FOUND'
  | 'GROUP_MAX_SIZE_REACHED'
  | 'ILLEGAL_GENERATION'
  | 'INCONSISTENT_GROUP_PROTOCOL'
  | 'INVALID_GROUP_ID'
  | 'INVALID_SESSION_TIMEOUT'
  | 'MEMBER_ID_REQUIRED'
  | 'NON_EMPTY_GROUP'
  | 'REBALANCE_IN_PROGRESS'
  | 'STALE_MEMBER_EPOCH'
  | 'UNKNOWN_MEMBER_ID'
  | 'UNSUPPORTED_VERSION';

export interface GroupSettings {
  /** `group.initial.rebalance.delay.ms` */
  initialRebalanceDelayMs: number;
  /** `group.min.session.timeout.ms` */
  minSessionTimeoutMs: number;
  /** `group.max.session.timeout.ms` */
  maxSessionTimeoutMs: number;
  /** `group.max.size`: members of one group. */
  maxSize: number;
}

/** How a member would share out partitions; `metadata` is the client's own (its subscription) and is never looked into. */
export interface MemberProtocol {
  name: string;
  metadata: Uint8Array;
}

export interface JoinRequest {
  groupId: string;
  /** Empty for a member that has no id yet. */
  memberId: string;
  /** Set for a static member (KIP-345). */
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocolType: string;
  protocols: readonly MemberProtocol[];
  /** A new dynamic member must come back with the id that it is given (KIP-394, from JoinGroup v4). */
  requiresKnownMemberId: boolean;
  /** The leader may be told to keep the assignment (KIP-814, from JoinGroup v9). */
  supportsSkippingAssignment: boolean;
}

export interface JoinedMember {
  memberId: string;
  groupInstanceId: string | null;
  metadata: Uint8Array;
}

export type JoinAnswer =
  | { error: GroupError; memberId: string }
  | {
      error: undefined;
      generationId: number;
      protocolType: string;
      protocolName: string;
      leaderId: string;
      memberId: string;
      /** Everyone, where the member is the leader; nobody otherwise. */
      members: JoinedMember[];
      skipAssignment: boolean;
    };

export interface SyncRequest {
  groupId: string;
  memberId: string;
  groupInstanceId: string | null;
  generationId: number;
  /** Both are null below SyncGroup v5. */
  protocolType: string | null;
  protocolName: string | null;
  /** The leader's; others send none. */
  assignments: readonly { memberId: string; assignment: Uint8Array }[];
}

export type SyncAnswer =
  { error: GroupError } | { error: undefined; protocolType: string; protocolName: string; assignment: Uint8Array };

/** A member as it presents itself in Heartbeat and OffsetCommit. */
export interface MemberClaim {
  groupId: string;
  memberId: string;
  groupInstanceId: string | null;
  generationId: number;
}

export interface LeavingMember {
  /** May be empty where `groupInstanceId` says who it is. */
  memberId: string;
  groupInstanceId: string | null;
}

export interface MemberDescription {
  memberId: string;
  groupInstanceId: string | null;
  clientId: string;
  clientHost: string;
  metadata: Uint8Array;
  assignment: Uint8Array;
}

export interface GroupDescription {
  groupId: string;
  state: GroupState;
  protocolType: string;
  /** The protocol that the members agreed on; empty while they have none. */
  protocolName: string;
  members: MemberDescription[];
}

export interface GroupListing {
  groupId: string;
  state: GroupState;
  protocolType: string;
}
