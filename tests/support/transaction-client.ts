import { kafkaErrorName, type KafkaErrorName } from '../../shared/kafka/index.ts';
import { buildBatch, checkBatches, decodeRecords, type KafkaApi, kafkaApis } from '../../main/wire/index.ts';
import type { MessageInput, MessageValue } from '../../main/wire/index.ts';

const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** One request to a broker, by whatever way. */
export type Ask = <Kafka extends KafkaApi>(
  api: Kafka,
  version: number,
  request: MessageInput<Kafka['request']>,
) => Promise<MessageValue<Kafka['response']>>;

/** A producer as it presents itself. */
export interface Producer {
  transactionalId: string;
  producerId: bigint;
  producerEpoch: number;
}

/** What passes by itself: a coordinator that is made ready, or a transaction whose markers are being written. */
const passing = new Set<KafkaErrorName>([
  'CONCURRENT_TRANSACTIONS',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_COORDINATOR',
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

/** Asks until the answer is more than that something is under way. A real Kafka writes its markers after its answer. */
export async function untilSettled<Answer extends { error: KafkaErrorName }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask();
    if (!passing.has(answer.error) || attempt === 500) return answer;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/** The requests of a transactional producer and of those who read what it wrote, one by one, about one topic. */
export class TransactionClient {
  readonly ask: Ask;
  readonly topic: string;

  constructor(ask: Ask, topic: string) {
    this.ask = ask;
    this.topic = topic;
  }

  async createTopic(partitionCount = 2): Promise<void> {
    const topic = {
      name: this.topic,
      numPartitions: partitionCount,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    };
    await this.ask(kafkaApis.createTopics, 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false });
  }

  async initialize(
    transactionalId: string | null,
    { expected, timeoutMs = 60_000, version = 5 }: { expected?: Producer; timeoutMs?: number; version?: number } = {},
  ) {
    const answer = await this.ask(kafkaApis.initProducerId, version, {
      transactionalId,
      transactionTimeoutMs: timeoutMs,
      ...(expected ? { producerId: expected.producerId, producerEpoch: expected.producerEpoch } : {}),
    });
    const { producerId, producerEpoch } = answer;
    return {
      error: kafkaErrorName(answer.errorCode),
      transactionalId: transactionalId ?? '',
      producerId,
      producerEpoch,
    };
  }

  /** A producer of its own, however long the coordinator takes to be ready. */
  async producer(transactionalId: string, timeoutMs?: number): Promise<Producer> {
    // Who asks first for a coordinator of either kind makes a Kafka make the topic that it keeps its state in.
    for (const keyType of [0, 1]) {
      const { coordinators } = await untilSettled(async () => {
        const answer = await this.ask(kafkaApis.findCoordinator, 4, { keyType, coordinatorKeys: [transactionalId] });
        return { ...answer, error: kafkaErrorName(answer.coordinators[0]?.errorCode ?? -1) };
      });
      if (coordinators.length !== 1) throw new Error('FindCoordinator found none');
    }
    const answer = await untilSettled(() =>
      this.initialize(transactionalId, timeoutMs === undefined ? {} : { timeoutMs }),
    );
    if (answer.error !== 'NONE') throw new Error(`InitProducerId: ${answer.error}`);
    return answer;
  }

  /** The answer for each partition, ordered by partition. */
  async addPartitions(producer: Producer, partitions: number[] = [0], version = 3): Promise<KafkaErrorName[]> {
    const topics = [{ name: this.topic, partitions }];
    const answer = await this.ask(
      kafkaApis.addPartitionsToTxn,
      version,
      version < 4
        ? {
            transactions: [],
            v3AndBelowTransactionalId: producer.transactionalId,
            v3AndBelowProducerId: producer.producerId,
            v3AndBelowProducerEpoch: producer.producerEpoch,
            v3AndBelowTopics: topics,
          }
        : { transactions: [{ ...producer, topics }] },
    );
    const results =
      version < 4
        ? answer.resultsByTopicV3AndBelow
        : answer.resultsByTransaction.flatMap(({ topicResults }) => topicResults);
    // Kafka answers in the order of a hash table.
    return results.flatMap(({ resultsByPartition }) =>
      [...resultsByPartition]
        .sort((a, b) => a.partitionIndex - b.partitionIndex)
        .map(({ partitionErrorCode }) => kafkaErrorName(partitionErrorCode)),
    );
  }

  async produce(
    producer: Producer,
    sequence: number,
    {
      version = 12,
      partition = 0,
      value = 'x',
      isTransactional = true,
      withTransactionalId = true,
    }: {
      version?: number;
      partition?: number;
      value?: string;
      isTransactional?: boolean;
      withTransactionalId?: boolean;
    } = {},
  ) {
    const { transactionalId, producerId, producerEpoch } = producer;
    const records = buildBatch(
      [{ offset: 0n, timestamp: 1_700_000_000_000n, key: null, value: Buffer.from(value), headers: [] }],
      { producerId, producerEpoch, baseSequence: sequence, isTransactional },
    );
    const { responses } = await this.ask(kafkaApis.produce, version, {
      transactionalId: withTransactionalId ? transactionalId : null,
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: this.topic, topicId: zeroTopicId, partitionData: [{ index: partition, records }] }],
    });
    const answer = responses[0]?.partitionResponses[0];
    if (!answer) throw new Error('Produce answered for no partition');
    return { error: kafkaErrorName(answer.errorCode), baseOffset: answer.baseOffset };
  }

  async end(producer: Producer, outcome: 'commit' | 'abort', version = 5) {
    const answer = await this.ask(kafkaApis.endTxn, version, { ...producer, committed: outcome === 'commit' });
    const { producerId, producerEpoch } = answer;
    return { error: kafkaErrorName(answer.errorCode), producerId, producerEpoch };
  }

  async addOffsets(producer: Producer, groupId: string, version = 3): Promise<KafkaErrorName> {
    const { errorCode } = await this.ask(kafkaApis.addOffsetsToTxn, version, { ...producer, groupId });
    return kafkaErrorName(errorCode);
  }

  /** Commits offsets of partition 0 with the transaction. */
  async commitOffset(
    producer: Producer,
    groupId: string,
    committedOffset: bigint,
    { version = 5, generationId = -1, memberId = '', partition = 0 } = {},
  ): Promise<KafkaErrorName> {
    const { topics } = await this.ask(kafkaApis.txnOffsetCommit, version, {
      ...producer,
      groupId,
      ...(version >= 3 ? { generationIdOrMemberEpoch: generationId, memberId } : {}),
      topics: [
        {
          name: this.topic,
          topicId: zeroTopicId,
          partitions: [{ partitionIndex: partition, committedOffset, committedMetadata: 'by transaction' }],
        },
      ],
    });
    return kafkaErrorName(topics[0]?.partitions[0]?.errorCode ?? -1);
  }

  async fetchOffset(groupId: string, requireStable = true) {
    const { groups } = await this.ask(kafkaApis.offsetFetch, 8, {
      groups: [{ groupId, topics: [{ name: this.topic, topicId: zeroTopicId, partitionIndexes: [0] }] }],
      requireStable,
    });
    const partition = groups[0]?.topics[0]?.partitions[0];
    return { error: kafkaErrorName(partition?.errorCode ?? -1), offset: partition?.committedOffset };
  }

  async describe(transactionalId: string) {
    const { transactionStates } = await this.ask(kafkaApis.describeTransactions, 0, {
      transactionalIds: [transactionalId],
    });
    const [described] = transactionStates;
    if (!described) throw new Error('DescribeTransactions described nothing');
    return { ...described, error: kafkaErrorName(described.errorCode) };
  }

  /** Waits until the transaction has come to this state. */
  async reaches(transactionalId: string, state: string): Promise<void> {
    await untilSettled(async () => {
      const { error, transactionState } = await this.describe(transactionalId);
      return { error: error === 'NONE' && transactionState !== state ? 'CONCURRENT_TRANSACTIONS' : error };
    });
  }

  async fetch(isolation: 'committed' | 'uncommitted', fetchOffset = 0n, { maxWaitMs = 0, minBytes = 0 } = {}) {
    const { responses } = await this.ask(kafkaApis.fetch, 12, {
      maxWaitMs,
      minBytes,
      maxBytes: 1_000_000,
      isolationLevel: isolation === 'committed' ? 1 : 0,
      topics: [
        {
          topic: this.topic,
          topicId: zeroTopicId,
          partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }],
        },
      ],
      forgottenTopicsData: [],
    });
    const partition = responses[0]?.partitions[0];
    if (!partition) throw new Error('Fetch answered for no partition');
    const batches = Array.from(checkBatches(partition.records ?? new Uint8Array(0)));
    return {
      error: kafkaErrorName(partition.errorCode),
      highWatermark: partition.highWatermark,
      lastStableOffset: partition.lastStableOffset,
      aborted: partition.abortedTransactions,
      offsets: batches.map(({ header }) => header.baseOffset),
      values: batches
        .filter(({ header }) => !header.isControl)
        .flatMap(({ header, bytes }) => decodeRecords(bytes, header, (raw) => raw))
        .map(({ value }) => Buffer.from(value ?? []).toString()),
    };
  }

  /** What a reader of committed records is given until it has come to `endOffset`, in as many answers as it takes. */
  async readCommitted(endOffset: bigint) {
    const seen = { values: [] as string[], offsets: [] as bigint[], aborted: new Map<string, unknown>() };
    await untilSettled(async () => {
      const nextOffset = (seen.offsets.at(-1) ?? -1n) + 1n;
      const { error, values, offsets, aborted } = await this.fetch('committed', nextOffset);
      seen.values.push(...values);
      seen.offsets.push(...offsets);
      for (const each of aborted ?? []) seen.aborted.set(`${each.producerId}/${each.firstOffset}`, each);
      return { error: (offsets.at(-1) ?? -1n) + 1n < endOffset ? 'CONCURRENT_TRANSACTIONS' : error };
    });
    return { ...seen, aborted: [...seen.aborted.values()] };
  }

  async endOffset(isolation: 'committed' | 'uncommitted'): Promise<bigint | undefined> {
    const { topics } = await this.ask(kafkaApis.listOffsets, 6, {
      replicaId: -1,
      isolationLevel: isolation === 'committed' ? 1 : 0,
      topics: [{ name: this.topic, partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
      timeoutMs: 0,
    });
    return topics[0]?.partitions[0]?.offset;
  }
}
