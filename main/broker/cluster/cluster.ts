import { ClientQuotas } from '../quotas/client-quotas.ts';
import { Acls } from '../security/acl/acls.ts';
import { ScramCredentials } from '../security/sasl/scram-credentials.ts';
import type { ClusterEntry, ClusterJournal } from './cluster-journal.ts';
import { Coordinators } from './coordinators.ts';
import { afterJoining, afterLeaving, afterRestart, newPartition, noLeader, type Partition } from './partition.ts';

/** A broker as clients reach it. */
export interface BrokerEndpoint {
  nodeId: number;
  host: string;
  port: number;
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
  readonly #endpoints = new Map<number, BrokerEndpoint>();
  readonly #up = new Set<number>();
  readonly #coordinators = new Coordinators();
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

  /** Brokers are there and answer: they are in sync again with what they have replicas of, and lead what had no leader. */
  register(...brokers: readonly BrokerEndpoint[]): void {
    for (const broker of brokers) {
      this.#endpoints.set(broker.nodeId, broker);
      this.#up.add(broker.nodeId);
    }
    this.#coordinators.follow(this.#upIds);
    for (const { nodeId } of brokers) {
      this.#changePartitions((partition) => afterJoining(partition, nodeId, this.isUp));
    }
  }

  /** A broker has gone: others lead and coordinate in its place. It stays a member of the cluster. */
  deregister(nodeId: number): void {
    this.#up.delete(nodeId);
    this.#coordinators.follow(this.#upIds);
    this.#changePartitions((partition) => afterLeaving(partition, nodeId, this.isUp));
  }

  readonly isUp = (nodeId: number): boolean => this.#up.has(nodeId);

  /** All members of the cluster, those too that are away, by node id. */
  get members(): readonly BrokerEndpoint[] {
    return [...this.#endpoints.values()].sort((left, right) => left.nodeId - right.nodeId);
  }

  /** The members that are up, by node id. */
  get brokers(): readonly BrokerEndpoint[] {
    return this.members.filter(({ nodeId }) => this.isUp(nodeId));
  }

  /** A member of the cluster. */
  broker(nodeId: number): BrokerEndpoint | undefined {
    return this.#endpoints.get(nodeId);
  }

  /** The broker that answers for the cluster; -1 while there is none. */
  get controllerId(): number {
    return this.#upIds[0] ?? -1;
  }

  /** The broker that coordinates a group or a transactional id. */
  coordinatorOf(key: string): BrokerEndpoint | undefined {
    return this.broker(this.#coordinators.of(key));
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
    const partitions = replicaIds.map((replicas, index) => newPartition(index, replicas, this.isUp));
    const topic: Topic = { name, topicId: this.#createTopicId(), partitions, config };
    this.#journal?.append(topicEntry(topic));
    this.#put(topic);
    return topic;
  }

  addPartitions(topic: Topic, replicaIds: readonly (readonly number[])[]): Topic {
    const present = topic.partitions.length;
    const added = replicaIds.map((replicas, index) => newPartition(present + index, replicas, this.isUp));
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

  /** Gives a partition another leader or other replicas. */
  changePartition(topic: Topic, changed: Partition): void {
    const partitions = topic.partitions.map((partition) =>
      partition.partition === changed.partition ? changed : partition,
    );
    const moved: Topic = { ...topic, partitions };
    this.#journal?.append(topicEntry(moved));
    this.#put(moved);
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
            leaderId: noLeader,
            leaderEpoch,
            replicaIds,
            isrIds: replicaIds,
          })),
        });
      }
    }
  }

  /** All brokers have been away: those that there are now lead anew, under the next epochs. */
  beginLeadership(nodeIds: readonly number[]): void {
    this.#changePartitions((partition) => afterRestart(partition, (nodeId) => nodeIds.includes(nodeId)));
  }

  /** The least that `restore` needs to come to the present state. */
  *entries(): Iterable<ClusterEntry> {
    yield { type: 'producer-ids', reserved: this.#reservedProducerIds.toString() };
    for (const topic of this.#topicsByName.values()) yield topicEntry(topic);
    yield* this.scramCredentials.entries();
    yield* this.acls.entries();
    yield* this.clientQuotas.entries();
  }

  get #upIds(): readonly number[] {
    return [...this.#up].sort((left, right) => left - right);
  }

  /** Changes all, and then throws where the journal could not take all of it: epochs are the least that is lost. */
  #changePartitions(change: (partition: Partition) => Partition): void {
    const failures: unknown[] = [];
    for (const topic of this.topics) {
      const partitions = topic.partitions.map(change);
      if (partitions.every((partition, index) => partition === topic.partitions[index])) continue;
      const changed: Topic = { ...topic, partitions };
      // Who leads and who is in sync begins anew with each start; how often leaders have changed doesn't.
      const isNewEpoch = partitions.some(
        ({ leaderEpoch }, index) => leaderEpoch !== topic.partitions[index]?.leaderEpoch,
      );
      this.#put(changed);
      try {
        if (isNewEpoch) this.#journal?.append(topicEntry(changed));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
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

function topicEntry(topic: Topic): ClusterEntry {
  return {
    type: 'topic',
    name: topic.name,
    topicId: topic.topicId,
    partitions: topic.partitions.map(({ replicaIds, leaderEpoch }) => ({ replicaIds: [...replicaIds], leaderEpoch })),
    config: Object.fromEntries(topic.config),
  };
}
