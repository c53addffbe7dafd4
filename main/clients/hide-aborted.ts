import type { Kafka } from 'kafkajs';
import { innerClusterMaker } from './inner-cluster.ts';

/** What a fetch gave of a partition, as kafkajs decodes it and before it looks at it. */
export interface FetchedPartition {
  messages: FetchedMessage[];
  abortedTransactions?: { producerId: string; firstOffset: string }[] | null;
}

export interface FetchedMessage {
  readonly offset: string;
  readonly key?: Uint8Array | null;
  /** kafkajs hands no control record over, and passes by its offset. */
  isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId?: string; readonly inTransaction?: boolean };
}

/**
 * Makes the consumers of a client pass by aborted records as Java's does. kafkajs 2.2.4 takes the list of aborted transactions to be in the order
 * of their first offsets and begins with one a record: where transactions of several producers overlap in a partition, it hands aborted
 * records over. So they are marked before it sees them, as something that it hands nobody, and its list is empty.
 */
export function hideAbortedRecords(client: Kafka): void {
  const patched = new WeakSet<object>();
  innerClusterMaker(client).replace((create) => (options) => {
    const cluster = create(options) as FetchingCluster;
    const findBroker = cluster.findBroker.bind(cluster);
    cluster.findBroker = async (asked) => {
      const broker = await findBroker(asked);
      if (patched.has(broker)) return broker;
      patched.add(broker);
      const fetch = broker.fetch.bind(broker);
      broker.fetch = async (request) => {
        const answer = await fetch(request);
        for (const { partitions } of answer.responses) for (const partition of partitions) markAborted(partition);
        return answer;
      };
      return broker;
    };
    return cluster;
  });
}

/** Marks what aborted transactions wrote. The list tells where each begins, and its abort marker where it ends. */
export function markAborted(partition: FetchedPartition): void {
  const begins = (partition.abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((one, other) => Number(one.firstOffset - other.firstOffset));
  if (begins.length === 0) return;
  const aborting = new Set<string>();
  let next = 0;
  for (const message of partition.messages) {
    const offset = BigInt(message.offset);
    for (let begin = begins[next]; begin && begin.firstOffset <= offset; begin = begins[next]) {
      aborting.add(begin.producerId);
      next += 1;
    }
    const { producerId = '', inTransaction } = message.batchContext ?? {};
    if (message.isControlRecord) {
      if (isAbortMarker(message)) aborting.delete(producerId);
    } else if (inTransaction && aborting.has(producerId)) message.isControlRecord = true;
  }
  partition.abortedTransactions = [];
}

/** The key of a control record: version, then type, each two bytes; type 0 aborts, 1 commits. */
function isAbortMarker({ key }: FetchedMessage): boolean {
  return key?.[2] === 0 && key[3] === 0;
}

/** What of kafkajs's inner cluster is used here. */
interface FetchingCluster {
  findBroker(asked: { nodeId: string }): Promise<{
    fetch(request: unknown): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
  }>;
}
