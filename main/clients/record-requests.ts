import {
  Partitioners,
  CompressionTypes,
  type ICustomPartitioner,
  type Message,
  type PartitionMetadata,
  type ProducerBatch,
} from 'kafkajs';
import { groupBy } from '../../shared/lib/index.ts';
import { ClientFault } from './client-fault.ts';
import { asBuffer, toKafkaHeaders } from './record-headers.ts';
import { toClientFault } from './to-client-fault.ts';
import type { CompressionName, OnRefused, ProducedOffset, ProducedRecord, WriteRefusal } from './types.ts';

const defaultMaxRequestBytes = 900_000;

const compressionTypes: Readonly<Record<CompressionName, CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

export interface WaitingRecord {
  readonly record: ProducedRecord;
  readonly message: Message;
  readonly sizeBytes: number;
  readonly onRefused: OnRefused | undefined;
  readonly resolve: (offset: ProducedOffset) => void;
  readonly reject: (fault: ClientFault) => void;
}

/** What of kafkajs sends a request: a producer, or a transaction of one. */
interface KafkaSender {
  sendBatch(batch: ProducerBatch): Promise<{ topicName: string; partition: number; baseOffset?: string }[]>;
}

export interface RecordRequestsOptions {
  readonly compression?: CompressionName | undefined;
  readonly maxRequestBytes?: number | undefined;
  /**
   * A request holds records of one partition only. Where one goes to several leaders kafkajs asks them at once; as soon as one answers
   * with an error it sends the others again what is still under way there, as something new: in a transaction both would count.
   */
  readonly isOnePartitionEach?: boolean;
  /** Sends one request, and settles each of its records. Never rejects. */
  readonly sendRequest: (request: readonly WaitingRecord[]) => Promise<void>;
}

/**
 * Gathers what is sent in one turn of the event loop. One request to the cluster at a time, with everything that came in
 * meanwhile in the next one: kafkajs keeps the order and the sequence numbers of an idempotent producer only so.
 */
export class RecordRequests {
  readonly #options: RecordRequestsOptions;
  /** kafkajs partitions again at each retry; a record must stay where its first try put it. */
  readonly #partitions = new WeakMap<Message, number>();
  readonly #partitionByKey = Partitioners.DefaultPartitioner();
  /** By topic, as kafkajs knew it when it sent a record there last. */
  readonly #metadata = new Map<string, PartitionMetadata[]>();
  readonly #topics = new Map<string, WaitingRecord[]>();
  #underWay: readonly WaitingRecord[] = [];
  /** Whether a broker has refused something of what is under way. */
  #isRefused = false;
  #isFlushScheduled = false;
  #flushing: Promise<void> | undefined;

  constructor(options: RecordRequestsOptions) {
    this.#options = options;
  }

  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset> {
    return new Promise((resolve, reject) => {
      const message = toKafkaMessage(record);
      const waiting = { record, message, sizeBytes: sizeOf(record), onRefused, resolve, reject };
      const queue = this.#topics.get(record.topic);
      if (queue === undefined) this.#topics.set(record.topic, [waiting]);
      else queue.push(waiting);
      this.#scheduleFlush();
    });
  }

  /** Resolves once everything that waits is settled. */
  async settled(): Promise<void> {
    while (this.#topics.size > 0 || this.#flushing !== undefined) await this.#startFlush();
  }

  /** The partitioner that every producer of these requests must have. */
  readonly partitioner: ICustomPartitioner = () => {
    return ({ topic, partitionMetadata, message }) => {
      this.#metadata.set(topic, partitionMetadata);
      return this.#partitionOf(topic, message, partitionMetadata);
    };
  };

  /** Sends a request and resolves its records; rejects, with no record settled, where that fails. */
  async produce(sender: KafkaSender, request: readonly WaitingRecord[]): Promise<void> {
    this.#underWay = request;
    this.#isRefused = false;
    let answers: Awaited<ReturnType<KafkaSender['sendBatch']>>;
    try {
      answers = await this.#produce(sender, request);
    } catch (error) {
      this.#failed(request, error);
      throw error;
    } finally {
      this.#underWay = [];
    }
    const nextOffsets = new Map(
      answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, BigInt(baseOffset ?? '-1')]),
    );
    for (const { record, message, resolve, reject } of request) {
      const { topic } = record;
      const partition = this.#partitions.get(message);
      const offset = partition === undefined ? undefined : nextOffsets.get(`${topic}/${partition}`);
      if (partition === undefined || offset === undefined) {
        reject(new ClientFault('INTERNAL', `No answer for a record to ${topic} came back.`, { retriable: false }));
        continue;
      }
      nextOffsets.set(`${topic}/${partition}`, offset + 1n);
      resolve({ topic, partition, offset: String(offset) });
    }
  }

  /** A broker refuses what of the request under way goes there; kafkajs may try again. */
  refused(refusal: WriteRefusal): void {
    this.#isRefused = true;
    const isRefused = ({ record, message }: WaitingRecord): boolean =>
      record.topic === refusal.topic && this.#partitions.get(message) === refusal.partition;
    tellOnce(this.#underWay.filter(isRefused), refusal);
  }

  /** What the cluster answered before it was asked to write, of a single topic; of several nobody knows which it meant. */
  #failed(request: readonly WaitingRecord[], error: unknown): void {
    const { kafkaError } = toClientFault(error);
    const [topic, another] = new Set(request.map(({ record }) => record.topic));
    if (this.#isRefused || kafkaError === undefined || topic === undefined || another !== undefined) return;
    tellOnce(request, { topic, error: kafkaError });
  }

  #produce(sender: KafkaSender, request: readonly WaitingRecord[]): ReturnType<KafkaSender['sendBatch']> {
    return sender.sendBatch({
      acks: -1,
      compression: compressionTypes[this.#options.compression ?? 'none'],
      topicMessages: Array.from(
        groupBy(request, ({ record }) => record.topic),
        ([topic, ofTopic]) => ({ topic, messages: ofTopic.map(({ message }) => message) }),
      ),
    });
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled || this.#flushing !== undefined) return;
    this.#isFlushScheduled = true;
    setImmediate(() => {
      this.#isFlushScheduled = false;
      void this.#startFlush();
    });
  }

  #startFlush(): Promise<void> {
    this.#flushing ??= this.#flush().then(() => {
      this.#flushing = undefined;
      if (this.#topics.size > 0) this.#scheduleFlush();
    });
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#topics.size > 0) {
      const queues = [...this.#topics.values()];
      this.#topics.clear();
      for (const request of this.#requestsOf(queues)) {
        if (this.#options.isOnePartitionEach) await this.#sendByPartition(request);
        else await this.#options.sendRequest(request);
      }
    }
  }

  async #sendByPartition(request: readonly WaitingRecord[]): Promise<void> {
    let left = request;
    for (let [first] = left; first; [first] = left) {
      const place = this.#placeOf(first);
      // The first record to a topic goes alone: with it kafkajs tells what partitions there are.
      const part = new Set(place === undefined ? [first] : left.filter((waiting) => this.#placeOf(waiting) === place));
      left = left.filter((waiting) => !part.has(waiting));
      await this.#options.sendRequest([...part]);
    }
  }

  /** Topic and partition; undefined where nothing is known of the topic yet. */
  #placeOf({ record: { topic, partition }, message }: WaitingRecord): string | undefined {
    const metadata = this.#metadata.get(topic);
    const place = metadata ? this.#partitionOf(topic, message, metadata) : partition;
    return place === undefined ? undefined : `${topic}/${place}`;
  }

  #partitionOf(topic: string, message: Message, partitionMetadata: PartitionMetadata[]): number {
    const known = this.#partitions.get(message);
    if (known !== undefined) return known;
    const partition = this.#partitionByKey({ topic, partitionMetadata, message });
    this.#partitions.set(message, partition);
    return partition;
  }

  /** Cuts what waits into requests of bounded size; a record that is larger alone goes alone. */
  *#requestsOf(queues: readonly (readonly WaitingRecord[])[]): Generator<WaitingRecord[]> {
    const { maxRequestBytes = defaultMaxRequestBytes } = this.#options;
    let request: WaitingRecord[] = [];
    let bytes = 0;
    for (const waiting of queues.flat()) {
      if (request.length > 0 && bytes + waiting.sizeBytes > maxRequestBytes) {
        yield request;
        request = [];
        bytes = 0;
      }
      request.push(waiting);
      bytes += waiting.sizeBytes;
    }
    if (request.length > 0) yield request;
  }
}

function tellOnce(waiting: readonly WaitingRecord[], refusal: WriteRefusal): void {
  for (const onRefused of new Set(waiting.map((each) => each.onRefused))) onRefused?.(refusal);
}

function toKafkaMessage(record: ProducedRecord): Message {
  const { key, value, headers, partition, timestampMs } = record;
  return {
    key: key === null ? null : asBuffer(key),
    value: value === null ? null : asBuffer(value),
    headers: toKafkaHeaders(headers),
    ...(partition !== undefined && { partition }),
    ...(timestampMs !== undefined && { timestamp: String(timestampMs) }),
  };
}

function sizeOf({ key, value, headers }: ProducedRecord): number {
  const headerBytes = headers.reduce((sum, { name, value: bytes }) => sum + name.length + (bytes?.byteLength ?? 0), 0);
  return (key?.byteLength ?? 0) + (value?.byteLength ?? 0) + headerBytes;
}
