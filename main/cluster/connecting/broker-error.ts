import { kafkaErrorName, kafkaErrors, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { ClusterFault, type ClusterFaultCode } from './cluster-fault.ts';

/** Answers that mean: look for the leader anew, and ask again. */
const leaderErrors: ReadonlySet<KafkaErrorName> = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'OFFSET_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
]);

const codeByError: Partial<Record<KafkaErrorName, ClusterFaultCode>> = {
  TOPIC_AUTHORIZATION_FAILED: 'not-authorized',
  GROUP_AUTHORIZATION_FAILED: 'not-authorized',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorized',
  UNKNOWN_TOPIC_OR_PARTITION: 'topic-unknown',
  UNKNOWN_TOPIC_ID: 'topic-unknown',
  INCONSISTENT_TOPIC_ID: 'topic-unknown',
  INVALID_TOPIC_EXCEPTION: 'topic-unknown',
  UNSUPPORTED_SASL_MECHANISM: 'mechanism-not-offered',
  ILLEGAL_SASL_STATE: 'sasl-not-spoken',
  SASL_AUTHENTICATION_FAILED: 'authentication-failed',
  UNSUPPORTED_VERSION: 'unsupported',
  CORRUPT_MESSAGE: 'corrupt-records',
};

/** A broker's error about `subject` ("the topic orders") as a fault. */
export function brokerError(errorCode: number, subject: string): ClusterFault {
  const name = kafkaErrorName(errorCode);
  const retriable = kafkaErrors[name].isRetriable;
  if (leaderErrors.has(name)) return new ClusterFault('leader-moved', `${subject}: ${name}`, { retriable: true });
  const code = codeByError[name];
  if (code !== undefined) return new ClusterFault(code, `${subject}: ${name}`);
  return new ClusterFault('broker-error', `${subject}: ${name}`, { retriable });
}
