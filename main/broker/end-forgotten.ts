import type { BrokerContext } from './apis/api.ts';
import { logSettingsOf } from './cluster/config-values.ts';

/**
 * Ends what nobody would end: after a power cut a log or a group may have an open transaction that its coordinator knows nothing of, or
 * knows to have ended. Readers of committed records would wait for it for good. Returns how many there were.
 * @throws Fault `storage-failed`
 */
export function endForgottenTransactions(
  { cluster, logs, groups, transactions, clock }: BrokerContext,
  warn: (message: string) => void,
): number {
  let ended = 0;
  const { coordinatorEpoch } = transactions;
  for (const topic of cluster.topics) {
    const { topicId, name } = topic;
    for (const { partition, leaderEpoch } of topic.partitions) {
      const log = logs.open(topic, partition, () => logSettingsOf(topic.config));
      for (const { producerId, producerEpoch, transactionStartOffset } of log.producers()) {
        if (transactionStartOffset < 0n) continue;
        const outcome = transactions.fateOf({ producerId, producerEpoch }, { topicId, topic: name, partition });
        if (outcome === 'open') continue;
        const marker = { producerId, producerEpoch, outcome, coordinatorEpoch };
        const error = log.appendMarker(marker, { leaderEpoch, nowMs: clock.nowMs() });
        if (error)
          warn(`a transaction that nobody ends on partition ${partition} of ${name} could not be ended: ${error}`);
        else ended += 1;
      }
    }
  }
  for (const { groupId, ...producer } of groups.offsets.pendingOwners()) {
    const outcome = transactions.fateOf(producer, { groupId });
    if (outcome === 'open') continue;
    groups.offsets.end({ groupId, producerId: producer.producerId, outcome });
    ended += 1;
  }
  return ended;
}
