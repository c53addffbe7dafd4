import type { QuotaEntry } from '../quotas/client-quotas.ts';
import type { AclEntry } from '../security/acl/acls.ts';
import type { ScramEntry } from '../security/sasl/scram-credentials.ts';

/** One change of a cluster, as its journal keeps it. A topic's entry replaces the one before it of the same id. */
export type ClusterEntry =
  | { type: 'cluster'; clusterId: string; nodeId: number }
  | {
      type: 'topic';
      name: string;
      topicId: string;
      partitions: { replicaIds: number[]; leaderEpoch: number }[];
      config: Record<string, string>;
    }
  | { type: 'topic-deleted'; topicId: string }
  /** All producer ids below it may have been given out. */
  | { type: 'producer-ids'; reserved: string }
  | ScramEntry
  | AclEntry
  | QuotaEntry;

/** Where a cluster keeps its changes; called before a change is visible. */
export interface ClusterJournal {
  append(entry: ClusterEntry): void;
  /** The same, and it outlives a power cut whatever the policy: what comes of it may. */
  appendDurably(entry: ClusterEntry): void;
}
