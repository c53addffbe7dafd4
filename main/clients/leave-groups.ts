import type { ConnectionSettings } from '../../shared/connection/index.ts';
import { innerClusterMaker } from './inner-cluster.ts';
import { createKafkaClient } from './kafka-client.ts';
import { toClientFault, withClientFaults } from './to-client-fault.ts';

/** A member's place in its group. */
export interface GroupPlace {
  groupId: string;
  memberId: string;
}

/**
 * Takes members out of their groups whose process has died, so that the others needn't wait for their sessions to time
 * out. Members that are no longer there are no failure. Rejects with a ClientFault where the cluster can't be asked.
 */
export async function leaveGroups(
  { connection }: { connection: ConnectionSettings },
  places: readonly GroupPlace[],
): Promise<void> {
  if (places.length === 0) return;
  const cluster = createCluster(connection);
  await withClientFaults(() => cluster.connect());
  try {
    for (const { groupId, memberId } of places) {
      try {
        const coordinator = await cluster.findGroupCoordinator({ groupId });
        await coordinator.leaveGroup({ groupId, memberId });
      } catch (error) {
        const fault = toClientFault(error);
        if (fault.code !== 'STALE_MEMBER') throw fault;
      }
    }
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

/** What of kafkajs's inner cluster is used here. */
interface InnerCluster {
  connect(): Promise<void>;
  findGroupCoordinator(options: { groupId: string }): Promise<{ leaveGroup(place: GroupPlace): Promise<unknown> }>;
  disconnect(): Promise<void>;
}

/** kafkajs lets a consumer leave its own group only; the request for any member is there, one layer below its public face. */
function createCluster(connection: ConnectionSettings): InnerCluster {
  const client = createKafkaClient({ connection, retries: 3 });
  return innerClusterMaker(client).create({ allowAutoTopicCreation: false }) as InnerCluster;
}
