import type { AclOperation } from '../security/acl/acl.ts';
import type { BrokerContext, RequestContext } from './api.ts';

type Asked = Pick<RequestContext, 'broker' | 'access'>;

/** Whether this broker coordinates a group or a transactional id: of all others it knows nothing. */
export function coordinates({ cluster, nodeId }: BrokerContext, key: string): boolean {
  return cluster.coordinatorOf(key)?.nodeId === nodeId;
}

/** Why a group isn't spoken of: who asks may not, or asks the wrong broker. */
export function groupRefusal(
  { broker, access }: Asked,
  operation: AclOperation,
  groupId: string,
): 'GROUP_AUTHORIZATION_FAILED' | 'NOT_COORDINATOR' | undefined {
  if (!access.may(operation, 'group', groupId)) return 'GROUP_AUTHORIZATION_FAILED';
  return coordinates(broker, groupId) ? undefined : 'NOT_COORDINATOR';
}

/** Kafka's words for them. */
export const groupRefusalMessages = {
  GROUP_AUTHORIZATION_FAILED: 'Group authorization failed.',
  NOT_COORDINATOR: 'This is not the correct coordinator.',
} as const;

/** Why a transactional id isn't spoken of: who asks may not, or asks the wrong broker. */
export function transactionRefusal(
  { broker, access }: Asked,
  operation: AclOperation,
  transactionalId: string,
): 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' | 'NOT_COORDINATOR' | undefined {
  if (!access.may(operation, 'transactionalId', transactionalId)) return 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
  return coordinates(broker, transactionalId) ? undefined : 'NOT_COORDINATOR';
}
