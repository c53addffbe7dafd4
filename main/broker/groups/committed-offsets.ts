/** What a group has committed for one partition. */
export interface CommittedOffset {
  offset: bigint;
  /** Leader epoch of the last record that was consumed, or -1. */
  leaderEpoch: number;
  metadata: string;
}

export interface CommittedPartition extends CommittedOffset {
  groupId: string;
  topic: string;
  partition: number;
}

/** Where commits are kept beyond the process; called before a commit is acknowledged. */
export interface OffsetsJournal {
  committed(offsets: readonly CommittedPartition[]): void;
  topicForgotten(topic: string): void;
}

/** All committed offsets of a broker, by group, topic and partition. */
export class CommittedOffsets {
  readonly #groups = new Map<string, Map<string, Map<number, CommittedOffset>>>();
  readonly #journal: OffsetsJournal | undefined;

  constructor(journal?: OffsetsJournal) {
    this.#journal = journal;
  }

  commit(offsets: readonly CommittedPartition[]): void {
    if (offsets.length === 0) return;
    this.#journal?.committed(offsets);
    for (const offset of offsets) this.restore(offset);
  }

  /** Takes over what the journal remembers, without telling the journal. */
  restore({ groupId, topic, partition, offset, leaderEpoch, metadata }: CommittedPartition): void {
    const topics = getOrCreate(this.#groups, groupId, () => new Map<string, Map<number, CommittedOffset>>());
    getOrCreate(topics, topic, () => new Map<number, CommittedOffset>()).set(partition, {
      offset,
      leaderEpoch,
      metadata,
    });
  }

  find(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.get(topic)?.get(partition);
  }

  /** Each topic that a group has committed to, with its partitions. */
  topicsOf(groupId: string): ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>> {
    return this.#groups.get(groupId) ?? new Map();
  }

  groupIds(): string[] {
    return [...this.#groups.keys()];
  }

  /** The topic was deleted: what was committed to it says nothing about a later topic of that name. */
  forgetTopic(topic: string): void {
    const wasKnown = [...this.#groups.values()].some((topics) => topics.has(topic));
    if (!wasKnown) return;
    this.#journal?.topicForgotten(topic);
    this.restoreForgotten(topic);
  }

  restoreForgotten(topic: string): void {
    for (const topics of this.#groups.values()) topics.delete(topic);
  }

  *all(): Iterable<CommittedPartition> {
    for (const [groupId, topics] of this.#groups) {
      for (const [topic, partitions] of topics) {
        for (const [partition, committed] of partitions) yield { groupId, topic, partition, ...committed };
      }
    }
  }
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
