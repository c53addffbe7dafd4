import { RE2JS } from 're2js';
import type { Assignment } from './assignment.ts';
import { assignorNames, isAssignorName } from './assignors.ts';

/** A ConsumerGroupHeartbeat. What is null or -1 hasn't changed since the last. */
export interface HeartbeatRequest {
  groupId: string;
  memberId: string;
  /** 0 joins, -1 leaves, -2 leaves for a while (static members). */
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  topicNames: readonly string[] | null;
  topicPattern: string | null;
  assignorName: string | null;
  owned: Assignment | null;
  clientId: string;
  clientHost: string;
  /** Whether the member may know of a topic; its pattern finds no others. Asked as long as the member lives. */
  mayDescribe: (topic: string) => boolean;
}

export type HeartbeatError =
  | 'COORDINATOR_NOT_AVAILABLE'
  | 'FENCED_INSTANCE_ID'
  | 'FENCED_MEMBER_EPOCH'
  | 'GROUP_ID_NOT_FOUND'
  | 'INVALID_REGULAR_EXPRESSION'
  | 'INVALID_REQUEST'
  | 'UNKNOWN_MEMBER_ID'
  | 'UNRELEASED_INSTANCE_ID'
  | 'UNSUPPORTED_ASSIGNOR';

export interface HeartbeatRefusal {
  error: HeartbeatError;
  message: string;
}

/** What can be said of a heartbeat without knowing the group. `mayLackMemberId`: in version 0 the coordinator gives the id. */
export function heartbeatError(request: HeartbeatRequest, mayLackMemberId: boolean): HeartbeatRefusal | undefined {
  const { memberEpoch, memberId, instanceId, assignorName, topicPattern } = request;
  if (memberId === '' && !(mayLackMemberId && memberEpoch === 0)) return invalid("MemberId can't be empty.");
  if (request.groupId === '') return invalid("GroupId can't be empty.");
  if (instanceId === '') return invalid("InstanceId can't be empty.");
  if (request.rackId === '') return invalid("RackId can't be empty.");
  if (memberEpoch === 0) {
    if (request.rebalanceTimeoutMs === -1) return invalid('RebalanceTimeoutMs must be provided in first request.');
    if (request.owned === null || request.owned.size > 0) {
      return invalid('TopicPartitions must be empty when (re-)joining.');
    }
    if (request.topicNames === null && topicPattern === null) {
      return invalid('Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.');
    }
  } else if (memberEpoch === -2) {
    if (instanceId === null) return invalid("InstanceId can't be null.");
  } else if (memberEpoch < -2) {
    return invalid('MemberEpoch is invalid.');
  }
  if (assignorName !== null && !isAssignorName(assignorName)) {
    const message = `ServerAssignor ${assignorName} is not supported. Supported assignors: ${assignorNames.join(', ')}.`;
    return { error: 'UNSUPPORTED_ASSIGNOR', message };
  }
  return topicPattern === null ? undefined : patternError(topicPattern);
}

function invalid(message: string): HeartbeatRefusal {
  return { error: 'INVALID_REQUEST', message };
}

function patternError(pattern: string): HeartbeatRefusal | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `SubscribedTopicRegex \`${pattern}\` is not a valid regular expression: ${reason}.`;
    return { error: 'INVALID_REGULAR_EXPRESSION', message };
  }
}
