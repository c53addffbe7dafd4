import { brokerFault } from './broker-fault.ts';
import { logSettingsOf } from './cluster/config-values.ts';
import type { BrokerContext } from './apis/api.ts';
import type { LogRecovery } from './log/partition-logs.ts';

/**
 * Opens, and so mends, every log, whoever leads it: after a crash, so that it can say at once what was lost.
 * @throws Fault `storage-failed` where a log can't be opened
 */
export function recoverLogs({ cluster, logs }: BrokerContext): LogRecovery {
  for (const topic of cluster.topics) {
    for (const { partition } of topic.partitions) {
      try {
        logs.open(topic, partition, () => logSettingsOf(topic.config));
      } catch (error) {
        throw brokerFault('storage-failed', `cannot open partition ${partition} of ${topic.name}`, error);
      }
    }
  }
  return logs.recovery;
}
