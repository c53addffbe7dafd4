import { Partitioners, CompressionTypes, type ICustomPartitioner, type Message, type ProducerBatch } from 'kafkajs';
import { ClientFault } from './client-fault.ts';
import { asBuffer, toKafkaHeaders } from './record-headers.ts';
import type { CompressionName, ProducedOffset, ProducedRecord } from './types.ts';

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
  readonly sizeBytes: number;
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
  readonly #topics = new Map<string, WaitingRecord[]>();
  #isFlushScheduled = false;
  #flushing: Promise<void> | undefined;

  constructor(options: RecordRequestsOptions) {
    this.#options = options;
  }

  send(record: ProducedRecord): Promise<ProducedOffset> {
    return new Promise((resolve, reject) => {
      const waiting = { record, sizeBytes: sizeOf(record), resolve, reject };
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
    const partitionByKey = Partitioners.DefaultPartitioner();
    return (args) => {
      const known = this.#partitions.get(args.message);
      if (known !== undefined) return known;
      const partition = partitionByKey(args);
      this.#partitions.set(args.message, partition);
      return partition;
    };
  };

  /** Sends a request and resolves its records; rejects, with no record settled, where that fails. */
  async produce(sender: KafkaSender, request: readonly WaitingRecord[]): Promise<void> {
    const messages = new Map<WaitingRecord, Message>();
    const byTopic = new Map<string, Message[]>();
    for (const waiting of request) {
      const message = toKafkaMessage(waiting.record);
      messages.set(waiting, message);
      const ofTopic = byTopic.get(waiting.record.topic);
      if (ofTopic === undefined) byTopic.set(waiting.record.topic, [message]);
      else ofTopic.push(message);
    }
    const answers = await sender.sendBatch({
      acks: -1,
      compression: compressionTypes[this.#options.compression ?? 'none'],
      topicMessages: [...byTopic].map(([topic, ofTopic]) => ({ topic, messages: ofTopic })),
    });
    const nextOffsets = new Map(
      answers.map(({ topicName, partition, baseOffset }) => [`${topicName}/${partition}`, BigInt(baseOffset ?? '-1')]),
    );
    for (const [{ record, resolve, reject }, message] of messages) {
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
      for (const request of this.#requestsOf(queues)) await this.#options.sendRequest(request);
    }
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
