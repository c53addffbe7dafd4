import { partitionKey, type TopicPartition } from './list-offsets.ts';
import type { ClusterMetadata } from './metadata.ts';

/** A partition that is read from `from` on; what was there at the beginning ends before `until`. */
export interface StreamStart extends TopicPartition {
  readonly topicId: string;
  readonly from: bigint;
  readonly until: bigint;
  /** Older records are left out up to the first that isn't: a broker may begin a little early where a batch is compressed. */
  readonly notBeforeMs?: number | undefined;
}

/** How far a partition has been read, and where it is to be had. */
export interface StreamPlace extends TopicPartition {
  topicId: string;
  /** Undefined: nobody leads it as far as is known. */
  leaderId: number | undefined;
  leaderEpoch: number;
  nextOffset: bigint;
  until: bigint;
  /** Its offset is not there any more (retention, a topic made anew): reading goes on at the first that is. */
  isLost: boolean;
  /** See `StreamStart`; undefined once a record was young enough. */
  notBeforeMs: number | undefined;
  /** Since when it can't be read; undefined where it can. */
  troubledSinceMs: number | undefined;
  /** In a row. */
  failures: number;
  /** Answers without a record in a row, though the end was not reached. */
  emptyAnswers: number;
}

/** The partitions of a stream. Those that gave records go to the back of the queue, so that each gets its turn. */
export class StreamPlaces {
  readonly #places = new Map<string, StreamPlace>();
  readonly #partition: number | undefined;

  /** `partition`: only this one of each topic. */
  constructor(starts: readonly StreamStart[], partition: number | undefined) {
    this.#partition = partition;
    for (const { topic, partition, topicId, from, until, notBeforeMs } of starts) {
      this.#add({ ...unplaced(topic, partition, topicId), nextOffset: from, until, notBeforeMs, isLost: false });
    }
  }

  [Symbol.iterator](): IterableIterator<StreamPlace> {
    return this.#places.values();
  }

  get size(): number {
    return this.#places.size;
  }

  find(place: TopicPartition): StreamPlace | undefined {
    return this.#places.get(partitionKey(place));
  }

  toBack(place: StreamPlace): void {
    this.#places.delete(partitionKey(place));
    this.#add(place);
  }

  /** Those that have to be told where to begin: lost ones, those of topics made anew, and with `grow` new partitions. */
  withoutOffset(metadata: ClusterMetadata, grow: boolean): TopicPartition[] {
    return [...metadata.topics.values()].flatMap(({ name, topicId, partitions }) =>
      partitions
        .map(({ partition }) => ({ topic: name, partition }))
        .filter((each) => {
          const place = this.find(each);
          if (place) return place.isLost || place.topicId !== topicId;
          return grow && (this.#partition === undefined || this.#partition === each.partition);
        }),
    );
  }

  /** Takes up who leads what, and with `grow` partitions that are new. */
  apply(metadata: ClusterMetadata, grow: boolean): void {
    for (const { name, topicId, partitions } of metadata.topics.values()) {
      for (const { partition, leaderId, leaderEpoch } of partitions) {
        const isWanted = this.#partition === undefined || this.#partition === partition;
        let place = this.find({ topic: name, partition });
        if (!place && grow && isWanted) place = this.#add(unplaced(name, partition, topicId));
        if (!place) continue;
        if (place.topicId !== topicId) {
          place.topicId = topicId;
          place.isLost = true;
        }
        place.leaderId = metadata.brokers.has(leaderId) ? leaderId : undefined;
        place.leaderEpoch = leaderEpoch;
      }
    }
  }

  #add(place: StreamPlace): StreamPlace {
    this.#places.set(partitionKey(place), place);
    return place;
  }
}

/** Where nothing is known yet but that it exists: it is read from its first record on. */
function unplaced(topic: string, partition: number, topicId: string): StreamPlace {
  return {
    topic,
    partition,
    topicId,
    leaderId: undefined,
    leaderEpoch: -1,
    nextOffset: 0n,
    until: 0n,
    isLost: true,
    notBeforeMs: undefined,
    troubledSinceMs: undefined,
    failures: 0,
    emptyAnswers: 0,
  };
}
