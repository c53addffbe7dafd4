import kafkajs, { type Admin as KafkaAdmin, type ITopicConfig, type SeekEntry } from 'kafkajs';
import { setTimeout } from 'node:timers/promises';
import type { ConnectionSettings } from '../../shared/connection/index.ts';
import { ClientFault } from './client-fault.ts';
import { createKafkaClient } from './kafka-client.ts';
import { withClientFaults } from './to-client-fault.ts';
import type {
  Admin,
  GroupDescription,
  PartitionOffset,
  PartitionExtent,
  TopicCreation,
  TopicDescription,
  TopicPartition,
} from './types.ts';

// Node finds only some of this CommonJS package's names, so they are taken from the whole.
const { AssignerProtocol, ConfigResourceTypes } = kafkajs;

const mostAttempts = 20;
const retryWaitMs = 150;

export interface AdminOptions {
  connection: ConnectionSettings;
  /** Hears each answer of a broker, those included that refuse and are asked for again. Must not throw. */
  onAnswer?: () => void;
}

/** The admin client owns its connections until `stop`. */
export function createAdmin({ connection, onAnswer }: AdminOptions): Admin {
  const admin = createKafkaClient({ connection, retries: 5 }).admin();
  if (onAnswer) admin.on(admin.events.REQUEST, onAnswer);
  return new ClusterAdmin(admin);
}

class ClusterAdmin implements Admin {
  readonly #admin: KafkaAdmin;

  constructor(admin: KafkaAdmin) {
    this.#admin = admin;
  }

  start(): Promise<void> {
    return withClientFaults(() => this.#admin.connect());
  }

  listTopics(): Promise<string[]> {
    return withClientFaults(() => this.#admin.listTopics());
  }

  describeTopics(names: readonly string[]): Promise<TopicDescription[]> {
    return withClientFaults(async () => {
      // Asking for a name that doesn't exist would be an error, or create the topic where the cluster does so by itself.
      const existing = new Set(await this.#admin.listTopics());
      const wanted = names.filter((name) => existing.has(name));
      if (wanted.length === 0) return [];
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: wanted });
      return topics.map(({ name, partitions }) => ({
        name,
        internal: name.startsWith('__'),
        partitions: partitions.map(({ partitionId, leader, replicas, isr }) => ({
          partition: partitionId,
          leader,
          replicas,
          inSyncReplicas: isr,
        })),
      }));
    });
  }

  topicConfig(name: string): Promise<Record<string, string | null>> {
    return withClientFaults(async () => {
      const { resources } = await this.#admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name }],
      });
      const entries = resources.flatMap((resource) => resource.configEntries);
      return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
    });
  }

  async createTopics(topics: readonly TopicCreation[]): Promise<string[]> {
    const existing = new Set(await this.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length === 0) return [];
    await withClientFaults(() =>
      this.#admin.createTopics({ waitForLeaders: false, topics: missing.map(toKafkaTopic) }),
    );
    const names = missing.map(({ name }) => name);
    // kafkajs waits for leaders too, but gives up on a broker that has yet to hear of the topic.
    await waitedOut(() => this.#admin.fetchTopicMetadata({ topics: names }));
    return names;
  }

  createPartitions(topic: string, partitions: number): Promise<void> {
    return withClientFaults(async () => {
      await this.#admin.createPartitions({ topicPartitions: [{ topic, count: partitions }] });
    });
  }

  deleteTopics(names: readonly string[]): Promise<void> {
    return withClientFaults(() => this.#admin.deleteTopics({ topics: [...names] }));
  }

  async earliestOffsets(topic: string): Promise<PartitionOffset[]> {
    const offsets = await this.#topicOffsets(topic);
    return offsets.map(({ partition, low }) => ({ topic, partition, offset: low }));
  }

  async topicOffsets(topic: string): Promise<PartitionExtent[]> {
    const offsets = await this.#topicOffsets(topic);
    return offsets.map(({ partition, low, high }) => ({ topic, partition, startOffset: low, endOffset: high }));
  }

  async endOffsets(topic: string): Promise<PartitionOffset[]> {
    const offsets = await this.#topicOffsets(topic);
    return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
  }

  groupOffsets(groupId: string, topics: readonly string[]): Promise<PartitionOffset[]> {
    return withClientFaults(async () => {
      const found = await this.#admin.fetchOffsets({ groupId, topics: [...topics] });
      return found.flatMap(({ topic, partitions }) =>
        partitions
          .filter(({ offset }) => !offset.startsWith('-'))
          .map(({ partition, offset }) => ({ topic, partition, offset })),
      );
    });
  }

  listGroups(): Promise<string[]> {
    return withClientFaults(async () => {
      const { groups } = await this.#admin.listGroups();
      return groups.map(({ groupId }) => groupId);
    });
  }

  describeGroups(groupIds: readonly string[]): Promise<GroupDescription[]> {
    return withClientFaults(async () => {
      const { groups } = await this.#admin.describeGroups([...groupIds]);
      return groups.map(({ groupId, state, protocol, members }) => ({
        groupId,
        state,
        protocol,
        members: members.map(({ memberId, clientId, clientHost, memberAssignment }) => ({
          memberId,
          clientId,
          clientHost,
          partitions: assignedPartitions(memberAssignment),
        })),
      }));
    });
  }

  #topicOffsets(topic: string): Promise<(SeekEntry & { high: string; low: string })[]> {
    return waitedOut(() => this.#admin.fetchTopicOffsets(topic));
  }

  async stop(): Promise<void> {
    // Nothing is under way that could be lost with a connection that breaks while it closes.
    await this.#admin.disconnect().catch(() => undefined);
  }
}

/**
 * A broker may not know of a new topic yet, or know of it before it leads its partitions, and kafkajs gives up at once where it is
 * told so. Such an answer is waited out here, for three seconds in all.
 */
async function waitedOut<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withClientFaults(ask);
    } catch (error) {
      if (!(error instanceof ClientFault) || !error.retriable || attempt === mostAttempts) throw error;
      await setTimeout(retryWaitMs);
    }
  }
}

function toKafkaTopic({ name, partitions, replicationFactor = -1, config }: TopicCreation): ITopicConfig {
  const configEntries = Object.entries(config ?? {}).map(([configName, value]) => ({ name: configName, value }));
  return { topic: name, numPartitions: partitions, replicationFactor, configEntries };
}

/** Empty while the group rebalances. */
function assignedPartitions(memberAssignment: Buffer): TopicPartition[] {
  if (memberAssignment.byteLength === 0) return [];
  const decoded = AssignerProtocol.MemberAssignment.decode(memberAssignment);
  return Object.entries(decoded?.assignment ?? {}).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}
