import { Partitioners, CompressionTypes, type ICustomPartitioner, type Message, type Producer } from 'kafkajs';
import { ClientFault } from './client-fault.ts';
import { createKafkaClient } from './kafka-client.ts';
import { asBuffer, toKafkaHeaders } from './record-headers.ts';
import { toClientFault, withClientFaults } from './to-client-fault.ts';
import type { CompressionName, EventProducer, EventProducerOptions, ProducedOffset, ProducedRecord } from './types.ts';

const defaultMaxRequestBytes = 900_000;
/** Between two looks for new partitions: those that a topic got are written to by then. */
const metadataMaxAgeMs = 10_000;
const defaultDeliveryTimeoutMs = 30_000;
/** Waits between retries grow to two seconds. */
const longestRetryWaitMs = 2000;

const compressionTypes: Readonly<Record<CompressionName, CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

interface WaitingRecord {
  record: ProducedRecord;
  sizeBytes: number;
  resolve: (offset: ProducedOffset) => void;
  reject: (fault: ClientFault) => void;
}

/** The producer owns its connections until `close`. */
export function createEventProducer(options: EventProducerOptions): EventProducer {
  return new GatheringProducer(options);
}

/**
 * One request to the cluster at a time, with everything that came in meanwhile in the next one: kafkajs keeps the order
 * and the sequence numbers of an idempotent producer only so.
 */
class GatheringProducer implements EventProducer {
  readonly #options: EventProducerOptions;
  /** kafkajs partitions again at each retry; a record must stay where its first try put it. */
  readonly #partitions = new WeakMap<Message, number>();
  readonly #topics = new Map<string, WaitingRecord[]>();
  #producer: Producer;
  #isFlushScheduled = false;
  #flushing: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: EventProducerOptions) {
    this.#options = options;
    this.#producer = this.#createProducer();
  }

  start(): Promise<void> {
    return withClientFaults(() => this.#producer.connect());
  }

  send(record: ProducedRecord): Promise<ProducedOffset> {
    if (this.#isClosed) {
      return Promise.reject(new ClientFault('CLOSED', 'The producer is closed.', { retriable: false }));
    }
    return new Promise((resolve, reject) => {
      const waiting = { record, sizeBytes: sizeOf(record), resolve, reject };
      const queue = this.#topics.get(record.topic);
      if (queue === undefined) this.#topics.set(record.topic, [waiting]);
      else queue.push(waiting);
      this.#scheduleFlush();
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await (this.#flushing ?? this.#flush());
    // What fails while leaving has nobody to tell: everything is acknowledged or rejected already.
    await this.#producer.disconnect().catch(() => undefined);
  }

  #createProducer(): Producer {
    const { connection, deliveryTimeoutMs = defaultDeliveryTimeoutMs } = this.#options;
    const retries = Math.max(1, Math.ceil(deliveryTimeoutMs / longestRetryWaitMs));
    return createKafkaClient({ connection, retries }).producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      metadataMaxAge: metadataMaxAgeMs,
      createPartitioner: this.#rememberingPartitioner(),
    });
  }

  #rememberingPartitioner(): ICustomPartitioner {
    return () => {
      const partitionByKey = Partitioners.DefaultPartitioner();
      return (args) => {
        const known = this.#partitions.get(args.message);
        if (known !== undefined) return known;
        const partition = partitionByKey(args);
        this.#partitions.set(args.message, partition);
        return partition;
      };
    };
  }

  #scheduleFlush(): void {
    if (this.#isFlushScheduled || this.#flushing !== undefined) return;
    this.#isFlushScheduled = true;
    setImmediate(() => {
      this.#isFlushScheduled = false;
      this.#flushing ??= this.#flush();
    });
  }

  async #flush(): Promise<void> {
    while (this.#topics.size > 0) {
      const queues = [...this.#topics.values()];
      this.#topics.clear();
      for (const request of this.#requestsOf(queues)) await this.#sendRequest(request);
    }
    this.#flushing = undefined;
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

  async #sendRequest(request: readonly WaitingRecord[]): Promise<void> {
    try {
      await this.#produce(request);
    } catch (error) {
      const fault = toClientFault(error);
      if (fault.retriable || request.length === 1) {
        for (const waiting of request) waiting.reject(fault);
        await this.#startAnew();
        return;
      }
      // One record is to blame, and nobody says which: each is sent alone, so that the others still arrive.
      await this.#startAnew();
      for (const waiting of request) await this.#sendRequest([waiting]);
    }
  }

  /** After a failed request kafkajs can't know which sequence numbers the broker took; a new producer id is always right. */
  async #startAnew(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
    this.#producer = this.#createProducer();
    // Where the cluster is away, the next send connects, or fails and says so.
    await this.#producer.connect().catch(() => undefined);
  }

  async #produce(request: readonly WaitingRecord[]): Promise<void> {
    const messages = new Map<WaitingRecord, Message>();
    const byTopic = new Map<string, Message[]>();
    for (const waiting of request) {
      const message = toKafkaMessage(waiting.record);
      messages.set(waiting, message);
      const ofTopic = byTopic.get(waiting.record.topic);
      if (ofTopic === undefined) byTopic.set(waiting.record.topic, [message]);
      else ofTopic.push(message);
    }
    const answers = await this.#producer.sendBatch({
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
