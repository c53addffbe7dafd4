import type { CommittedOffset, CommittedPartition } from './committed-partition.ts';
import { PendingOffsets, type PendingProducer } from './pending-offsets.ts';

/** The end of what one producer had pending in one group. */
export interface EndedOffsets {
  groupId: string;
  producerId: bigint;
  outcome: 'commit' | 'abort';
}

/** Where commits are kept beyond the process; called before a commit is acknowledged. */
export interface OffsetsJournal {
  committed(offsets: readonly CommittedPartition[]): void;
  pended(producer: PendingProducer, offsets: readonly CommittedPartition[]): void;
  ended(ended: EndedOffsets): void;
  topicForgotten(topic: string): void;
  groupForgotten(groupId: string): void;
  offsetForgotten(groupId: string, topic: string, partition: number): void;
}

/** A commit with its place among all commits: of two for one partition the later one counts. */
interface StoredOffset extends CommittedOffset {
  sequence: number;
}

/** One of the commits that give the present state, in their order; with `producerId` it is still pending. */
export interface OrderedCommit extends CommittedPartition {
  sequence: number;
  producerId?: bigint;
  producerEpoch?: number | undefined;
}

/**
 * All committed offsets of a broker, by group, topic and partition, and those that are pending until a transaction ends
 * (KIP-98): nobody reads these before.
 */
export class CommittedOffsets {
  readonly #groups = new Map<string, Map<string, Map<number, StoredOffset>>>();
  readonly #pending = new PendingOffsets();
  readonly #journal: OffsetsJournal | undefined;
  #sequence = 0;

  constructor(journal?: OffsetsJournal) {
    this.#journal = journal;
  }

  commit(offsets: readonly CommittedPartition[]): void {
    if (offsets.length === 0) return;
    this.#journal?.committed(offsets);
    for (const offset of offsets) this.restore(offset);
  }

  /** Takes over what the journal remembers, without telling the journal. */
  restore(committed: CommittedPartition): void {
    this.#set(committed, this.#nextSequence());
  }

  /** Keeps offsets until the producer's transaction ends. */
  pend(producer: PendingProducer, offsets: readonly CommittedPartition[]): void {
    if (offsets.length === 0) return;
    this.#journal?.pended(producer, offsets);
    for (const offset of offsets) this.restorePending(producer, offset);
  }

  /** Who has offsets pending in which groups. */
  pendingOwners(): ({ groupId: string } & PendingProducer)[] {
    const owners = Array.from(this.#pending.all(), ({ groupId, producerId, producerEpoch }) => ({
      groupId,
      producerId,
      producerEpoch,
    }));
    return [...new Map(owners.map((owner) => [`${owner.producerId}/${owner.groupId}`, owner])).values()];
  }

  restorePending(producer: PendingProducer, offset: CommittedPartition): void {
    this.#pending.add({ ...offset, ...producer, sequence: this.#nextSequence() });
  }

  /** The producer's transaction has ended: what it had pending in the group is committed or forgotten. */
  end(ended: EndedOffsets): void {
    if (!this.#pending.has(ended.groupId, ended.producerId)) return;
    this.#journal?.ended(ended);
    this.restoreEnded(ended);
  }

  restoreEnded({ groupId, producerId, outcome }: EndedOffsets): void {
    for (const offset of this.#pending.take(groupId, producerId)) {
      if (outcome === 'commit') this.#set(offset, offset.sequence);
    }
  }

  find(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.get(topic)?.get(partition);
  }

  /** Whether a transaction that is still open has committed an offset of this partition. */
  isPending(groupId: string, topic: string, partition: number): boolean {
    return this.#pending.covers(groupId, topic, partition);
  }

  /** Each topic that a group has committed to, with its partitions. */
  topicsOf(groupId: string): ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> {
    return this.#groups.get(groupId) ?? new Map();
  }

  groupIds(): string[] {
    return [...new Set([...this.#groups.keys(), ...this.#pending.groupIds()])];
  }

  /** The topic was deleted: what was committed to it says nothing about a later topic of that name. */
  forgetTopic(topic: string): void {
    const isKnown = [...this.#groups.values()].some((topics) => topics.has(topic)) || this.#pending.hasTopic(topic);
    if (!isKnown) return;
    this.#journal?.topicForgotten(topic);
    this.restoreForgotten(topic);
  }

  restoreForgotten(topic: string): void {
    for (const topics of this.#groups.values()) topics.delete(topic);
    this.#pending.forgetTopic(topic);
  }

  /** The group was deleted, with what it has pending. */
  forgetGroup(groupId: string): void {
    if (!this.groupIds().includes(groupId)) return;
    this.#journal?.groupForgotten(groupId);
    this.restoreForgottenGroup(groupId);
  }

  restoreForgottenGroup(groupId: string): void {
    this.#groups.delete(groupId);
    this.#pending.forget(groupId, () => true);
  }

  /** What a group has committed for one partition, and has pending, is deleted. */
  forgetOffset(groupId: string, topic: string, partition: number): void {
    if (!this.find(groupId, topic, partition) && !this.isPending(groupId, topic, partition)) return;
    this.#journal?.offsetForgotten(groupId, topic, partition);
    this.restoreForgottenOffset(groupId, topic, partition);
  }

  restoreForgottenOffset(groupId: string, topic: string, partition: number): void {
    this.#groups.get(groupId)?.get(topic)?.delete(partition);
    this.#pending.forget(groupId, (offset) => offset.topic === topic && offset.partition === partition);
  }

  /** The commits that give the present state, oldest first. */
  all(): OrderedCommit[] {
    const commits: OrderedCommit[] = [...this.#pending.all()];
    for (const [groupId, topics] of this.#groups) {
      for (const [topic, partitions] of topics) {
        for (const [partition, stored] of partitions) commits.push({ groupId, topic, partition, ...stored });
      }
    }
    return commits.sort((left, right) => left.sequence - right.sequence);
  }

  #set({ groupId, topic, partition, offset, leaderEpoch, metadata }: CommittedPartition, sequence: number): void {
    const topics = getOrCreate(this.#groups, groupId, () => new Map<string, Map<number, StoredOffset>>());
    const partitions = getOrCreate(topics, topic, () => new Map<number, StoredOffset>());
    const known = partitions.get(partition);
    // A commit that a transaction held back may be older than what was committed meanwhile.
    if (known && known.sequence > sequence) return;
    partitions.set(partition, { offset, leaderEpoch, metadata, sequence });
  }

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
