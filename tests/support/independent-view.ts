import { randomUUID } from 'node:crypto';
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
  private readonly topic: string;
  private readonly group: string;

  private constructor(kafka: Kafka, admin: Admin, prefix: string) {
    this.kafka = kafka;
    this.admin = admin;
    this.topic = `${prefix}orders`;
    this.group = `${prefix}halted`;
  }

  /** @param prefix before the names of topics and groups */
  static async connect(bootstrap: string, prefix = ''): Promise<IndependentView> {
    const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, clientId: 'independent-admin' });
    const admin = kafka.admin();
    await admin.connect();
    return new IndependentView(kafka, admin, prefix);
  }

  async look(): Promise<Look> {
    const [committed] = await this.admin.fetchOffsets({ groupId: this.group, topics: [this.topic] });
    const extents = await this.admin.fetchTopicOffsets(this.topic);
    const timeMs = Date.now();
    const ends = extents.reduce((sum, { high }) => sum + Number(high), 0);
    const done = committed?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0;
    return { timeMs, ends, haltedLag: ends - done };
  }

  /** The timestamp of the oldest order that `halted` has not handled, read from the topic. */
  async oldestWaitingMs(): Promise<number> {
    const [committed] = await this.admin.fetchOffsets({ groupId: this.group, topics: [this.topic] });
    const reader = this.kafka.consumer({ groupId: `independent-reader-${randomUUID()}`, maxWaitTimeInMs: 50 });
    await reader.connect();
    await reader.subscribe({ topics: [this.topic], fromBeginning: true });
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
