import type { KafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Topic } from '../cluster/cluster.ts';
import type { AclOperation } from '../security/acl/acl.ts';
import type { RequestContext } from './api.ts';
import { findTopic } from './partitions.ts';

/**
 * The topic that a request means, or why it gets nothing of it. Who may not do this with a name isn't told whether there is a
 * topic of it; ids are no secret.
 */
export function authorizedTopic(
  { broker, access }: Pick<RequestContext, 'broker' | 'access'>,
  wanted: { name?: string | null; topicId?: string },
  byId: boolean,
  operation: AclOperation,
): Topic | Extract<KafkaErrorName, 'TOPIC_AUTHORIZATION_FAILED' | 'UNKNOWN_TOPIC_ID' | 'UNKNOWN_TOPIC_OR_PARTITION'> {
  const topic = findTopic(broker, wanted, byId);
  const name = topic?.name ?? (byId ? undefined : (wanted.name ?? ''));
  if (name !== undefined && !access.may(operation, 'topic', name)) return 'TOPIC_AUTHORIZATION_FAILED';
  return topic ?? (byId ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION');
}
