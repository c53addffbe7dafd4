import type { Producer, Transaction as KafkaTransaction } from 'kafkajs';
import { setTimeout } from 'node:timers/promises';
import { ClientFault } from './client-fault.ts';
import { hearRefusals } from './hear-refusals.ts';
import { createKafkaClient } from './kafka-client.ts';
import { RecordRequests, type WaitingRecord } from './record-requests.ts';
import { toClientFault, withClientFaults } from './to-client-fault.ts';
import type {
  OnRefused,
  PartitionOffset,
  ProducedOffset,
  ProducedRecord,
  Transaction,
  TransactionalProducer,
  TransactionalProducerOptions,
} from './types.ts';

const retries = 15;
/** As of an event producer. */
const metadataMaxAgeMs = 10_000;
/** A Kafka ends the transaction before while the next one begins, and asks for patience: mostly for a few milliseconds. */
const firstRetryMs = 10;
const mostWaits = 200;
const waitMs = 10;

/** The producer owns its connections until `close`. */
export function createTransactionalProducer(options: TransactionalProducerOptions): TransactionalProducer {
  return new KafkaTransactionalProducer(options);
}

class KafkaTransactionalProducer implements TransactionalProducer {
  readonly #requests: RecordRequests;
  readonly #producer: Producer;
  /** kafkajs takes the id over when the first transaction begins, so that one is begun at the start. */
  #begun: KafkaTransaction | undefined;
  #open: OpenTransaction | undefined;
  /** Why it can't be used any more. */
  #broken: ClientFault | undefined;
  #isClosed = false;

  constructor(options: TransactionalProducerOptions) {
    const { connection, transactionalId, transactionTimeoutMs, compression, maxRequestBytes } = options;
    this.#requests = new RecordRequests({
      compression,
      maxRequestBytes,
      isOnePartitionEach: true,
      sendRequest: (request) => this.#sendRequest(request),
    });
    const client = createKafkaClient({ connection, retries, firstRetryMs });
    hearRefusals(client, (refusal) => this.#requests.refused(refusal));
    this.#producer = client.producer({
      transactionalId,
      transactionTimeout: transactionTimeoutMs,
      maxInFlightRequests: 1,
      metadataMaxAge: metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      createPartitioner: this.#requests.partitioner,
    });
  }

  get isSound(): boolean {
    return this.#broken === undefined && !this.#isClosed;
  }

  start(): Promise<void> {
    return withClientFaults(async () => {
      await this.#producer.connect();
      this.#begun = await this.#producer.transaction();
    });
  }

  async begin(): Promise<Transaction> {
    if (!this.isSound) throw new ClientFault('FENCED', 'The transaction before has failed.', { retriable: false });
    const begun = this.#begun ?? (await withClientFaults(() => this.#producer.transaction()));
    this.#begun = undefined;
    this.#open = new OpenTransaction(begun, this.#requests, {
      broke: (fault) => (this.#broken ??= fault),
      brokenBy: () => this.#broken,
      isClosed: () => this.#isClosed,
    });
    return this.#open;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#producer.disconnect().catch(() => undefined);
  }

  async #sendRequest(request: readonly WaitingRecord[]): Promise<void> {
    try {
      if (!this.isSound || !this.#open) throw closed();
      await this.#requests.produce(this.#open.kafka, request);
    } catch (error) {
      const fault = toClientFault(error);
      this.#broken ??= fault;
      for (const waiting of request) waiting.reject(fault);
    }
  }
}

/** What a transaction must know of its producer. */
interface Soundness {
  broke(fault: ClientFault): void;
  brokenBy(): ClientFault | undefined;
  isClosed(): boolean;
}

class OpenTransaction implements Transaction {
  readonly kafka: KafkaTransaction;
  readonly #requests: RecordRequests;
  readonly #soundness: Soundness;
  #isEnding = false;

  constructor(kafka: KafkaTransaction, requests: RecordRequests, soundness: Soundness) {
    this.kafka = kafka;
    this.#requests = requests;
    this.#soundness = soundness;
  }

  send(record: ProducedRecord, onRefused?: OnRefused): Promise<ProducedOffset> {
    return this.#isEnding ? Promise.reject(closed()) : this.#requests.send(record, onRefused);
  }

  commit(groupId: string, offsets: readonly PartitionOffset[]): Promise<void> {
    const topics = offsets.map(({ topic, partition, offset }) => ({ topic, partitions: [{ partition, offset }] }));
    return this.#end(async () => {
      await this.#mustBeWhole();
      await whileItEnds(() => this.kafka.sendOffsets({ consumerGroupId: groupId, topics }));
      await this.kafka.commit();
    });
  }

  abort(): Promise<void> {
    return this.#end(() => this.kafka.abort());
  }

  /** A record of it may be missing, though nobody waited for it: then the others mustn't count either. */
  async #mustBeWhole(): Promise<void> {
    if (this.#soundness.isClosed()) throw closed();
    const fault = this.#soundness.brokenBy();
    if (!fault) return;
    // Where that fails too, whoever takes the id over does it.
    await this.kafka.abort().catch(() => undefined);
    throw fault;
  }

  async #end(end: () => Promise<void>): Promise<void> {
    this.#isEnding = true;
    await this.#requests.settled();
    try {
      await withClientFaults(end);
    } catch (error) {
      this.#soundness.broke(toClientFault(error));
      throw error;
    }
  }
}

/** Where nothing was sent, the offsets are the first that the cluster hears of a transaction, and the one before may still be ending. */
async function whileItEnds(call: () => Promise<void>): Promise<void> {
  for (let waits = 0; ; waits += 1) {
    try {
      await call();
      return;
    } catch (error) {
      const isEnding = error instanceof Error && 'type' in error && error.type === 'CONCURRENT_TRANSACTIONS';
      if (!isEnding || waits === mostWaits) throw error;
      await setTimeout(waitMs);
    }
  }
}

function closed(): ClientFault {
  return new ClientFault('CLOSED', 'The transaction has ended.', { retriable: false });
}
