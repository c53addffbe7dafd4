import { type AnsweredPartition, type FetchTarget, keyOf, type WantedPartition } from './fetched-partition.ts';

interface SessionPartition extends FetchTarget {
  wanted: WantedPartition;
  /** As the client was last told; -1 after an error, so that the partition is told of again once that is over. */
  highWatermark: bigint;
  logStartOffset: bigint;
}

/** A partition's place in a session is its name's or its topic id's. */
export type ForgottenPartition = Pick<WantedPartition, 'topic' | 'topicId' | 'partition'>;

const largestEpoch = 2 ** 31 - 1;
const nothingTold = { highWatermark: -1n, logStartOffset: -1n };

/**
 * The partitions that one client fetches over and over, and what it was last told of each (KIP-227). What was answered with
 * records goes to the end, so that under `max bytes` each partition has its turn.
 */
export class FetchSession {
  readonly sessionId: number;
  readonly usesTopicIds: boolean;
  readonly createdMs: number;
  lastUsedMs: number;
  /** Of the request that must come next. */
  epoch = 1;
  readonly #partitions = new Map<string, SessionPartition>();

  constructor(settings: { sessionId: number; usesTopicIds: boolean; createdMs: number }) {
    this.sessionId = settings.sessionId;
    this.usesTopicIds = settings.usesTopicIds;
    this.createdMs = settings.createdMs;
    this.lastUsedMs = settings.createdMs;
  }

  get size(): number {
    return this.#partitions.size;
  }

  /** All partitions, in the order in which they are read. */
  get targets(): readonly FetchTarget[] {
    return [...this.#partitions.values()];
  }

  /** The client has been told of a partition by a full answer. */
  begin({ wanted, topicName }: FetchTarget, { errorCode, highWatermark, logStartOffset }: AnsweredPartition): void {
    const told = { highWatermark: errorCode === 0 ? highWatermark : -1n, logStartOffset };
    this.#partitions.set(keyOf(wanted), { wanted, topicName, ...told });
  }

  /** Takes note of partitions that are new or wanted otherwise than before, and then of those that are no longer wanted. */
  update(changed: readonly WantedPartition[], forgotten: readonly ForgottenPartition[]): void {
    for (const wanted of changed) {
      const known = this.#partitions.get(keyOf(wanted));
      if (known) known.wanted = wanted;
      else this.#partitions.set(keyOf(wanted), { wanted, topicName: undefined, ...nothingTold });
    }
    for (const partition of forgotten) this.#partitions.delete(keyOf(partition));
  }

  /** After 2^31 - 1 comes 1: 0 begins a session. */
  advanceEpoch(): void {
    this.epoch = epochAfter(this.epoch);
  }

  /**
   * Whether an incremental answer has this partition: it has records, an error or a diverging epoch, or its high watermark or
   * log start offset is not what the client was last told. With one replica the last stable offset changes with either.
   */
  isNews(wanted: WantedPartition, answer: AnsweredPartition): boolean {
    const known = this.#partitions.get(keyOf(wanted));
    if (!known) return false;
    const { errorCode, highWatermark, logStartOffset, records, divergingEpoch } = answer;
    return (
      records.length > 0 ||
      errorCode !== 0 ||
      (divergingEpoch !== undefined && divergingEpoch.epoch >= 0) ||
      known.highWatermark !== highWatermark ||
      known.logStartOffset !== logStartOffset
    );
  }

  /** `isNews`, and from now on the client is taken to have been told. */
  tell(wanted: WantedPartition, answer: AnsweredPartition): boolean {
    const key = keyOf(wanted);
    const known = this.#partitions.get(key);
    if (!known) return false;
    const isNews = this.isNews(wanted, answer);
    known.highWatermark = answer.errorCode === 0 ? answer.highWatermark : -1n;
    known.logStartOffset = answer.logStartOffset;
    if (answer.records.length > 0) {
      this.#partitions.delete(key);
      this.#partitions.set(key, known);
    }
    return isNews;
  }
}

export function epochAfter(epoch: number): number {
  return epoch === largestEpoch ? 1 : epoch + 1;
}
