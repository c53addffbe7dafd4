/** A record as it stands in a partition. Bytes are views of what was fetched: a keeper copies what it keeps. */
export interface StoredRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since the Unix epoch; -1 where the record has none. */
  readonly timestampMs: number;
  /** `create` is the producer's time, `append` the broker's. */
  readonly timestampType: 'create' | 'append';
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly StoredHeader[];
}

export interface StoredHeader {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/** Where reading begins, in each partition. */
export type ReadPosition =
  | { readonly type: 'now' }
  /** So many of each topic, the newest by time over all of its partitions. */
  | { readonly type: 'newest'; readonly count: number }
  | { readonly type: 'beginning' }
  /** Brought into what the partition holds. */
  | { readonly type: 'offset'; readonly offset: bigint }
  /** The first record of this time or later. */
  | { readonly type: 'time'; readonly timeMs: number };

/** What is seen of transactions: with `read-committed` neither what was aborted nor what is still open. */
export type Isolation = 'read-committed' | 'read-uncommitted';

export interface ReadRequest {
  /** Names on the cluster. */
  readonly topics: readonly string[];
  /** Only this one of each topic. */
  readonly partition?: number | undefined;
  readonly from: ReadPosition;
  /** Goes on with what comes; otherwise it ends at what was the end when it began. */
  readonly follow: boolean;
  /** `read-committed` by default. */
  readonly isolation?: Isolation | undefined;
  /** A topic that doesn't exist: a fault (the default), or left out, and with `follow` taken up once it is there. */
  readonly missingTopics?: 'fail' | 'wait';
  readonly signal?: AbortSignal | undefined;
}

/** What a reading tells, in order. */
export type ReadEvent =
  /** Records of one partition with ascending offsets; there may be none, where only control records were read. */
  | { readonly type: 'records'; readonly records: readonly StoredRecord[] }
  /** Once: everything that was there at the beginning has been told. */
  | { readonly type: 'caught-up' };

/** What a partition holds. */
export interface PartitionRange {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that is kept. */
  readonly start: bigint;
  /** The offset that the next record gets; with `read-committed` where the first open transaction begins. */
  readonly end: bigint;
}
