import { statfsSync } from 'node:fs';
import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Topic } from '../cluster/cluster.ts';
import { type BrokerContext, implementApi } from './api.ts';
import { findReplica } from './partitions.ts';

/** What is told as the folder where everything is in memory. */
const memory = 'memory';
const unknownBytes = -1n;

/** How large partitions are, and how much room there is. Versions 1 to 5. Source: KIP-113, KIP-827 (room). */
export const describeLogDirs = implementApi({
  kafka: kafkaApis.describeLogDirs,
  answer({ topics }, { broker, access }) {
    if (!access.mayCluster('describe')) {
      return { throttleTimeMs: 0, errorCode: kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED'), results: [] };
    }
    const wanted: readonly { topic: string; partitions: readonly number[] }[] =
      topics ?? broker.cluster.topics.map((topic) => ({ topic: topic.name, partitions: indexesOf(topic) }));
    const described = wanted
      .map(({ topic, partitions }) => ({ name: topic, partitions: describePartitions(broker, topic, partitions) }))
      .filter(({ partitions }) => partitions.length > 0);
    const { dataDirectory } = broker.settings;
    const result = { errorCode: 0, logDir: dataDirectory ?? memory, topics: described, ...roomIn(dataDirectory) };
    return { throttleTimeMs: 0, errorCode: 0, results: [result] };
  },
});

function describePartitions(broker: BrokerContext, name: string, partitions: readonly number[]) {
  const topic = broker.cluster.topicByName(name);
  if (!topic) return [];
  return partitions.flatMap((partitionIndex) => {
    const replica = findReplica(broker, topic, partitionIndex);
    if (typeof replica === 'string') return [];
    return [{ partitionIndex, partitionSize: BigInt(replica.log.sizeBytes), offsetLag: 0n, isFutureKey: false }];
  });
}

function indexesOf({ partitions }: Topic): number[] {
  return partitions.map(({ partition }) => partition);
}

function roomIn(folder: string | undefined) {
  if (folder === undefined) return { totalBytes: unknownBytes, usableBytes: unknownBytes };
  const { blocks, bavail, bsize } = statfsSync(folder, { bigint: true });
  return { totalBytes: blocks * bsize, usableBytes: bavail * bsize };
}
