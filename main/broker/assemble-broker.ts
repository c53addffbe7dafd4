import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/lib/index.ts';
import type { BrokerContext, BrokerSettings } from './apis/api.ts';
import type { BrokerState } from './data-folder.ts';
import { FaultLab, type FaultyPartition, type LeaderPorts } from './faults/fault-lab.ts';
import { FetchSessions } from './fetch-sessions/fetch-sessions.ts';
import { ConsumerGroups } from './groups/consumer/consumer-groups.ts';
import { GroupCoordinator } from './groups/coordinator.ts';
import type { Cluster } from './cluster/cluster.ts';
import { type IsUp, leadAgain, moveLeader, type Partition } from './cluster/partition.ts';
import { logSettingsOf } from './cluster/config-values.ts';
import { Authorizer } from './security/acl/authorizer.ts';
import type { SecurityOptions } from './security/security-options.ts';
import type { Flusher } from './log/flusher.ts';
import { PartitionLogs } from './log/partition-logs.ts';
import type { TransactionMarker } from './log/transaction-marker.ts';
import type { TransactionPartition } from './transactions/transaction.ts';
import { TransactionCoordinator } from './transactions/transaction-coordinator.ts';

export interface BrokerParts {
  /** The brokers of the cluster. */
  nodeIds: readonly number[];
  state: BrokerState;
  settings: BrokerSettings;
  security: SecurityOptions;
  clock: Clock;
  warn: (message: string) => void;
  /** Forces logs to the disk; without it nothing does before the end. */
  flusher?: Flusher;
}

/**
 * Puts the brokers of a cluster together, without listeners: what their APIs need, wired to one another. They share everything but
 * the sessions of those who fetch from them. Transactions whose end was decided before are ended by `transactions.recover`, which
 * whoever assembles them calls before anything is answered.
 */
export function assembleBrokers({
  nodeIds,
  state,
  settings,
  security,
  clock,
  warn,
  flusher,
}: BrokerParts): BrokerContext[] {
  const { cluster, offsets, transactions: keptTransactions, topicsFolder } = state;
  const logs = new PartitionLogs({
    clock,
    folder: topicsFolder,
    flusher,
    onUncleanable: ({ topic, partition, cause }) =>
      warn(
        `partition ${partition} of ${topic} could not be compacted, and will not be until a restart: ${String(cause)}`,
      ),
    onCut: ({ topic, partition, offset, bytes }) =>
      warn(
        `partition ${partition} of ${topic} was cut by ${bytes} bytes at offset ${offset}: a crash left them unfinished`,
      ),
  });
  const groups = new GroupCoordinator({
    clock,
    offsets,
    settings: {
      initialRebalanceDelayMs: settings.initialRebalanceDelayMs,
      minSessionTimeoutMs: 6000,
      maxSessionTimeoutMs: 1_800_000,
      maxSize: 2_147_483_647,
    },
    createMemberId: randomUUID,
    consumers: new ConsumerGroups({ clock, topics: cluster, createMemberId: randomUUID }),
  });
  cluster.onTopicConfigured((topic) => logs.configure(topic, logSettingsOf(topic.config)));
  cluster.onTopicDeleted((topic) => {
    logs.remove(topic);
    offsets.forgetTopic(topic.name);
  });
  const endOnPartition = ({ topicId, partition }: TransactionPartition, marker: TransactionMarker) => {
    const topic = cluster.topicById(topicId);
    const led = topic?.partitions[partition];
    if (!topic || !led) return;
    const log = logs.open(topic, partition, () => logSettingsOf(topic.config));
    log.appendMarker(marker, { leaderEpoch: led.leaderEpoch, nowMs: clock.nowMs() });
  };
  const transactions = new TransactionCoordinator({
    clock,
    ...keptTransactions,
    allocateProducerId: () => cluster.allocateProducerId(),
    endOnPartition,
    endOnGroup: (groupId, producerId, outcome) => offsets.end({ groupId, producerId, outcome }),
  });
  const authorizer = security.authorizer && new Authorizer(cluster.acls, security.authorizer);
  const faults = new FaultLab(clock, leaderFaults(cluster, warn));
  const shared = { cluster, logs, groups, transactions, authorizer, clock, faults, settings };
  return nodeIds.map((nodeId) => ({ nodeId, fetchSessions: new FetchSessions(clock), ...shared }));
}

/** What faults do to leaders: another broker leads, or nobody where no other one can, until the fault is over. */
function leaderFaults(cluster: Cluster, warn: (message: string) => void): LeaderPorts {
  const change = ({ topic: name, partition }: FaultyPartition, by: (led: Partition, isUp: IsUp) => Partition) => {
    const topic = cluster.topicByName(name);
    const led = topic?.partitions[partition];
    if (!topic || !led) return;
    const changed = by(led, cluster.isUp);
    if (changed === led) return;
    try {
      cluster.changePartition(topic, changed);
    } catch (error) {
      warn(`the leader of partition ${partition} of ${name} could not be kept: ${String(error)}`);
    }
  };
  return {
    partitions: () =>
      cluster.topics.flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition }))),
    moveLeader: (place) => change(place, moveLeader),
    settleLeader: (place) => change(place, leadAgain),
  };
}
