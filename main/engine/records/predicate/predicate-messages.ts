/** What a predicate's thread is started with. */
export interface PredicateStart {
  readonly source: string;
  /** One Int32, counted up after each record: the way to see from outside that it still gets on. */
  readonly progress: SharedArrayBuffer;
}

/** A record as it goes to the thread. Values are cut at `mostValueBytes`. */
export interface PredicateRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly isCut: boolean;
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}

export type PredicateQuestion = readonly PredicateRecord[];

export type PredicateAnswer =
  | { readonly type: 'ready' }
  /** A byte a record: 1 where it passes. */
  | { readonly type: 'judged'; readonly passed: Uint8Array }
  /** It threw at the record of this index. */
  | { readonly type: 'threw'; readonly index: number; readonly message: string };
