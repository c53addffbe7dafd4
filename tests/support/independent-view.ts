import { type Admin, Kafka, logLevel } from 'kafkajs';

/** What another client finds of the run of `figuresShop`. */
export interface Look {
  readonly timeMs: number;
  /** Orders that were appended. */
  readonly ends: number;
  readonly haltedLag: number;
}

/** Another client's view of the broker, which knows nothing of Topicraft. Whoever connects closes it. */
export class IndependentView {
  private readonly kafka: Kafka;
  private readonly admin: Admin;

  private constructor(kafka: Kafka, admin: Admin) {
    this.kafka = kafka;
    this.admin = admin;
  }

  static async connect(bootstrap: string): Promise<IndependentView> {
    const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'independent-admin' });
    const admin = kafka.admin();
    await admin.connect();
    return new IndependentView(kafka, admin);
  }

  async look(): Promise<Look> {
    const [committed] = await this.admin.fetchOffsets({ groupId: 'halted', topics: ['orders'] });
    const extents = await this.admin.fetchTopicOffsets('orders');
    const timeMs = Date.now();
    const ends = extents.reduce((sum, { high }) => sum + Number(high), 0);
    const done = committed?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0;
    return { timeMs, ends, haltedLag: ends - done };
  }

  /** The timestamp of the oldest order that `halted` has not handled, read from the topic. */
  async oldestWaitingMs(): Promise<number> {
    const [committed] = await this.admin.fetchOffsets({ groupId: 'halted', topics: ['orders'] });
    const reader = this.kafka.consumer({ groupId: 'independent-reader', maxWaitTimeInMs: 50 });
    await reader.connect();
    await reader.subscribe({ topics: ['orders'], fromBeginning: true });
    const places = new Map(committed?.partitions.map(({ partition, offset }) => [partition, offset]));
    const times = await new Promise<number[]>((resolve, reject) => {
      const found = new Map<number, number>();
      reader
        .run({
          autoCommit: false,
          eachMessage: async ({ partition, message }) => {
            if (message.offset === places.get(partition)) found.set(partition, Number(message.timestamp));
            if (found.size === places.size) resolve([...found.values()]);
          },
        })
        .catch(reject);
    });
    await reader.disconnect();
    return Math.min(...times);
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }
}
