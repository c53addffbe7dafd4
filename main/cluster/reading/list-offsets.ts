import { groupBy } from '../../../shared/lib/index.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { BrokerConnection } from '../connecting/broker-connection.ts';
import { brokerError } from '../connecting/broker-error.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';
import type { Isolation } from './types.ts';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What ListOffsets asks of a partition: its ends, or the first record at or after a time in ms (KIP-79). */
export type OffsetQuestion = 'earliest' | 'latest' | { readonly timeMs: number };

/** From here on a broker answers with offsets, not with segments. */
const firstVersion = 1;
const firstVersionWithIsolation = 2;
/** The newest that Kafka 2.4 to 4.4 share in what is needed here. */
const lastVersion = 7;

export function isolationLevel(isolation: Isolation): number {
  return isolation === 'read-committed' ? 1 : 0;
}

export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/**
 * Asks the broker that leads these partitions. By `TOPIC/PARTITION`; undefined where no record is that new. Rejects with a
 * ClusterFault, `leader-moved` where the broker doesn't lead them (any more).
 */
export async function listOffsets(
  connection: BrokerConnection,
  partitions: readonly TopicPartition[],
  question: OffsetQuestion,
  isolation: Isolation,
): Promise<Map<string, bigint | undefined>> {
  const timestamp = timestampOf(question);
  const byTopic = groupBy(partitions, ({ topic }) => topic);
  const answer = await connection.request(
    kafkaApis.listOffsets,
    (version) => ({
      replicaId: -1,
      isolationLevel: version >= firstVersionWithIsolation ? isolationLevel(isolation) : 0,
      topics: [...byTopic].map(([name, wanted]) => ({
        name,
        partitions: wanted.map(({ partition }) => ({ partitionIndex: partition, timestamp })),
      })),
      timeoutMs: 0,
    }),
    { minVersion: firstVersion, maxVersion: lastVersion },
  );
  const offsets = new Map<string, bigint | undefined>();
  for (const { name, partitions: answered } of answer.topics) {
    for (const { partitionIndex, errorCode, offset } of answered) {
      const subject = `The partition ${partitionIndex} of ${name}`;
      if (errorCode !== 0) throw offsetFault(errorCode, subject);
      offsets.set(partitionKey({ topic: name, partition: partitionIndex }), offset < 0n ? undefined : offset);
    }
  }
  return offsets;
}

function timestampOf(question: OffsetQuestion): bigint {
  if (question === 'earliest') return -2n;
  return question === 'latest' ? -1n : BigInt(Math.max(0, Math.floor(question.timeMs)));
}

/** Metadata has just named this broker the leader, so one that doesn't know the partition has yet to learn of it. */
function offsetFault(errorCode: number, subject: string): ClusterFault {
  if (kafkaErrorName(errorCode) === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return new ClusterFault('leader-moved', `${subject}: UNKNOWN_TOPIC_OR_PARTITION`);
  }
  return brokerError(errorCode, subject);
}
