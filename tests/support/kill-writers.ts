import { type Kafka, Partitioners, type Producer } from 'kafkajs';

/** Writes numbered values, one after the other, and remembers what became of each. It goes on while its broker is away. */
export interface Writer {
  /** In the order of writing. */
  readonly acknowledged: readonly string[];
  /** Nobody can say of these whether they were written. */
  readonly unknown: ReadonlySet<string>;
  /** Of transactions that were to be aborted. */
  readonly aborted: ReadonlySet<string>;
  /** Resolves once so many more values are acknowledged than at the call. */
  more(count: number): Promise<void>;
  /** Resolves once the last value is acknowledged or given up. */
  stop(): Promise<void>;
}

type Fate = 'acknowledged' | 'aborted';

const steadfast = { retries: 200, initialRetryTime: 20, maxRetryTime: 200 };
const settings = { createPartitioner: Partitioners.DefaultPartitioner, maxInFlightRequests: 1, retry: steadfast };

function write(send: (value: string, index: number) => Promise<Fate>, close: () => Promise<void>): Writer {
  const acknowledged: string[] = [];
  const unknown = new Set<string>();
  const aborted = new Set<string>();
  const waiting = new Set<{ count: number; resolve: () => void }>();
  const stopping = new AbortController();
  const run = async () => {
    for (let index = 0; !stopping.signal.aborted; index += 1) {
      const value = `${index}`;
      const fate = await send(value, index).catch(() => 'unknown' as const);
      if (fate === 'unknown') unknown.add(value);
      else if (fate === 'aborted') aborted.add(value);
      else acknowledged.push(value);
      for (const waiter of waiting) {
        if (acknowledged.length < waiter.count) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    }
    await close();
  };
  const ended = run();
  return {
    acknowledged,
    unknown,
    aborted,
    more: (count) => new Promise((resolve) => waiting.add({ count: acknowledged.length + count, resolve })),
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

/** A producer with acks=all, idempotent or not. */
export async function startWriter(kafka: Kafka, topic: string, idempotent: boolean): Promise<Writer> {
  const producer = kafka.producer({ ...settings, idempotent });
  await producer.connect();
  const send = async (value: string): Promise<Fate> => {
    await producer.send({ topic, acks: -1, messages: [{ value, partition: 0 }] });
    return 'acknowledged';
  };
  return write(send, () => producer.disconnect());
}

/** Each value in a transaction over two partitions; every fourth is aborted. */
export async function startTransactions(kafka: Kafka, topic: string): Promise<Writer> {
  const connected = async (): Promise<Producer> => {
    const made = kafka.producer({ ...settings, idempotent: true, transactionalId: topic });
    await made.connect();
    return made;
  };
  let producer = await connected();
  const send = async (value: string, index: number): Promise<Fate> => {
    try {
      const transaction = await producer.transaction();
      await transaction.send({ topic, acks: -1, messages: [0, 1].map((partition) => ({ value, partition })) });
      if (index % 4 === 3) {
        await transaction.abort();
        return 'aborted';
      }
      await transaction.commit();
      return 'acknowledged';
    } catch (error) {
      // The next of its id ends what this one may have left open.
      await producer.disconnect().catch(() => undefined);
      producer = await connected();
      throw error;
    }
  };
  return write(send, () => producer.disconnect());
}
