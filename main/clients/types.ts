import type { ConnectionSettings } from '../../shared/connection/index.ts';
import type { KafkaErrorName } from '../../shared/kafka/index.ts';
import type { ClientFault } from './client-fault.ts';

export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface PartitionOffset extends TopicPartition {
  /** Decimal. */
  offset: string;
}

/** What a partition holds. Decimal offsets. */
export interface PartitionExtent extends TopicPartition {
  /** Of its earliest record. */
  startOffset: string;
  /** The high watermark: the offset that the next record gets. */
  endOffset: string;
}

export interface RecordHeader {
  name: string;
  value: Uint8Array | null;
}

/** A record as it was fetched. Key, value and header values are views into the fetch's buffer: don't change them. */
export interface ConsumedRecord extends TopicPartition {
  /** Decimal. */
  offset: string;
  /** Milliseconds since the Unix epoch. */
  timestampMs: number;
  key: Uint8Array | null;
  value: Uint8Array | null;
  /** In the order of the record, names that occur twice included. */
  headers: readonly RecordHeader[];
  /** Key, value and headers together. */
  sizeBytes: number;
}

/** The records that one fetch gave of one partition, without control records and aborted transactions. */
export interface ConsumedBatch extends TopicPartition {
  records: readonly ConsumedRecord[];
  /** Decimal: where the next fetch of this partition starts. */
  nextOffset: string;
  /** Decimal. */
  highWatermark: string;
}

export interface GroupAssignment {
  memberId: string;
  generation: number;
  isLeader: boolean;
  partitions: readonly TopicPartition[];
}

export interface GroupMemberOptions {
  connection: ConnectionSettings;
  groupId: string;
  /** By name. Those that don't exist yet are taken up when they appear. */
  topics: readonly string[];
  /** Where a partition without a committed offset starts: at its earliest record, or at what comes from now on. */
  fromBeginning: boolean;
  /** How long the coordinator waits for a heartbeat. 10 000 by default. */
  sessionTimeoutMs?: number;
  /** How long the coordinator waits for members to join again. 60 000 by default. */
  rebalanceTimeoutMs?: number;
  /** 3 000 by default. */
  heartbeatIntervalMs?: number;
  /** Longest time that a fetch waits for a record; also the delay after which `resume` takes effect where all is paused. 250 by default. */
  fetchWaitMs?: number;
  /** Between two looks for new topics and partitions. 10 000 by default; 1 000 while a topic is missing. */
  metadataMaxAgeMs?: number;
}

/** All are called from the client's own turns of the event loop and must not throw. */
export interface GroupMemberEvents {
  /** Each time the member has joined; the same assignment included. */
  assigned(assignment: GroupAssignment): void;
  /** The group rebalances: what is finished should be committed now; the next is `assigned`. */
  rebalancing(): void;
  /** Taken over at once: the client fetches on, whatever becomes of the batch. */
  fetched(batch: ConsumedBatch): void;
  /** The member lost its place (broker gone, unexpected error) and joins again after a wait; nothing is assigned meanwhile. */
  restarting(fault: ClientFault, inMs: number): void;
}

/** A member of a consumer group. It fetches and heartbeats by itself, and commits only what it is told to. */
export interface GroupMember {
  /** Resolves with the first assignment. Rejects with a ClientFault where the cluster refuses the member for good. */
  start(): Promise<GroupAssignment>;
  /** Rejects with a ClientFault; `REBALANCING` and `STALE_MEMBER` are part of a group's life. */
  commit(offsets: readonly PartitionOffset[]): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** The next fetch of the partition starts at this offset (decimal). */
  seek(partition: TopicPartition, offset: string): void;
  /** Leaves the group and closes the connections. Never rejects; may be called in any state, and twice. */
  stop(): Promise<void>;
}

export type CompressionName = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

export interface ProducedRecord {
  topic: string;
  /** Without it the key decides as Java's default partitioner does; records without key go round. */
  partition?: number | undefined;
  key: Uint8Array | null;
  value: Uint8Array | null;
  headers: readonly RecordHeader[];
  /** Milliseconds since the Unix epoch; now by default. */
  timestampMs?: number | undefined;
}

/** Where a record was written. */
export type ProducedOffset = PartitionOffset;

export interface EventProducerOptions {
  connection: ConnectionSettings;
  /** none by default. */
  compression?: CompressionName;
  /** Most bytes of records of one produce request; a single larger record is still tried. 900 000 by default. */
  maxRequestBytes?: number;
  /** A record that isn't acknowledged after this long is rejected. 30 000 by default. */
  deliveryTimeoutMs?: number;
}

/** An answer of a broker that doesn't take a record; the same may be tried again, and refused again. */
export interface WriteRefusal {
  readonly topic: string;
  /** Absent where the answer is to something else than the record, such as the look for its topic. */
  readonly partition?: number;
  readonly error: KafkaErrorName;
}

/** Hears each refusal of records while they are tried: also of what is acknowledged in the end. Must not throw. */
export type OnRefused = (refusal: WriteRefusal) => void;

/** An idempotent producer with acks=all. */
export interface EventProducer {
  /** Connects and gets a producer id. */
  start(): Promise<void>;
  /**
   * Sends a record together with everything else sent in this turn of the event loop. Records of one partition keep the
   * order of the calls. Rejects with a ClientFault; a record that was rejected may have been written all the same where
   * the fault is retriable (the answer got lost). Of several records with the same `onRefused` it is called once a partition and try.
   */
  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset>;
  /** Sends what waits, and closes. Further sends reject with `CLOSED`. */
  close(): Promise<void>;
}

export interface TransactionalProducerOptions {
  connection: ConnectionSettings;
  transactionalId: string;
  /** The cluster aborts a transaction that is open for longer. */
  transactionTimeoutMs: number;
  /** None by default. */
  compression?: CompressionName;
  /** As of an `EventProducer`. */
  maxRequestBytes?: number;
}

/**
 * A producer with a transactional id, which one producer has at a time: whoever starts last has it. One transaction at a time. After
 * anything but a clean commit or abort it is broken: close it, and start another.
 */
export interface TransactionalProducer {
  /** Takes the id over: whoever had it is fenced, and what that one left open has been aborted when this resolves. */
  start(): Promise<void>;
  /** False once a request of a transaction has failed: nobody knows what the cluster has taken. */
  readonly isSound: boolean;
  /** Rejects with `FENCED` where the producer is broken. */
  begin(): Promise<Transaction>;
  /** Closes the connections; an open transaction is left to time out, or to whoever takes the id over. Never rejects. */
  close(): Promise<void>;
}

/** Nothing of it is seen by those who read committed records, until `commit` resolves. */
export interface Transaction {
  /** As of an `EventProducer`; rejects with `CLOSED` once the transaction is ending. */
  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset>;
  /**
   * Commits what was sent, and the group's offsets with it. Rejects with `FENCED` where it was certainly not committed, since somebody
   * else has the id; with any other ClientFault nobody knows. Where a record was refused it commits nothing and rejects, whether or not
   * anybody waited for that one.
   */
  commit(groupId: string, offsets: readonly PartitionOffset[]): Promise<void>;
  /** Takes back what was sent. Where it rejects the cluster, or whoever takes the id over, does it. */
  abort(): Promise<void>;
}

export interface TopicDescription {
  name: string;
  internal: boolean;
  partitions: readonly {
    partition: number;
    leader: number;
    replicas: readonly number[];
    inSyncReplicas: readonly number[];
  }[];
}

export interface TopicCreation {
  name: string;
  partitions: number;
  /** The cluster's default where absent. */
  replicationFactor?: number;
  config?: Readonly<Record<string, string>>;
}

export interface GroupDescription {
  groupId: string;
  /** As Kafka names it: Empty, Stable, PreparingRebalance, CompletingRebalance, Dead. */
  state: string;
  protocol: string;
  members: readonly { memberId: string; clientId: string; clientHost: string; partitions: readonly TopicPartition[] }[];
}

/** What is asked of a cluster besides its records. Reads, unless a method says otherwise. */
export interface Admin {
  start(): Promise<void>;
  listTopics(): Promise<string[]>;
  /** Topics that don't exist are left out. */
  describeTopics(names: readonly string[]): Promise<TopicDescription[]>;
  /** What is set on the topic or by the broker, by Kafka's names. */
  topicConfig(name: string): Promise<Record<string, string | null>>;
  /** Creates the topics that don't exist and waits until each has leaders; returns the names of those it created. */
  createTopics(topics: readonly TopicCreation[]): Promise<string[]>;
  /** Adds partitions to a topic until it has so many. Only ever called for a cluster that is ours. */
  createPartitions(topic: string, partitions: number): Promise<void>;
  /** Deletes topics. Only ever called on an explicit wish. */
  deleteTopics(names: readonly string[]): Promise<void>;
  earliestOffsets(topic: string): Promise<PartitionOffset[]>;
  /** The earliest record and the end of each partition, asked for together. */
  topicOffsets(topic: string): Promise<PartitionExtent[]>;
  /** High watermarks: the offset that the next record gets. */
  endOffsets(topic: string): Promise<PartitionOffset[]>;
  /** Committed offsets; a partition without one is left out. */
  groupOffsets(groupId: string, topics: readonly string[]): Promise<PartitionOffset[]>;
  listGroups(): Promise<string[]>;
  describeGroups(groupIds: readonly string[]): Promise<GroupDescription[]>;
  stop(): Promise<void>;
}
