import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brokerFault } from './broker-fault.ts';
import { Cluster } from './cluster/cluster.ts';
import type { ClusterEntry } from './cluster/cluster-journal.ts';
import { CommittedOffsets } from './groups/committed-offsets.ts';
import { journalOffsets, replayOffsets, snapshotOffsets, type OffsetsEntry } from './groups/offsets-journal.ts';
import type { Flusher } from './log/flusher.ts';
import { Journal } from './log/journal.ts';
import { lockDataFolder } from './server/data-lock.ts';
import {
  type KeptTransactions,
  noTransactions,
  replayTransactions,
  snapshotTransactions,
  type TransactionEntry,
  type TransactionsJournal,
} from './transactions/transactions-journal.ts';

/** What a broker keeps beside its records, in memory or in a folder. */
export interface BrokerState {
  cluster: Cluster;
  offsets: CommittedOffsets;
  transactions: { kept: KeptTransactions; journal?: TransactionsJournal };
  /** Folder of the partition logs; undefined keeps records in memory. */
  topicsFolder: string | undefined;
  /** Whether there was a broker before this one that didn't close its data in good order. */
  isAfterCrash: boolean;
  /** `isWhole`: what an earlier broker left unfinished is mended, so that the next start need not look for it. */
  close(isWhole: boolean): Promise<void>;
}

/** Written last by a broker that ends in good order, and taken away by the next. */
const cleanEndFile = 'clean-end';

interface JournalWatch {
  flusher: Flusher;
  onCut: (file: string, bytes: number) => void;
}

export function memoryState(): BrokerState {
  return {
    cluster: new Cluster({ clusterId: createUuid(), createTopicId: createUuid }),
    offsets: new CommittedOffsets(),
    transactions: { kept: noTransactions() },
    topicsFolder: undefined,
    isAfterCrash: false,
    close: () => Promise.resolve(),
  };
}

/**
 * Opens a data folder for this process alone, as README.md lays it out. What the last broker kept is there again, and its
 * partitions are led under the next leader epoch.
 * @throws Fault `data-in-use`, `data-too-new`, `data-of-other-node` or `storage-failed`
 */
export async function openDataFolder(
  folder: string,
  nodeIds: readonly number[],
  watch: JournalWatch,
): Promise<BrokerState> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw brokerFault('storage-failed', `cannot make the folder ${folder}`, error);
  }
  const lock = await lockDataFolder(folder);
  try {
    const clusterFile = path.join(folder, 'cluster.journal');
    const cleanEnd = path.join(folder, cleanEndFile);
    const isAfterCrash = existsSync(clusterFile) && !existsSync(cleanEnd);
    const { cluster, journal: clusterJournal } = openCluster(clusterFile, nodeIds, watch);
    const { offsets, journal: offsetsJournal } = openOffsets(path.join(folder, 'offsets.journal'), watch);
    const transactions = openTransactions(path.join(folder, 'transactions.journal'), watch);
    rmSync(cleanEnd, { force: true });
    return {
      cluster,
      offsets,
      transactions,
      topicsFolder: path.join(folder, 'topics'),
      isAfterCrash,
      async close(isWhole) {
        clusterJournal.close();
        offsetsJournal.close();
        transactions.journal.close();
        if (isWhole && !watch.flusher.hasFailed) writeCleanEnd(cleanEnd, watch.flusher);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function openCluster(file: string, nodeIds: readonly number[], watch: JournalWatch) {
  // The first stands for all: a cluster may have more brokers than it had, or fewer.
  const nodeId = nodeIds[0] ?? 1;
  const kept: ClusterEntry[] = [];
  let cluster: Cluster | undefined;
  const identity = (): ClusterEntry => ({ type: 'cluster', clusterId: cluster?.clusterId ?? '', nodeId });
  const journal = new Journal<ClusterEntry>(file, {
    replay: (entry) => void kept.push(entry),
    snapshot: () => [identity(), ...(cluster?.entries() ?? [])],
    ...watched(file, watch),
  });
  const known = kept.find((entry) => entry.type === 'cluster');
  if (known && known.nodeId !== nodeId) {
    journal.close();
    throw brokerFault(
      'data-of-other-node',
      `the data was kept by the broker with node id ${known.nodeId}, not ${nodeId}`,
    );
  }
  cluster = new Cluster({ clusterId: known?.clusterId ?? createUuid(), createTopicId: createUuid, journal });
  if (!known) journal.append(identity());
  for (const entry of kept) cluster.restore(entry);
  cluster.beginLeadership(nodeIds);
  return { cluster, journal };
}

function openOffsets(file: string, watch: JournalWatch) {
  const kept: OffsetsEntry[] = [];
  const journal = new Journal<OffsetsEntry>(file, {
    replay: (entry) => void kept.push(entry),
    snapshot: () => snapshotOffsets(offsets),
    ...watched(file, watch),
  });
  const offsets = new CommittedOffsets(journalOffsets((...entries) => journal.append(...entries)));
  for (const entry of kept) replayOffsets(offsets, entry);
  return { offsets, journal };
}

/** Every start is a coordinator of the next epoch. */
function openTransactions(file: string, watch: JournalWatch) {
  const kept = noTransactions();
  const journal = new Journal<TransactionEntry>(file, {
    replay: (entry) => replayTransactions(kept, entry),
    snapshot: () => snapshotTransactions(kept),
    ...watched(file, watch),
  });
  kept.coordinatorEpoch += 1;
  // A marker of an epoch that is lost would fence all later coordinators.
  journal.appendDurably({ type: 'coordinator', epoch: kept.coordinatorEpoch });
  return { kept, journal };
}

function watched(file: string, { flusher, onCut }: JournalWatch) {
  return { flusher, onCut: (bytes: number) => onCut(file, bytes) };
}

/** Without it the next start reads what it needn't, and nothing worse. */
function writeCleanEnd(file: string, flusher: Flusher): void {
  try {
    writeFileSync(file, '');
  } catch (error) {
    flusher.failed(error);
  }
}

/** A random uuid in Kafka's base64url text; Kafka never gives one that begins with a dash. */
function createUuid(): string {
  for (;;) {
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    if (!uuid.startsWith('-')) return uuid;
  }
}
