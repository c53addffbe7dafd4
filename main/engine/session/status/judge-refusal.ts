import { type KafkaErrorName, kafkaErrors } from '../../../../shared/kafka/index.ts';
import type { Judgement } from './judgement.ts';
import type { RefusedWrite } from './refused-writes.ts';

const inSync = 'fewer replicas are in sync than min.insync.replicas asks for';
const bringBack = 'Bring brokers back, or lower it.';
const noLeader = 'the partition has no leader that takes them';
const seeBrokers = 'See whether its brokers run.';

/** Why the cluster says no, and what to do, to what a person may come upon. By Kafka's names. */
const words: Partial<Record<KafkaErrorName, readonly [why: string, next: string]>> = {
  NOT_ENOUGH_REPLICAS: [inSync, bringBack],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [inSync, bringBack],
  KAFKA_STORAGE_ERROR: ['its broker can’t write to its disk', 'See whether the disk is full or broken.'],
  TOPIC_AUTHORIZATION_FAILED: ['its user may not write to the topic', 'Allow it WRITE there, or connect as another.'],
  CLUSTER_AUTHORIZATION_FAILED: [
    'its user may not write idempotently',
    'Allow it IDEMPOTENT_WRITE on the cluster, or connect as another.',
  ],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [
    'its user may not use the transactional id',
    'Allow it WRITE on the group’s transactional ids, or connect as another.',
  ],
  INVALID_REQUIRED_ACKS: ['it takes none that wait for all replicas (acks=all)', 'Let the cluster take them.'],
  UNKNOWN_TOPIC_OR_PARTITION: ['it has no such topic or partition', 'Create it, or run again.'],
  LEADER_NOT_AVAILABLE: [noLeader, seeBrokers],
  NOT_LEADER_OR_FOLLOWER: [noLeader, seeBrokers],
  FENCED_LEADER_EPOCH: [noLeader, seeBrokers],
  COORDINATOR_NOT_AVAILABLE: ['no coordinator of transactions answers', seeBrokers],
  REQUEST_TIMED_OUT: ['replicas don’t confirm them in time', 'See whether all of its brokers keep up.'],
  POLICY_VIOLATION: ['a policy of the cluster is against them', 'See what its create and alter policies say.'],
  UNSUPPORTED_COMPRESSION_TYPE: ['it doesn’t know their compression', 'See compression.type of the topic.'],
};

/** What a node is told to be in whose writes a cluster answers with no. Pure. */
export function judgeRefusal({ topic, error }: RefusedWrite): Judgement {
  const [why, next] = words[error] ?? [
    'it says so without a reason that is known here',
    'See the logs of its brokers.',
  ];
  return {
    // What may be tried again is, and waits for the cluster; the rest fails.
    state: kafkaErrors[error].isRetriable ? 'stalled' : 'error',
    cause: 'cluster-refuses',
    reason: `The cluster refuses writes to ${topic}: ${why} (${error}). ${next}`,
  };
}
