import { groupBy } from '../../../shared/lib/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import type { BrokerAddress } from '../connecting/broker-address.ts';
import { BrokerPool } from '../connecting/broker-pool.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';
import { fetchPartitions, type FetchedPartition, type FetchLimits, type FetchPlace } from './fetch-partitions.ts';
import { listOffsets, type OffsetQuestion, partitionKey, type TopicPartition } from './list-offsets.ts';
import { type ClusterMetadata, type PartitionLeader, readMetadata, topicOf } from './metadata.ts';
import { retrying } from './retries.ts';
import type { Isolation, PartitionRange } from './types.ts';

/** A broker that is just starting, or a leader that is just moving, is waited for so long. */
const giveUpAfterMs = 5000;

/**
 * What can be asked of a cluster besides a stream of records. Owns its connections, one a broker, until it is closed.
 * Everything rejects with a ClusterFault.
 */
export class ClusterView {
  readonly #pool: BrokerPool;
  readonly #clock: Clock;

  constructor(settings: ConnectionSettings, clock: Clock, connectTimeoutMs?: number) {
    this.#pool = new BrokerPool({ settings, clock, timeoutMs: connectTimeoutMs });
    this.#clock = clock;
  }

  /** Asked once, without retries. */
  async metadata(names: readonly string[] | undefined): Promise<ClusterMetadata> {
    const metadata = await readMetadata(await this.#pool.any(), names);
    this.#pool.setKnown([...metadata.brokers.values()]);
    return metadata;
  }

  /** As `metadata`, but for topics that must exist and partitions that must have leaders; waits a little for both. */
  async settledMetadata(names: readonly string[], signal?: AbortSignal): Promise<ClusterMetadata> {
    return await this.#retried(signal, async () => {
      const metadata = await this.metadata(names);
      for (const name of names) for (const each of topicOf(metadata, name).partitions) leaderOf(metadata, name, each);
      return metadata;
    });
  }

  /** By `TOPIC/PARTITION`; undefined where no record is that new. */
  async offsets(
    partitions: readonly TopicPartition[],
    question: OffsetQuestion,
    isolation: Isolation,
    signal?: AbortSignal,
  ): Promise<Map<string, bigint | undefined>> {
    if (partitions.length === 0) return new Map();
    return await this.#retried(signal, async () => {
      const metadata = await this.metadata([...new Set(partitions.map(({ topic }) => topic))]);
      const byLeader = groupBy(partitions, (place) => leaderAddress(metadata, place));
      const answers = await Promise.all(
        [...byLeader].map(
          async ([address, led]) => await listOffsets(await this.#pool.to(address), led, question, isolation),
        ),
      );
      return new Map(answers.flatMap((answer) => [...answer]));
    });
  }

  /** What each partition holds, in the order asked. */
  async ranges(
    partitions: readonly TopicPartition[],
    isolation: Isolation,
    signal?: AbortSignal,
  ): Promise<PartitionRange[]> {
    const [starts, ends] = await Promise.all([
      this.offsets(partitions, 'earliest', isolation, signal),
      this.offsets(partitions, 'latest', isolation, signal),
    ]);
    return partitions.map(({ topic, partition }) => {
      const key = partitionKey({ topic, partition });
      const start = starts.get(key) ?? 0n;
      return { topic, partition, start, end: ends.get(key) ?? start };
    });
  }

  /** One fetch of one partition, from whoever leads it. */
  async fetchOne(
    place: TopicPartition & { offset: bigint },
    limits: FetchLimits,
  ): Promise<FetchedPartition | undefined> {
    return await this.#retried(undefined, async () => {
      const metadata = await this.metadata([place.topic]);
      const { topicId } = topicOf(metadata, place.topic);
      const connection = await this.#pool.to(leaderAddress(metadata, place));
      const wanted: FetchPlace = { ...place, topicId, leaderEpoch: -1 };
      return (await fetchPartitions(connection, [wanted], limits)).get(partitionKey(place));
    });
  }

  /** One fetch of each broker that leads some of these partitions; by `TOPIC/PARTITION`. */
  async fetchMany(
    places: readonly (TopicPartition & { offset: bigint })[],
    limits: FetchLimits,
  ): Promise<Map<string, FetchedPartition>> {
    return await this.#retried(undefined, async () => {
      const metadata = await this.metadata([...new Set(places.map(({ topic }) => topic))]);
      const byLeader = groupBy(places, (place) => leaderAddress(metadata, place));
      const answers = await Promise.all(
        [...byLeader].map(async ([address, led]) => {
          const wanted = led.map((place) => ({
            ...place,
            topicId: topicOf(metadata, place.topic).topicId,
            leaderEpoch: -1,
          }));
          return await fetchPartitions(await this.#pool.to(address), wanted, limits);
        }),
      );
      return new Map(answers.flatMap((answer) => [...answer]));
    });
  }

  /** Ends its connections; what is asked rejects with `closed`. May be called twice. */
  close(): void {
    this.#pool.close();
  }

  async #retried<Result>(signal: AbortSignal | undefined, attempt: () => Promise<Result>): Promise<Result> {
    return await retrying({ clock: this.#clock, giveUpAfterMs, signal }, attempt);
  }
}

/** @throws ClusterFault `leader-moved` where there is none, or where it isn't among the brokers */
export function leaderAddress(metadata: ClusterMetadata, { topic, partition }: TopicPartition): BrokerAddress {
  const found = topicOf(metadata, topic).partitions.find((each) => each.partition === partition);
  if (!found) throw new ClusterFault('partition-unknown', `The topic ${topic} has no partition ${partition}`);
  return leaderOf(metadata, topic, found);
}

function leaderOf(metadata: ClusterMetadata, topic: string, { partition, leaderId }: PartitionLeader): BrokerAddress {
  const address = metadata.brokers.get(leaderId);
  if (!address) throw new ClusterFault('leader-moved', `The partition ${partition} of ${topic} has no leader`);
  return address;
}
