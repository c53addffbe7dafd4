import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { brokerError } from '../connecting/broker-error.ts';
import { BrokerPool } from '../connecting/broker-pool.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';
import { readBatchHeader, recordBatchOverheadBytes } from '../../wire/index.ts';
import type { ClusterView } from './cluster-view.ts';
import { type DecodedBatch, decodeFetched } from './decode-fetched.ts';
import { fetchPartitions, type FetchedPartition, type FetchPlace } from './fetch-partitions.ts';
import { partitionKey } from './list-offsets.ts';
import { Mailbox } from './mailbox.ts';
import type { ClusterMetadata } from './metadata.ts';
import { pause, retryDelayMs } from './retries.ts';
import { type StreamPlace, StreamPlaces, type StreamStart } from './stream-places.ts';
import type { Isolation, ReadEvent, StoredRecord } from './types.ts';

const maxWaitMs = 500;
const maxAnswerBytes = 4 * 1024 * 1024;
const maxPartitionBytes = 1024 * 1024;
/** Records that are told together are this many, or this large, or few more than that. */
const mostLotRecords = 1000;
const mostLotBytes = 1024 * 1024;
/** A partition that can't be read for so long ends a reading of what is there. */
const giveUpAfterMs = 15_000;
/** As long as nothing at all could be read ends a reading that follows. */
const giveUpFollowingAfterMs = 60_000;
const refreshIntervalMs = 30_000;
/** While a topic is missing that is to be followed. */
const missingTopicIntervalMs = 2000;
/** Nothing is left before the end that could be read, though offsets are: what was there was compacted away. */
const mostEmptyAnswers = 3;

export interface RecordStreamOptions {
  readonly settings: ConnectionSettings;
  readonly clock: Clock;
  /** For leaders and offsets; it stays its owner's. */
  readonly view: ClusterView;
  readonly starts: readonly StreamStart[];
  /** All names that are followed, those that don't exist yet included. */
  readonly topics: readonly string[];
  readonly partition: number | undefined;
  readonly follow: boolean;
  readonly isolation: Isolation;
  readonly signal: AbortSignal | undefined;
  readonly connectTimeoutMs: number | undefined;
}

type Outcome =
  | { type: 'fetched'; leaderId: number; sent: readonly FetchPlace[]; fetched: ReadonlyMap<string, FetchedPartition> }
  | { type: 'fetch-failed'; leaderId: number; sent: readonly FetchPlace[]; error: unknown }
  | { type: 'refreshed'; metadata: ClusterMetadata; starts: ReadonlyMap<string, bigint | undefined> }
  | { type: 'refresh-failed'; error: unknown };

/**
 * Reads partitions from where they start: one long poll a leader at a time, the next one under way while the records of
 * the last are told, so that a reader that is slow is waited for and no more than one answer a leader is held. It joins no
 * group and commits nothing. Owns its connections while it is iterated; may be iterated once.
 */
export class RecordStream {
  readonly #options: RecordStreamOptions;
  readonly #places: StreamPlaces;
  readonly #outcomes = new Mailbox<Outcome>();
  readonly #pool: BrokerPool;
  readonly #fetching = new Set<number>();
  readonly #ending = new AbortController();
  #isRefreshing = false;
  #refreshedMs: number | undefined;
  #metadata: ClusterMetadata | undefined;

  constructor(options: RecordStreamOptions) {
    this.#options = options;
    this.#places = new StreamPlaces(options.starts, options.partition);
    const { settings, clock, connectTimeoutMs } = options;
    this.#pool = new BrokerPool({ settings, clock, timeoutMs: connectTimeoutMs });
  }

  /** Ends quietly when the signal is aborted; throws a ClusterFault where reading can't go on. */
  async *events(): AsyncGenerator<ReadEvent, void, undefined> {
    const { follow, signal } = this.#options;
    const end = (): void => this.#outcomes.close();
    signal?.addEventListener('abort', end);
    let hasCaughtUp = false;
    try {
      if (signal?.aborted) return;
      for (;;) {
        if (!hasCaughtUp && this.#hasCaughtUp()) {
          hasCaughtUp = true;
          yield { type: 'caught-up' };
        }
        if (hasCaughtUp && !follow) return;
        this.#launch();
        const outcome = await this.#outcomes.take();
        if (!outcome) return;
        yield* this.#take(outcome);
      }
    } finally {
      signal?.removeEventListener('abort', end);
      this.#ending.abort();
      this.#pool.close();
    }
  }

  #hasCaughtUp(): boolean {
    for (const { nextOffset, until } of this.#places) if (nextOffset < until) return false;
    return true;
  }

  #isActive({ nextOffset, until }: StreamPlace): boolean {
    return this.#options.follow || nextOffset < until;
  }

  /** Starts what can be under way and isn't: a fetch a leader, and a look at who leads what where that is needed. */
  #launch(): void {
    const byLeader = new Map<number, StreamPlace[]>();
    let refreshDelayMs = this.#regularRefreshDelayMs();
    for (const place of this.#places) {
      if (!this.#isActive(place)) continue;
      if (place.leaderId === undefined || place.isLost) {
        const delayMs = place.failures === 0 ? 0 : retryDelayMs(place.failures);
        refreshDelayMs = Math.min(refreshDelayMs ?? delayMs, delayMs);
      } else {
        byLeader.set(place.leaderId, [...(byLeader.get(place.leaderId) ?? []), place]);
      }
    }
    for (const [leaderId, places] of byLeader) if (!this.#fetching.has(leaderId)) void this.#fetch(leaderId, places);
    if (refreshDelayMs !== undefined && !this.#isRefreshing) void this.#refresh(refreshDelayMs);
  }

  /** Undefined: nothing new is looked for. */
  #regularRefreshDelayMs(): number | undefined {
    const { follow, topics, clock } = this.#options;
    if (!follow) return undefined;
    if (this.#refreshedMs === undefined) return 0;
    const isComplete = topics.every((name) => this.#metadata?.topics.has(name));
    const dueMs = this.#refreshedMs + (isComplete ? refreshIntervalMs : missingTopicIntervalMs);
    // Looked at after each answer, and those come often, so that no timer is needed where there is anything to fetch.
    return this.#places.size === 0 ? Math.max(0, dueMs - clock.nowMs()) : dueMs <= clock.nowMs() ? 0 : undefined;
  }

  async #fetch(leaderId: number, places: readonly StreamPlace[]): Promise<void> {
    const sent = places.map(({ topic, partition, topicId, leaderEpoch, nextOffset }): FetchPlace => {
      return { topic, partition, topicId, leaderEpoch, offset: nextOffset };
    });
    this.#fetching.add(leaderId);
    try {
      const address = this.#metadata?.brokers.get(leaderId);
      if (!address) throw new ClusterFault('leader-moved', `The broker ${leaderId} is not there`);
      const limits = { maxWaitMs, maxBytes: maxAnswerBytes, maxPartitionBytes, isolation: this.#options.isolation };
      const fetched = await fetchPartitions(await this.#pool.to(address), sent, limits);
      this.#outcomes.put({ type: 'fetched', leaderId, sent, fetched });
    } catch (error) {
      this.#outcomes.put({ type: 'fetch-failed', leaderId, sent, error });
    }
  }

  async #refresh(delayMs: number): Promise<void> {
    const { clock, topics, view, isolation, follow } = this.#options;
    this.#isRefreshing = true;
    try {
      await pause(clock, delayMs, this.#ending.signal);
      if (this.#ending.signal.aborted) return;
      const metadata = await view.metadata(topics);
      const unplaced = this.#places.withoutOffset(metadata, follow);
      const starts = await view.offsets(unplaced, 'earliest', isolation, this.#ending.signal);
      this.#outcomes.put({ type: 'refreshed', metadata, starts });
    } catch (error) {
      this.#outcomes.put({ type: 'refresh-failed', error });
    }
  }

  async *#take(outcome: Outcome): AsyncGenerator<ReadEvent, void, undefined> {
    switch (outcome.type) {
      case 'fetched':
        this.#fetching.delete(outcome.leaderId);
        yield* this.#takeFetched(outcome);
        return;
      case 'fetch-failed':
        this.#fetching.delete(outcome.leaderId);
        for (const place of outcome.sent) this.#trouble(this.#places.find(place), retriable(outcome.error));
        return;
      case 'refreshed':
        this.#isRefreshing = false;
        this.#takeRefreshed(outcome.metadata, outcome.starts);
        return;
      case 'refresh-failed': {
        this.#isRefreshing = false;
        const fault = retriable(outcome.error);
        for (const place of this.#places) if (place.leaderId === undefined || place.isLost) this.#trouble(place, fault);
        // Where no place is in trouble the next regular look is as good a try.
        this.#refreshedMs = this.#options.clock.nowMs();
      }
    }
  }

  #takeRefreshed(metadata: ClusterMetadata, starts: ReadonlyMap<string, bigint | undefined>): void {
    const { follow, clock } = this.#options;
    const [unauthorized] = metadata.unauthorized;
    if (unauthorized !== undefined) {
      throw new ClusterFault('not-authorized', `The topic ${unauthorized} may not be read with this user`);
    }
    this.#metadata = metadata;
    this.#refreshedMs = clock.nowMs();
    this.#places.apply(metadata, follow);
    for (const place of this.#places) {
      const start = starts.get(partitionKey(place));
      if (place.isLost && start !== undefined) {
        place.nextOffset = start;
        place.isLost = false;
      }
      if (!metadata.topics.has(place.topic)) {
        this.#trouble(place, new ClusterFault('topic-unknown', `The cluster has no topic ${place.topic} any more`));
      } else if (place.leaderId === undefined) {
        const what = `The partition ${place.partition} of ${place.topic} has no leader`;
        this.#trouble(place, new ClusterFault('leader-moved', what));
      }
    }
  }

  async *#takeFetched({ sent, fetched }: Outcome & { type: 'fetched' }): AsyncGenerator<ReadEvent, void, undefined> {
    const isEmpty = [...fetched.values()].every(({ records }) => !records?.byteLength);
    const decoders = sent.flatMap((each) => {
      const place = this.#places.find(each);
      const answer = fetched.get(partitionKey(each));
      // A place that was moved meanwhile is read where it now is.
      if (!place || !answer || place.nextOffset !== each.offset) return [];
      return this.#takePartition(place, answer, isEmpty) ? [{ place, answer, from: each.offset }] : [];
    });
    this.#launch();
    for (const { place, answer, from } of decoders) {
      for (const records of gathered(decodeFetched({ topic: place.topic, partition: place.partition }, answer, from))) {
        const young = notTooOld(place, records);
        const { until } = place;
        yield {
          type: 'records',
          records: this.#options.follow ? young : young.filter(({ offset }) => offset < until),
        };
      }
    }
  }

  /** Whether the answer holds records; the place is moved behind them. */
  #takePartition(place: StreamPlace, answer: FetchedPartition, isEmpty: boolean): boolean {
    const { topic, partition } = place;
    if (answer.errorCode !== 0) {
      const error = kafkaErrorName(answer.errorCode);
      if (error === 'OFFSET_OUT_OF_RANGE') place.isLost = true;
      const fault = brokerError(answer.errorCode, `The partition ${partition} of ${topic}`);
      if (error !== 'OFFSET_OUT_OF_RANGE') {
        if (!fault.retriable && fault.code !== 'topic-unknown') throw fault;
        this.#trouble(place, fault);
      }
      return false;
    }
    place.troubledSinceMs = undefined;
    place.failures = 0;
    const nextOffset = endOf(answer.records ?? new Uint8Array(0)) ?? place.nextOffset;
    if (nextOffset <= place.nextOffset) {
      place.emptyAnswers = isEmpty ? place.emptyAnswers + 1 : 0;
      if (place.emptyAnswers >= mostEmptyAnswers && place.nextOffset < place.until) place.until = place.nextOffset;
      return false;
    }
    place.emptyAnswers = 0;
    place.nextOffset = nextOffset;
    this.#places.toBack(place);
    return true;
  }

  /** Notes that a place can't be read at the moment, and throws the fault where that has gone on for too long. */
  #trouble(place: StreamPlace | undefined, fault: ClusterFault): void {
    if (!place) return;
    const nowMs = this.#options.clock.nowMs();
    place.leaderId = undefined;
    place.failures += 1;
    place.troubledSinceMs ??= nowMs;
    const { follow } = this.#options;
    const limitMs = follow ? giveUpFollowingAfterMs : giveUpAfterMs;
    const isLate = ({ troubledSinceMs }: StreamPlace): boolean =>
      troubledSinceMs !== undefined && nowMs - troubledSinceMs >= limitMs;
    if (follow ? [...this.#places].every(isLate) : isLate(place)) throw fault;
  }
}

/** Where the last whole batch ends; undefined where there is none. Nothing is checked or decoded yet. */
function endOf(records: Uint8Array): bigint | undefined {
  let position = 0;
  let end: bigint | undefined;
  while (records.byteLength - position >= recordBatchOverheadBytes) {
    const { sizeBytes, baseOffset, lastOffsetDelta } = readBatchHeader(records, position);
    if (sizeBytes < recordBatchOverheadBytes || sizeBytes > records.byteLength - position) break;
    end = baseOffset + BigInt(lastOffsetDelta) + 1n;
    position += sizeBytes;
  }
  return end;
}

/** Batches of one record are common, and too small for whoever does something with each lot; large ones stay alone. */
function* gathered(batches: Iterable<DecodedBatch>): Generator<readonly StoredRecord[]> {
  let lot: StoredRecord[] = [];
  let bytes = 0;
  for (const { records } of batches) {
    for (const record of records) {
      lot.push(record);
      bytes += (record.key?.byteLength ?? 0) + (record.value?.byteLength ?? 0);
    }
    if (lot.length >= mostLotRecords || bytes >= mostLotBytes) {
      yield lot;
      lot = [];
      bytes = 0;
    }
  }
  yield lot;
}

function notTooOld(place: StreamPlace, records: readonly StoredRecord[]): readonly StoredRecord[] {
  const { notBeforeMs } = place;
  if (notBeforeMs === undefined) return records;
  const first = records.findIndex(({ timestampMs }) => timestampMs >= notBeforeMs);
  if (first === -1) return [];
  place.notBeforeMs = undefined;
  return records.slice(first);
}

/** @throws what isn't worth another try */
function retriable(error: unknown): ClusterFault {
  if (error instanceof ClusterFault && (error.retriable || error.code === 'topic-unknown')) return error;
  throw error;
}
