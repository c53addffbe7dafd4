import { ClientQuotas } from '../quotas/client-quotas.ts';
import { Acls } from '../security/acl/acls.ts';
import { ScramCredentials } from '../security/sasl/scram-credentials.ts';
import type { ClusterEntry, ClusterJournal } from './cluster-journal.ts';

/** A broker as clients reach it. */
export interface BrokerEndpoint {
  nodeId: number;
  host: string;
  port: number;
}

export interface Partition {
  readonly partition: number;
  readonly leaderId: number;
  /** How often the partition has changed leaders since it was made; a restart of a broker counts. */
  readonly leaderEpoch: number;
  readonly replicaIds: readonly number[];
}

export interface Topic {
  readonly name: string;
  /** Kafka's base64url text of a uuid (KIP-516). */
  readonly topicId: string;
  /** By partition number. */
  readonly partitions: readonly Partition[];
  /** What was set for this topic; everything else has its default. */
  readonly config: ReadonlyMap<string, string>;
}

export interface NewTopic {
  name: string;
  /** The replicas of each partition, the leader first. */
  replicaIds: readonly (readonly number[])[];
  config: ReadonlyMap<string, string>;
}

export interface ClusterPorts {
  clusterId: string;
  createTopicId: () => string;
  /** Remembers changes beyond the process; undefined where everything is in memory. */
  journal?: ClusterJournal;
}

/** Producer ids are reserved by the thousand, so that one is never given out twice, whatever a crash forgets. */
const producerIdBlock = 1000n;

/**
 * What all brokers of a cluster agree on: who they are, which topics there are and who leads their partitions. It knows no
 * listener, no log and no broker of its own; a broker that holds logs hears of topics through `onTopicDeleted`.
 */
export class Cluster {
  readonly clusterId: string;
  readonly scramCredentials: ScramCredentials;
  readonly acls: Acls;
  readonly clientQuotas: ClientQuotas;
  readonly #createTopicId: () => string;
  readonly #journal: ClusterJournal | undefined;
  readonly #brokers = new Map<number, BrokerEndpoint>();
  readonly #topicsByName = new Map<string, Topic>();
  readonly #topicsById = new Map<string, Topic>();
  readonly #deletionListeners = new Set<(topic: Topic) => void>();
  readonly #configListeners = new Set<(topic: Topic) => void>();
  #nextProducerId = 0n;
  #reservedProducerIds = 0n;

  constructor(ports: ClusterPorts) {
    this.clusterId = ports.clusterId;
    this.#createTopicId = ports.createTopicId;
    this.#journal = ports.journal;
    this.scramCredentials = new ScramCredentials((entry) => this.#journal?.append(entry));
    this.acls = new Acls((entry) => this.#journal?.append(entry));
    this.clientQuotas = new ClientQuotas((entry) => this.#journal?.append(entry));
  }

  /** A broker is there and answers. */
  register(broker: BrokerEndpoint): void {
    this.#brokers.set(broker.nodeId, broker);
  }

  /** By node id. */
  get brokers(): readonly BrokerEndpoint[] {
    return [...this.#brokers.values()].sort((left, right) => left.nodeId - right.nodeId);
  }

  broker(nodeId: number): BrokerEndpoint | undefined {
    return this.#brokers.get(nodeId);
  }

  /** The broker that answers for the cluster; -1 while there is none. */
  get controllerId(): number {
    return this.brokers[0]?.nodeId ?? -1;
  }

  /** The broker that coordinates a group. */
  coordinatorOf(_groupId: string): BrokerEndpoint | undefined {
    return this.brokers[0];
  }

  /** By name. */
  get topics(): readonly Topic[] {
    return [...this.#topicsByName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  topicByName(name: string): Topic | undefined {
    return this.#topicsByName.get(name);
  }

  topicById(topicId: string): Topic | undefined {
    return this.#topicsById.get(topicId);
  }

  /** The name must be free, and all replicas must be brokers of this cluster. */
  createTopic({ name, replicaIds, config }: NewTopic): Topic {
    const topic: Topic = { name, topicId: this.#createTopicId(), partitions: replicaIds.map(newPartition), config };
    this.#journal?.append(topicEntry(topic));
    this.#put(topic);
    return topic;
  }

  addPartitions(topic: Topic, replicaIds: readonly (readonly number[])[]): Topic {
    const added = replicaIds.map((replicas, index) => newPartition(replicas, topic.partitions.length + index));
    const grown: Topic = { ...topic, partitions: [...topic.partitions, ...added] };
    this.#journal?.append(topicEntry(grown));
    this.#put(grown);
    return grown;
  }

  /** Gives a topic another configuration. */
  configureTopic(topic: Topic, config: ReadonlyMap<string, string>): void {
    const configured: Topic = { ...topic, config };
    this.#journal?.append(topicEntry(configured));
    this.#put(configured);
    for (const listener of this.#configListeners) listener(configured);
  }

  onTopicConfigured(listener: (topic: Topic) => void): void {
    this.#configListeners.add(listener);
  }

  deleteTopic(topic: Topic): void {
    this.#journal?.append({ type: 'topic-deleted', topicId: topic.topicId });
    this.#drop(topic.topicId);
    for (const listener of this.#deletionListeners) listener(topic);
  }

  onTopicDeleted(listener: (topic: Topic) => void): void {
    this.#deletionListeners.add(listener);
  }

  /** A producer id that nobody has had before. */
  allocateProducerId(): bigint {
    if (this.#nextProducerId >= this.#reservedProducerIds) {
      this.#reservedProducerIds = this.#nextProducerId + producerIdBlock;
      this.#journal?.appendDurably({ type: 'producer-ids', reserved: this.#reservedProducerIds.toString() });
    }
    const producerId = this.#nextProducerId;
    this.#nextProducerId += 1n;
    return producerId;
  }

  /** Takes over what the journal remembers. */
  restore(entry: ClusterEntry): void {
    switch (entry.type) {
      case 'cluster':
        return undefined;
      case 'producer-ids':
        this.#reservedProducerIds = BigInt(entry.reserved);
        this.#nextProducerId = this.#reservedProducerIds;
        return undefined;
      case 'scram-credential':
      case 'scram-credential-deleted':
        return this.scramCredentials.restore(entry);
      case 'acl':
      case 'acl-deleted':
        return this.acls.restore(entry);
      case 'quota':
        return this.clientQuotas.restore(entry);
      case 'topic-deleted':
        return this.#drop(entry.topicId);
      case 'topic': {
        const { name, topicId, partitions, config } = entry;
        return this.#put({
          name,
          topicId,
          config: new Map(Object.entries(config)),
          partitions: partitions.map(({ replicaIds, leaderEpoch }, partition) => ({
            partition,
            leaderId: replicaIds[0] ?? -1,
            leaderEpoch,
            replicaIds,
          })),
        });
      }
    }
  }

  /** A broker has been away: it leads its partitions anew, under the next epoch. */
  beginLeadership(nodeId: number): void {
    for (const topic of this.topics) {
      const partitions = topic.partitions.map((partition) =>
        partition.leaderId === nodeId ? { ...partition, leaderEpoch: partition.leaderEpoch + 1 } : partition,
      );
      const led: Topic = { ...topic, partitions };
      this.#journal?.append(topicEntry(led));
      this.#put(led);
    }
  }

  /** The least that `restore` needs to come to the present state. */
  *entries(): Iterable<ClusterEntry> {
    yield { type: 'producer-ids', reserved: this.#reservedProducerIds.toString() };
    for (const topic of this.#topicsByName.values()) yield topicEntry(topic);
    yield* this.scramCredentials.entries();
    yield* this.acls.entries();
    yield* this.clientQuotas.entries();
  }

  #put(topic: Topic): void {
    this.#topicsByName.set(topic.name, topic);
    this.#topicsById.set(topic.topicId, topic);
  }

  #drop(topicId: string): void {
    const topic = this.#topicsById.get(topicId);
    if (!topic) return;
    this.#topicsById.delete(topicId);
    this.#topicsByName.delete(topic.name);
  }
}

function newPartition(replicaIds: readonly number[], partition: number): Partition {
  return { partition, leaderId: replicaIds[0] ?? -1, leaderEpoch: 0, replicaIds };
}

function topicEntry(topic: Topic): ClusterEntry {
  return {
    type: 'topic',
    name: topic.name,
    topicId: topic.topicId,
    partitions: topic.partitions.map(({ replicaIds, leaderEpoch }) => ({ replicaIds: [...replicaIds], leaderEpoch })),
    config: Object.fromEntries(topic.config),
  };
}
