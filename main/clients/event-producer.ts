import type { Producer } from 'kafkajs';
import { ClientFault } from './client-fault.ts';
import { hearRefusals } from './hear-refusals.ts';
import { createKafkaClient } from './kafka-client.ts';
import { RecordRequests, type WaitingRecord } from './record-requests.ts';
import { toClientFault, withClientFaults } from './to-client-fault.ts';
import type { EventProducer, EventProducerOptions, OnRefused, ProducedOffset, ProducedRecord } from './types.ts';

/** Between two looks for new partitions: those that a topic got are written to by then. */
const metadataMaxAgeMs = 10_000;
const defaultDeliveryTimeoutMs = 30_000;
/** Waits between retries grow to two seconds. */
const longestRetryWaitMs = 2000;

/** The producer owns its connections until `close`. */
export function createEventProducer(options: EventProducerOptions): EventProducer {
  return new GatheringProducer(options);
}

class GatheringProducer implements EventProducer {
  readonly #options: EventProducerOptions;
  readonly #requests: RecordRequests;
  #producer: Producer;
  #isClosed = false;

  constructor(options: EventProducerOptions) {
    this.#options = options;
    const { compression, maxRequestBytes } = options;
    this.#requests = new RecordRequests({
      compression,
      maxRequestBytes,
      sendRequest: (request) => this.#sendRequest(request),
    });
    this.#producer = this.#createProducer();
  }

  start(): Promise<void> {
    return withClientFaults(() => this.#producer.connect());
  }

  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset> {
    if (this.#isClosed) {
      return Promise.reject(new ClientFault('CLOSED', 'The producer is closed.', { retriable: false }));
    }
    return this.#requests.send(record, onRefused);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#requests.settled();
    // What fails while leaving has nobody to tell: everything is acknowledged or rejected already.
    await this.#producer.disconnect().catch(() => undefined);
  }

  #createProducer(): Producer {
    const { connection, deliveryTimeoutMs = defaultDeliveryTimeoutMs } = this.#options;
    const retries = Math.max(1, Math.ceil(deliveryTimeoutMs / longestRetryWaitMs));
    const client = createKafkaClient({ connection, retries });
    hearRefusals(client, (refusal) => this.#requests.refused(refusal));
    return client.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      metadataMaxAge: metadataMaxAgeMs,
      createPartitioner: this.#requests.partitioner,
    });
  }

  async #sendRequest(request: readonly WaitingRecord[]): Promise<void> {
    try {
      await this.#requests.produce(this.#producer, request);
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
}
