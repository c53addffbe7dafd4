import { groupBy } from '../../../shared/lib/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { ClusterFault } from '../connecting/cluster-fault.ts';
import { ClusterView } from './cluster-view.ts';
import { decodeFetched } from './decode-fetched.ts';
import { findNewest } from './find-newest.ts';
import { partitionKey, type TopicPartition } from './list-offsets.ts';
import { type ClusterMetadata, noTopicId, topicOf } from './metadata.ts';
import { RecordStream } from './record-stream.ts';
import type { StreamStart } from './stream-places.ts';
import type { Isolation, PartitionRange, ReadEvent, ReadPosition, ReadRequest, StoredRecord } from './types.ts';

/** A whole batch comes in any case, however small the limit. */
const oneBatch = { maxWaitMs: 0, maxBytes: 1, maxPartitionBytes: 1, isolation: 'read-uncommitted' } as const;

/** Reads records of a cluster. Joins no group, commits nothing, creates nothing. All reject with a ClusterFault. */
export interface RecordReader {
  /** Names of the topics that exist, without Kafka's own. */
  topics(): Promise<string[]>;
  /** How many partitions each of these topics has; those that don't exist are left out. */
  partitionCounts(topics: readonly string[]): Promise<Map<string, number>>;
  /** What these topics' partitions hold; they must exist. */
  ranges(topics: readonly string[], isolation?: Isolation): Promise<PartitionRange[]>;
  /**
   * Records from a place on. Nothing is fetched ahead of a reader that is slow, but for one answer a broker. Each iteration
   * is a reading of its own, and owns its connections until it is over. An aborted signal ends it quietly.
   */
  read(request: ReadRequest): AsyncIterable<ReadEvent>;
  /** One record, transactions or not; undefined where no record has the offset (any more). */
  readOne(place: TopicPartition & { readonly offset: bigint }): Promise<StoredRecord | undefined>;
  /** Ends the connections of everything but readings, which end by their signals. May be called twice. */
  close(): void;
}

export interface RecordReaderOptions {
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  /** For each step of opening a connection; 10 000 by default. */
  readonly connectTimeoutMs?: number;
}

/** Connects when it is first asked something. Whoever creates it closes it. */
export function createRecordReader(options: RecordReaderOptions): RecordReader {
  return new KafkaRecordReader(options);
}

class KafkaRecordReader implements RecordReader {
  readonly #options: RecordReaderOptions;
  readonly #view: ClusterView;

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#view = new ClusterView(options.connection, options.clock, options.connectTimeoutMs);
  }

  async topics(): Promise<string[]> {
    const metadata = await this.#view.metadata(undefined);
    return [...metadata.topics.values()].filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  }

  async partitionCounts(topics: readonly string[]): Promise<Map<string, number>> {
    const metadata = await this.#view.metadata(topics);
    const [unauthorized] = metadata.unauthorized;
    if (unauthorized !== undefined) topicOf(metadata, unauthorized);
    return new Map([...metadata.topics.values()].map(({ name, partitions }) => [name, partitions.length]));
  }

  async ranges(topics: readonly string[], isolation: Isolation = 'read-committed'): Promise<PartitionRange[]> {
    const metadata = await this.#view.settledMetadata(topics);
    return await this.#view.ranges(partitionsOf(metadata, topics, undefined), isolation);
  }

  async *read(request: ReadRequest): AsyncGenerator<ReadEvent, void, undefined> {
    const { topics, partition, follow, signal, missingTopics = 'fail', isolation = 'read-committed' } = request;
    try {
      const existing = missingTopics === 'wait' ? [...(await this.partitionCounts(topics)).keys()] : topics;
      const metadata = await this.#view.settledMetadata(existing, signal);
      const places = partitionsOf(metadata, existing, partition);
      if (partition !== undefined && places.length === 0 && existing.length > 0) {
        throw new ClusterFault('partition-unknown', `No topic here has a partition ${partition}`);
      }
      const ranges = await this.#view.ranges(places, isolation, signal);
      const froms = await this.#positions(request, ranges, metadata, isolation);
      const starts = ranges.map((range) => startOf(range, froms.get(partitionKey(range)), metadata, request.from));
      yield* this.#stream({ starts, topics, partition, follow, isolation, signal }).events();
    } catch (error) {
      // A reading that is ended while it begins ends as quietly as later.
      if (!(error instanceof ClusterFault && error.code === 'closed' && signal?.aborted)) throw error;
    }
  }

  async readOne({ topic, partition, offset }: TopicPartition & { offset: bigint }): Promise<StoredRecord | undefined> {
    const [range] = await this.#view.ranges([{ topic, partition }], 'read-uncommitted');
    if (!range || offset < range.start || offset >= range.end) return undefined;
    const fetched = await this.#view.fetchOne({ topic, partition, offset }, oneBatch);
    // Deleted in between, or moved: whoever asks again is told.
    if (!fetched || fetched.errorCode !== 0) return undefined;
    for (const { records, nextOffset } of decodeFetched({ topic, partition }, fetched, offset)) {
      const found = records.find((record) => record.offset === offset);
      if (found || nextOffset > offset) return found;
    }
    return undefined;
  }

  close(): void {
    this.#view.close();
  }

  /** Where to begin, by `TOPIC/PARTITION`. */
  async #positions(
    { from, signal }: ReadRequest,
    ranges: readonly PartitionRange[],
    metadata: ClusterMetadata,
    isolation: Isolation,
  ): Promise<ReadonlyMap<string, bigint>> {
    switch (from.type) {
      case 'now':
        return new Map(ranges.map((range) => [partitionKey(range), range.end]));
      case 'beginning':
        return new Map(ranges.map((range) => [partitionKey(range), range.start]));
      case 'offset':
        return new Map(ranges.map((range) => [partitionKey(range), from.offset]));
      case 'time': {
        const found = await this.#view.offsets(ranges, { timeMs: from.timeMs }, isolation, signal);
        return new Map(ranges.map((range) => [partitionKey(range), found.get(partitionKey(range)) ?? range.end]));
      }
      case 'newest': {
        const positions = new Map<string, bigint>();
        for (const ofTopic of groupBy(ranges, ({ topic }) => topic).values()) {
          const read = (windows: readonly PartitionRange[]): AsyncIterable<readonly StoredRecord[]> =>
            this.#readRanges(windows, metadata, isolation, signal);
          for (const [key, offset] of await findNewest(ofTopic, from.count, read)) positions.set(key, offset);
        }
        return positions;
      }
    }
  }

  async *#readRanges(
    ranges: readonly PartitionRange[],
    metadata: ClusterMetadata,
    isolation: Isolation,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly StoredRecord[], void, undefined> {
    const starts = ranges.map((range) => startOf(range, range.start, metadata));
    const topics = [...new Set(ranges.map(({ topic }) => topic))];
    const stream = this.#stream({ starts, topics, partition: undefined, follow: false, isolation, signal });
    for await (const event of stream.events()) if (event.type === 'records') yield event.records;
    if (signal?.aborted) throw new ClusterFault('closed', 'The reading was ended');
  }

  #stream(
    reading: Pick<ConstructorParameters<typeof RecordStream>[0], 'starts' | 'topics' | 'partition' | 'follow'> & {
      isolation: Isolation;
      signal: AbortSignal | undefined;
    },
  ): RecordStream {
    const { connection: settings, clock, connectTimeoutMs } = this.#options;
    return new RecordStream({ settings, clock, view: this.#view, connectTimeoutMs, ...reading });
  }
}

function partitionsOf(
  metadata: ClusterMetadata,
  topics: readonly string[],
  partition: number | undefined,
): TopicPartition[] {
  return topics.flatMap((topic) =>
    topicOf(metadata, topic)
      .partitions.filter((each) => partition === undefined || each.partition === partition)
      .map((each) => ({ topic, partition: each.partition })),
  );
}

/** Brings the place to begin at into what the partition holds. */
function startOf(
  range: PartitionRange,
  from: bigint | undefined,
  metadata: ClusterMetadata,
  position?: ReadPosition,
): StreamStart {
  const { topic, partition, start, end } = range;
  const wanted = from ?? end;
  const inRange = wanted < start ? start : wanted > end ? end : wanted;
  const topicId = metadata.topics.get(topic)?.topicId ?? noTopicId;
  const notBeforeMs = position?.type === 'time' ? position.timeMs : undefined;
  return { topic, partition, topicId, from: inRange, until: end, notBeforeMs };
}
