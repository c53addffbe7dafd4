import { type Batch, type Consumer, type ConsumerGroupJoinEvent, type LogEntry } from 'kafkajs';
import { ClientFault } from './client-fault.ts';
import { hideAbortedRecords } from './hide-aborted.ts';
import { createKafkaClient } from './kafka-client.ts';
import { fromKafkaHeaders } from './record-headers.ts';
import { toClientFault, withClientFaults } from './to-client-fault.ts';
import type {
  ConsumedBatch,
  ConsumedRecord,
  GroupAssignment,
  GroupMember,
  GroupMemberEvents,
  GroupMemberOptions,
  PartitionOffset,
  TopicPartition,
} from './types.ts';

const defaults = {
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  heartbeatIntervalMs: 3000,
  fetchWaitMs: 250,
  metadataMaxAgeMs: 10_000,
};

const shortestRestartMs = 200;
const longestRestartMs = 10_000;

/** The member owns its connections and timers until `stop`. */
export function createGroupMember(options: GroupMemberOptions, events: GroupMemberEvents): GroupMember {
  return new KafkaGroupMember(options, events);
}

class KafkaGroupMember implements GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #events: GroupMemberEvents;
  #consumer: Consumer;
  /** Who is a member of the group now; undefined before the first assignment and from a crash on. */
  #joinedConsumer: Consumer | undefined;
  /** Of the assignment that kafkajs is about to report. */
  #generation = -1;
  #isStopped = false;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = shortestRestartMs;
  #onFirstAssignment: ((assignment: GroupAssignment) => void) | undefined;
  #onRefusal: ((fault: Error) => void) | undefined;

  constructor(options: GroupMemberOptions, events: GroupMemberEvents) {
    this.#options = options;
    this.#events = events;
    this.#consumer = this.#createConsumer();
  }

  start(): Promise<GroupAssignment> {
    return new Promise((resolve, reject) => {
      this.#onFirstAssignment = resolve;
      this.#onRefusal = reject;
      this.#run(this.#consumer);
    });
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    const consumer = this.#joinedConsumer;
    if (consumer === undefined) throw notJoined();
    await withClientFaults(() => consumer.commitOffsets([...offsets]));
    // kafkajs resolves where it has crashed meanwhile, without having committed anything.
    if (this.#joinedConsumer !== consumer) throw notJoined();
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#whileRunning(() => this.#consumer.pause(byTopic(partitions)));
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#whileRunning(() => this.#consumer.resume(byTopic(partitions)));
  }

  seek({ topic, partition }: TopicPartition, offset: string): void {
    this.#whileRunning(() => this.#consumer.seek({ topic, partition, offset }));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#restart);
    // Leaving a group whose coordinator is gone fails; the session timeout then does it for us.
    await this.#consumer.disconnect().catch(() => undefined);
  }

  /** kafkajs refuses these between a crash and the next run; the next assignment starts with nothing paused anyway. */
  #whileRunning(call: () => void): void {
    if (!this.#isStopped && this.#restart === undefined) call();
  }

  #createConsumer(): Consumer {
    const settings = { ...defaults, ...withoutUndefined(this.#options) };
    const client = createKafkaClient({
      connection: this.#options.connection,
      retries: 5,
      onLog: (entry) => this.#noticeGeneration(entry),
    });
    hideAbortedRecords(client);
    const consumer = client.consumer({
      groupId: settings.groupId,
      sessionTimeout: settings.sessionTimeoutMs,
      rebalanceTimeout: settings.rebalanceTimeoutMs,
      heartbeatInterval: settings.heartbeatIntervalMs,
      metadataMaxAge: settings.metadataMaxAgeMs,
      maxWaitTimeInMs: settings.fetchWaitMs,
      minBytes: 1,
      allowAutoTopicCreation: false,
      // Restarting is our own affair, so that each one is reported and none happens after `stop`.
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 2000, restartOnFailure: async () => false },
    });
    const { GROUP_JOIN, REBALANCING, CRASH, START_BATCH_PROCESS } = consumer.events;
    consumer.on(GROUP_JOIN, (event) => this.#joined(consumer, event));
    // A fetch that gave control and aborted records alone is no batch to kafkajs, and moves the position all the same.
    consumer.on(START_BATCH_PROCESS, ({ payload }) => {
      const { topic, partition, batchSize, lastOffset, highWatermark } = payload;
      if (batchSize > 0) return;
      this.#events.fetched({
        topic,
        partition,
        records: [],
        nextOffset: String(BigInt(lastOffset) + 1n),
        highWatermark,
      });
    });
    consumer.on(REBALANCING, () => this.#events.rebalancing());
    consumer.on(CRASH, ({ payload }) => this.#crashed(payload.error));
    return consumer;
  }

  /** kafkajs tells a member's generation nowhere but in what it logs, right before it reports the assignment. */
  #noticeGeneration({ log }: LogEntry): void {
    const { generationId } = log;
    if (typeof generationId === 'number') this.#generation = generationId;
  }

  #run(consumer: Consumer): void {
    const { topics, fromBeginning } = this.#options;
    const running = async (): Promise<void> => {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning });
      await consumer.run({
        autoCommit: false,
        // Batches are taken over at once, so one worker never waits; kafkajs wakes each of its workers at every fetch.
        partitionsConsumedConcurrently: 1,
        eachBatch: async ({ batch }) => this.#events.fetched(toConsumedBatch(batch)),
      });
    };
    running().catch((error: unknown) => this.#crashed(error));
  }

  #joined(consumer: Consumer, { payload }: ConsumerGroupJoinEvent): void {
    if (this.#isStopped) return;
    this.#joinedConsumer = consumer;
    this.#restartMs = shortestRestartMs;
    const assignment: GroupAssignment = {
      memberId: payload.memberId,
      generation: this.#generation,
      isLeader: payload.isLeader,
      partitions: Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    };
    this.#events.assigned(assignment);
    this.#onFirstAssignment?.(assignment);
    this.#onFirstAssignment = undefined;
    this.#onRefusal = undefined;
  }

  #crashed(error: unknown): void {
    this.#joinedConsumer = undefined;
    if (this.#isStopped || this.#restart !== undefined) return;
    const fault = toClientFault(error);
    if (this.#onRefusal !== undefined && isFinal(fault.code)) {
      this.#onRefusal(fault);
      void this.stop();
      return;
    }
    const inMs = this.#restartMs;
    this.#restartMs = Math.min(longestRestartMs, inMs * 2);
    const gone = this.#consumer;
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      void gone.disconnect().catch(() => undefined);
      this.#consumer = this.#createConsumer();
      this.#run(this.#consumer);
    }, inMs);
    this.#events.restarting(fault, inMs);
  }
}

function notJoined(): ClientFault {
  return new ClientFault('STALE_MEMBER', 'The member has no place in its group at the moment.', { retriable: false });
}

/** No wait mends these. */
function isFinal(code: string): boolean {
  return ['AUTHENTICATION_FAILED', 'NOT_AUTHORIZED', 'TLS_FAILED', 'GROUP_REFUSED', 'UNSUPPORTED'].includes(code);
}

function withoutUndefined(options: GroupMemberOptions): GroupMemberOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as typeof options;
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  return partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] }));
}

function toConsumedBatch(batch: Batch): ConsumedBatch {
  const { topic, partition, highWatermark } = batch;
  const records = batch.messages.map((message): ConsumedRecord => {
    const headers = fromKafkaHeaders(message.headers);
    const headerBytes = headers.reduce((sum, { name, value }) => sum + name.length + (value?.byteLength ?? 0), 0);
    return {
      topic,
      partition,
      offset: message.offset,
      timestampMs: Number(message.timestamp),
      key: message.key,
      value: message.value,
      headers,
      sizeBytes: (message.key?.byteLength ?? 0) + (message.value?.byteLength ?? 0) + headerBytes,
    };
  });
  return { topic, partition, records, nextOffset: String(BigInt(batch.lastOffset()) + 1n), highWatermark };
}
