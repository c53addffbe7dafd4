import { type Admin, ClientFault, createAdmin, type PartitionOffset } from '../clients/index.ts';
import type { ConnectionSettings } from '../../shared/kafka/index.ts';
import type { Clock } from '../../shared/lib/index.ts';
import type { GroupSubscription, PartitionLag, TopicComparison, WantedTopic } from './types.ts';

/** A broker that has just been told of a topic refuses it until it has taken it over. */
const retryIntervalMs = 100;
const retryLimit = 300;

/** A cluster seen from outside. It creates topics when told to, and alters and deletes nothing. */
export interface Cluster {
  /** Connects. Rejects with a ClientFault. */
  start(): Promise<void>;
  compareTopics(wanted: readonly WantedTopic[]): Promise<TopicComparison>;
  /** Creates topics that don't exist yet. */
  createTopics(topics: readonly WantedTopic[]): Promise<void>;
  /**
   * Remembers where these topics end, as the place where groups start that don't read from the beginning. Waits up to
   * 30 s for topics that were created a moment ago.
   */
  watchFromNow(topics: readonly string[]): Promise<void>;
  /**
   * The lag of each partition. All committed offsets are read before all end offsets: where every lag is zero and
   * nothing else writes to these topics, nothing that these groups read was left to do when the first was read.
   */
  lag(subscriptions: readonly GroupSubscription[]): Promise<PartitionLag[]>;
  /** Closes the connections; never rejects. */
  stop(): Promise<void>;
}

/** Owns one admin connection from `start` to `stop`. */
export function createCluster(connection: ConnectionSettings, clock: Clock): Cluster {
  return clusterOf(createAdmin({ connection }), clock);
}

/** The cluster behind an admin connection, which it takes over. */
export function clusterOf(admin: Admin, clock: Clock): Cluster {
  const watchedFrom = new Map<string, bigint>();
  return {
    start: () => admin.start(),
    stop: () => admin.stop(),
    compareTopics: (wanted) => compareTopics(admin, wanted),
    createTopics: async (topics) => {
      if (topics.length > 0) await admin.createTopics(topics);
    },
    watchFromNow: async (topics) => {
      for (const end of await offsetsOf(topics, (topic) => retried(clock, () => admin.endOffsets(topic)))) {
        watchedFrom.set(keyOf(end), BigInt(end.offset));
      }
    },
    lag: (subscriptions) => lagOf(admin, subscriptions, watchedFrom),
  };
}

async function compareTopics(admin: Admin, wanted: readonly WantedTopic[]): Promise<TopicComparison> {
  const existing = await admin.describeTopics(wanted.map(({ name }) => name));
  const partitionsOf = new Map(existing.map(({ name, partitions }) => [name, partitions.length]));
  return {
    missing: wanted.filter(({ name }) => !partitionsOf.has(name)),
    differing: wanted.flatMap((topic) => {
      const partitions = partitionsOf.get(topic.name);
      return partitions === undefined || partitions === topic.partitions ? [] : [{ wanted: topic, partitions }];
    }),
  };
}

async function lagOf(
  admin: Admin,
  subscriptions: readonly GroupSubscription[],
  watchedFrom: ReadonlyMap<string, bigint>,
): Promise<PartitionLag[]> {
  const committed = await Promise.all(
    subscriptions.map(async ({ group, topics }) => offsetsByPartition(await admin.groupOffsets(group, topics))),
  );
  const topics = [...new Set(subscriptions.flatMap((subscription) => subscription.topics))];
  const ends = await offsetsOf(topics, (topic) => admin.endOffsets(topic));
  const uncommitted = new Set(
    subscriptions.flatMap(({ topics }, index) =>
      ends
        .filter((end) => topics.includes(end.topic) && committed[index]?.get(keyOf(end)) === undefined)
        .map(({ topic }) => topic),
    ),
  );
  const earliest = offsetsByPartition(await offsetsOf([...uncommitted], (topic) => admin.earliestOffsets(topic)));
  return subscriptions.flatMap(({ group, topics, fromBeginning }, index) =>
    ends
      .filter(({ topic }) => topics.includes(topic))
      .map((end) => {
        const key = keyOf(end);
        const first = earliest.get(key) ?? 0n;
        // A partition that came later than the watch is new, so all of it is.
        const start = fromBeginning ? first : (watchedFrom.get(key) ?? first);
        const position = committed[index]?.get(key) ?? start;
        const behind = BigInt(end.offset) - position;
        return { group, topic: end.topic, partition: end.partition, lag: behind > 0n ? Number(behind) : 0 };
      }),
  );
}

async function retried<Result>(clock: Clock, ask: () => Promise<Result>): Promise<Result> {
  for (let left = retryLimit; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ClientFault && error.retriable) || left === 0) throw error;
      await new Promise<void>((resolve) => clock.schedule(retryIntervalMs, resolve));
    }
  }
}

async function offsetsOf(
  topics: readonly string[],
  read: (topic: string) => Promise<PartitionOffset[]>,
): Promise<PartitionOffset[]> {
  return (await Promise.all(topics.map(read))).flat();
}

function offsetsByPartition(offsets: readonly PartitionOffset[]): Map<string, bigint> {
  return new Map(offsets.map((offset) => [keyOf(offset), BigInt(offset.offset)]));
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}
