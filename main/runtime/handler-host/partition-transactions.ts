import {
  type Admin,
  ClientFault,
  createAdmin,
  createTransactionalProducer,
  type Transaction,
  type TransactionalProducer,
} from '../../clients/index.ts';
import {
  type PartitionOffset,
  partitionKey,
  type TopicPartition,
  type TransactionPorts,
} from '../../../shared/delivery/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { type Clock, Fault } from '../../../shared/lib/index.ts';
import { createDeferred, type Deferred } from '../deferred.ts';

/** What a transaction takes beside its attempt: the wait for a worker, and its end. */
const allowanceMs = 60_000;
/** Kafka's default of `transaction.max.timeout.ms`: a broker refuses more. */
const mostTransactionMs = 900_000;
/** Longer than a member's heartbeats are apart: whoever has lost its place in the group has heard of it by then. */
const fencedWaitMs = 5_000;
const mostAbortMs = 1_000;

export interface PartitionTransactionsOptions {
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  /** On the cluster. */
  readonly group: string;
  /** The longest time of an attempt. */
  readonly timeoutMs: number;
}

interface ClaimedPartition {
  readonly producer: TransactionalProducer;
  readonly transactionTimeoutMs: number;
}

/**
 * The transactions of one member of a group: a transactional producer for each partition that it works on, whose id is the group's and
 * the partition's (docs/adr/0023). So whoever works on a partition fences whoever did before, whatever the group's coordinator knows, and
 * what the group has committed is read after that. Owns the producers until `close`, and an admin client while a claim is under way.
 */
export class PartitionTransactions implements TransactionPorts {
  readonly #options: PartitionTransactionsOptions;
  readonly #claimed = new Map<string, ClaimedPartition>();
  readonly #claiming = new Map<string, Promise<unknown>>();
  /** Partitions with an open transaction: their producers are closed after it. */
  readonly #open = new Map<string, Deferred<void>>();
  /** Taken over by somebody else since the last assignment. */
  readonly #fenced = new Set<string>();
  #assigned = new Set<string>();
  #isMember = false;
  /** Resolves with the next assignment; another one from then on. */
  #assignment = createDeferred();
  #timeoutMs: number;
  #admin: { readonly started: Promise<Admin>; users: number } | undefined;

  constructor(options: PartitionTransactionsOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs;
  }

  /** The member has these partitions now, and no others. */
  assigned(partitions: readonly TopicPartition[]): void {
    this.#assigned = new Set(partitions.map(partitionKey));
    this.#isMember = true;
    this.#fenced.clear();
    this.#assignment.resolve();
    this.#assignment = createDeferred();
    for (const key of this.#claimed.keys()) if (!this.#assigned.has(key) && !this.#open.has(key)) this.#letGo(key);
  }

  /** The member may have lost its partitions: it claims none before the next assignment. */
  unsettled(): void {
    this.#isMember = false;
  }

  change(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
  }

  isClaimed(partition: TopicPartition): boolean {
    const claimed = this.#claimed.get(partitionKey(partition));
    return (
      claimed !== undefined && claimed.producer.isSound && claimed.transactionTimeoutMs >= this.#transactionTimeoutMs
    );
  }

  async claim(partition: TopicPartition): Promise<string | undefined> {
    const key = partitionKey(partition);
    const before = this.#claiming.get(key);
    const claim = (async () => {
      await before?.catch(() => undefined);
      return await this.#claim(partition, key);
    })();
    this.#claiming.set(key, claim);
    try {
      return await claim;
    } finally {
      if (this.#claiming.get(key) === claim) this.#claiming.delete(key);
    }
  }

  async commit(offset: PartitionOffset): Promise<void> {
    const transaction = await this.begin(offset);
    try {
      await transaction.commit(this.#options.group, [offset]);
    } catch (error) {
      this.failed(offset, error);
      throw error;
    } finally {
      this.ended(offset);
    }
  }

  /** A transaction of a partition that is claimed; `ended` must follow. Rejects where it isn't claimed any more. */
  async begin(partition: TopicPartition): Promise<Transaction> {
    const key = partitionKey(partition);
    const claimed = this.#claimed.get(key);
    if (!claimed) throw new Fault('not-claimed', 'The partition is not claimed.');
    const transaction = await claimed.producer.begin();
    this.#open.set(key, createDeferred());
    return transaction;
  }

  ended(partition: TopicPartition): void {
    const key = partitionKey(partition);
    this.#open.get(key)?.resolve();
    this.#open.delete(key);
    if (!this.#assigned.has(key)) this.#letGo(key);
  }

  /** A transaction failed with this error. */
  failed(partition: TopicPartition, error: unknown): void {
    if (error instanceof ClientFault && error.code === 'FENCED') this.#fenced.add(partitionKey(partition));
  }

  /** Claims nothing any more, and closes all producers; never rejects. */
  async close(): Promise<void> {
    this.#assigned = new Set();
    this.#assignment.resolve();
    // Calls that were given up end soon, and abort their transactions, which nobody need wait for then.
    await this.#within(mostAbortMs, Promise.all([...this.#open.values()].map(({ promise }) => promise)));
    const producers = [...this.#claimed.values()].map(({ producer }) => producer);
    this.#claimed.clear();
    await Promise.all(producers.map((producer) => producer.close()));
    // One that ends later closes what it has made by itself.
    await this.#within(mostAbortMs, Promise.allSettled(this.#claiming.values()));
  }

  get #transactionTimeoutMs(): number {
    return Math.min(mostTransactionMs, this.#timeoutMs + allowanceMs);
  }

  async #claim(partition: TopicPartition, key: string): Promise<string | undefined> {
    this.#letGo(key);
    await this.#untilSurelyOurs(key);
    const { connection, group } = this.#options;
    const transactionTimeoutMs = this.#transactionTimeoutMs;
    const producer = createTransactionalProducer({
      connection,
      // No topic holds a slash, so no two partitions of any two groups have the same.
      transactionalId: `${group}/${partition.topic}/${partition.partition}`,
      transactionTimeoutMs,
    });
    try {
      await producer.start();
      const offset = await this.#committedOffset(partition);
      if (!this.#assigned.has(key)) throw notOurs();
      this.#claimed.set(key, { producer, transactionTimeoutMs });
      return offset;
    } catch (error) {
      void producer.close();
      throw error;
    }
  }

  /**
   * Whoever was fenced has mostly lost its place in the group, and mustn't take the partition back from who has it now; where no assignment
   * says so soon, a transaction took too long.
   */
  async #untilSurelyOurs(key: string): Promise<void> {
    if (this.#fenced.delete(key)) await this.#within(fencedWaitMs, this.#assignment.promise);
    while (!this.#isMember && this.#assigned.size > 0) await this.#assignment.promise;
    if (!this.#assigned.has(key)) throw notOurs();
  }

  /** Resolves with the promise, which never rejects, or after so long. */
  #within(mostMs: number, promise: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.schedule(mostMs, resolve);
      void promise.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** What the group has committed; undefined where that is nothing, or lies beyond the end of a log that began anew. */
  async #committedOffset({ topic, partition }: TopicPartition): Promise<string | undefined> {
    const [offsets, ends] = await this.#withAdmin((admin) =>
      Promise.all([admin.groupOffsets(this.#options.group, [topic]), admin.endOffsets(topic)]),
    );
    const committed = offsets.find((offset) => offset.partition === partition)?.offset;
    const end = ends.find((offset) => offset.partition === partition)?.offset;
    return committed === undefined || BigInt(committed) > BigInt(end ?? '0') ? undefined : committed;
  }

  async #withAdmin<Result>(ask: (admin: Admin) => Promise<Result>): Promise<Result> {
    const shared = (this.#admin ??= { started: startedAdmin(this.#options.connection), users: 0 });
    shared.users += 1;
    try {
      return await ask(await shared.started);
    } finally {
      shared.users -= 1;
      if (shared.users === 0) {
        if (this.#admin === shared) this.#admin = undefined;
        void shared.started.then(
          (admin) => admin.stop(),
          () => undefined,
        );
      }
    }
  }

  #letGo(key: string): void {
    void this.#claimed.get(key)?.producer.close();
    this.#claimed.delete(key);
  }
}

async function startedAdmin(connection: ConnectionSettings): Promise<Admin> {
  const admin = createAdmin({ connection });
  await admin.start();
  return admin;
}

function notOurs(): Fault<string> {
  return new Fault('not-ours', 'The partition has gone to another member.');
}
