/** What a predicate's thread is started with. It is then sent batches, and answers each. */
export interface PredicateStart {
  readonly source: string;
  /** One Int32, counted up after each record: the way to see from outside that it still gets on. */
  readonly progress: SharedArrayBuffer;
}

export type PredicateAnswer =
  | { readonly type: 'ready' }
  /** A byte a record: 1 where it passes. */
  | { readonly type: 'judged'; readonly passed: Uint8Array }
  /** It threw at the record of this index. */
  | { readonly type: 'threw'; readonly index: number; readonly message: string };
