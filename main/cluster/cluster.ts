import { type Admin, ClientFault, createAdmin, type PartitionExtent } from '../clients/index.ts';
import type { ConnectionSettings } from '../../shared/connection/index.ts';
import type { Clock } from '../../shared/lib/index.ts';
import type { ClusterLook, GroupSubscription, TopicComparison, WantedTopic } from './types.ts';

/** A broker that has just been told of a topic refuses it until it has taken it over. */
const retryIntervalMs = 100;
const retryLimit = 300;

/** A cluster seen from outside. It creates and grows topics when told to, and deletes nothing. */
export interface Cluster {
  /** Connects. Rejects with a ClientFault. */
  start(): Promise<void>;
  compareTopics(wanted: readonly WantedTopic[]): Promise<TopicComparison>;
  /** Creates topics that don't exist yet. */
  createTopics(topics: readonly WantedTopic[]): Promise<void>;
  /** Adds the partitions that these topics lack. For a cluster that is ours. */
  growTopics(topics: readonly WantedTopic[]): Promise<void>;
  /**
   * Remembers where these topics end, as the place where these groups start where they don't read from the beginning.
   * Waits up to 30 s for topics that were created a moment ago.
   */
  watchFromNow(topics: readonly string[], groups: readonly string[]): Promise<void>;
  /**
   * The lag of each partition that these groups read, and what the partitions of their topics and of `topics` hold. All
   * committed offsets are read before all end offsets: where every lag is zero and nothing else writes to these topics,
   * nothing that these groups read was left to do when the first was read.
   */
  look(subscriptions: readonly GroupSubscription[], topics?: readonly string[]): Promise<ClusterLook>;
  /** Closes the connections; never rejects. */
  stop(): Promise<void>;
}

/**
 * Owns one admin connection from `start` to `stop`.
 *
 * @param onAnswer hears each answer of a broker, also one that refuses
 */
export function createCluster(connection: ConnectionSettings, clock: Clock, onAnswer?: () => void): Cluster {
  return clusterOf(createAdmin({ connection, ...(onAnswer && { onAnswer }) }), clock);
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
    growTopics: async (topics) => {
      for (const { name, partitions } of topics) await admin.createPartitions(name, partitions);
    },
    watchFromNow: async (topics, groups) => {
      for (const { topic, partition, endOffset } of await extentsOf(topics, (name) =>
        retried(clock, () => admin.topicOffsets(name)),
      )) {
        for (const group of groups) watchedFrom.set(keyOf({ group, topic, partition }), BigInt(endOffset));
      }
    },
    look: (subscriptions, topics = []) => lookAt(admin, subscriptions, topics, watchedFrom),
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

async function lookAt(
  admin: Admin,
  subscriptions: readonly GroupSubscription[],
  furtherTopics: readonly string[],
  watchedFrom: ReadonlyMap<string, bigint>,
): Promise<ClusterLook> {
  const commits = await Promise.all(
    subscriptions.map(async ({ group, topics }) => {
      const offsets = await admin.groupOffsets(group, topics);
      return offsets.map((committed): [string, bigint] => [keyOf({ group, ...committed }), BigInt(committed.offset)]);
    }),
  );
  const committed = new Map(commits.flat());
  const topics = new Set([...subscriptions.flatMap((subscription) => subscription.topics), ...furtherTopics]);
  const extents = await extentsOf([...topics], (topic) => admin.topicOffsets(topic));
  const lags = subscriptions.flatMap(({ group, topics, fromBeginning }) =>
    extents
      .filter(({ topic }) => topics.includes(topic))
      .map(({ topic, partition, startOffset, endOffset }) => {
        const key = keyOf({ group, topic, partition });
        const first = BigInt(startOffset);
        // A partition that came later than the watch is new, so all of it is.
        const start = fromBeginning ? first : (watchedFrom.get(key) ?? first);
        const position = committed.get(key) ?? start;
        const behind = BigInt(endOffset) - position;
        return { group, topic, partition, position: String(position), lag: behind > 0n ? Number(behind) : 0 };
      }),
  );
  return { lags, extents };
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

async function extentsOf(
  topics: readonly string[],
  read: (topic: string) => Promise<PartitionExtent[]>,
): Promise<PartitionExtent[]> {
  return (await Promise.all(topics.map(read))).flat();
}

function keyOf({ group, topic, partition }: { group: string; topic: string; partition: number }): string {
  return `${group}\n${topic}/${partition}`;
}
