import { beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { kafkaApis } from '../../main/wire/index.ts';
import { type Ask, type Producer, TransactionClient, untilSettled } from './transaction-client.ts';

/**
 * What transactions are on any Kafka, request by request. They hold for the broker in this process, for `topicraft broker` and for
 * a real Kafka, so that what Kafka itself doesn't do isn't asked of ours.
 */
export function describeTransactionsOf(askOf: () => Ask, freshName: (subject: string) => string): void {
  let client: TransactionClient;
  let id: string;
  let producer: Producer;
  const next = ({ producerEpoch, producerId }: Omit<Producer, 'transactionalId'>): Producer => ({
    transactionalId: id,
    producerId,
    producerEpoch,
  });

  beforeEach(async () => {
    client = new TransactionClient(askOf(), freshName('transactions'));
    await client.createTopic();
    id = freshName('id');
    producer = await client.producer(id);
    // The first produce waits for the topic to be led.
    const { producerId, producerEpoch } = await client.initialize(null);
    const plain = { transactionalId: '', producerId, producerEpoch };
    await untilSettled(() =>
      client.produce(plain, 0, { isTransactional: false, withTransactionalId: false, value: 'first' }),
    );
  });

  describe('records of a transaction', () => {
    it('are for readers of committed records once it is committed', async () => {
      expect(await client.produce(producer, 0, { value: 'a' })).toEqual({ error: 'NONE', baseOffset: 1n });
      expect(await client.produce(producer, 1, { value: 'b' })).toEqual({ error: 'NONE', baseOffset: 2n });
      expect(await client.fetch('committed')).toMatchObject({
        values: ['first'],
        lastStableOffset: 1n,
        highWatermark: 3n,
        aborted: [],
      });
      expect(await client.fetch('uncommitted')).toMatchObject({ values: ['first', 'a', 'b'], aborted: null });
      expect([await client.endOffset('committed'), await client.endOffset('uncommitted')]).toEqual([1n, 3n]);
      expect((await client.end(producer, 'commit')).error).toBe('NONE');
      await client.reaches(id, 'CompleteCommit');
      expect(await client.readCommitted(4n)).toEqual({
        values: ['first', 'a', 'b'],
        offsets: [0n, 1n, 2n, 3n],
        aborted: [],
      });
      expect([await client.endOffset('committed'), await client.endOffset('uncommitted')]).toEqual([4n, 4n]);
    });

    it('are told as aborted once it is aborted', async () => {
      await client.produce(producer, 0, { value: 'a' });
      const { producerId, producerEpoch } = await client.end(producer, 'abort');
      await client.reaches(id, 'CompleteAbort');
      const again = next({ producerId, producerEpoch });
      await client.produce(again, 0, { value: 'b' });
      await client.end(again, 'commit');
      await client.reaches(id, 'CompleteCommit');
      const aborted = [{ producerId, firstOffset: 1n }];
      expect(await client.readCommitted(5n)).toMatchObject({ values: ['first', 'a', 'b'], aborted });
      expect(await client.fetch('committed', 1n)).toMatchObject({ aborted });
      expect(await client.fetch('committed', 3n)).toMatchObject({ aborted: [] });
    });

    it('wake a waiting reader of committed records only when they are committed', async () => {
      const waiting = client.fetch('committed', 1n, { maxWaitMs: 60_000, minBytes: 1 });
      await client.produce(producer, 0, { value: 'a' });
      await client.end(producer, 'commit');
      expect(await waiting).toMatchObject({ values: ['a'], lastStableOffset: 3n });
    });
  });

  describe('a transaction of transaction.version 2', () => {
    it('begins with its first record, and its end bumps the epoch', async () => {
      expect(await client.describe(id)).toMatchObject({ transactionState: 'Empty', transactionStartTimeMs: -1n });
      await client.produce(producer, 0);
      expect(await client.describe(id)).toMatchObject({
        error: 'NONE',
        transactionState: 'Ongoing',
        transactionTimeoutMs: 60_000,
        topics: [{ topic: client.topic, partitions: [0] }],
      });
      expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE', producerEpoch: 1 });
      await client.reaches(id, 'CompleteCommit');
      expect(await client.end(producer, 'commit')).toMatchObject({ error: 'NONE', producerEpoch: 1 });
      expect(await client.end(producer, 'abort')).toMatchObject({ error: 'INVALID_TXN_STATE' });
      expect(await client.end(next({ ...producer, producerEpoch: 1 }), 'commit')).toMatchObject({
        error: 'INVALID_TXN_STATE',
      });
      expect(await client.produce(producer, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
      const bumped = { ...producer, producerEpoch: 1 };
      expect(await client.produce(bumped, 5)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' });
      expect(await client.produce(bumped, 0)).toMatchObject({ error: 'NONE' });
    });

    it('may be aborted before its first record, not committed', async () => {
      expect(await client.end(producer, 'commit')).toMatchObject({ error: 'INVALID_TXN_STATE' });
      expect(await client.end(producer, 'abort')).toMatchObject({ error: 'NONE', producerEpoch: 1 });
    });
  });

  describe('a transaction of an older client', () => {
    it('has the partitions that were added to it, and keeps the epoch', async () => {
      const early = await untilSettled(() => client.produce(producer, 0, { version: 11 }));
      expect(early).toMatchObject({ error: 'TRANSACTION_ABORTABLE' });
      expect(await client.produce(producer, 0, { version: 10 })).toMatchObject({ error: 'INVALID_TXN_STATE' });
      expect(await client.addPartitions(producer)).toEqual(['NONE']);
      expect(await client.produce(producer, 0, { version: 11 })).toMatchObject({ error: 'NONE' });
      expect((await client.end(producer, 'commit', 4)).error).toBe('NONE');
      await client.reaches(id, 'CompleteCommit');
      expect((await client.end(producer, 'commit', 4)).error).toBe('NONE');
      expect((await client.end(producer, 'abort', 4)).error).toBe('INVALID_TXN_STATE');
      expect(await client.addPartitions(producer)).toEqual(['NONE']);
      expect(await client.produce(producer, 1, { version: 9 })).toMatchObject({ error: 'NONE' });
      expect(await client.describe(id)).toMatchObject({ transactionState: 'Ongoing', producerEpoch: 0 });
    });

    it('gets all partitions or none', async () => {
      const refused = ['OPERATION_NOT_ATTEMPTED', 'UNKNOWN_TOPIC_OR_PARTITION'];
      await expect.poll(() => client.addPartitions(producer, [0, 9]), { timeout: 30_000 }).toEqual(refused);
      expect(await client.addPartitions(producer, [0, 9], 4)).toEqual(refused);
      expect(await client.describe(id)).toMatchObject({ transactionState: 'Empty' });
      expect(await client.addPartitions({ ...producer, transactionalId: '' })).toEqual(['INVALID_REQUEST']);
      expect(await client.addPartitions({ ...producer, transactionalId: freshName('nobody') })).toEqual([
        'INVALID_PRODUCER_ID_MAPPING',
      ]);
      const other = { ...producer, producerId: producer.producerId + 1n };
      expect(await client.addPartitions(other)).toEqual(['INVALID_PRODUCER_ID_MAPPING']);
    });
  });

  describe('a producer', () => {
    it('that takes the id over aborts what its predecessor had open, and fences it', async () => {
      await client.produce(producer, 0, { value: 'of the old' });
      expect((await client.initialize(id)).error).toBe('CONCURRENT_TRANSACTIONS');
      const successor = await client.producer(id);
      expect(successor.producerId).toBe(producer.producerId);
      expect(successor.producerEpoch).toBe(2);
      await client.reaches(id, 'Empty');
      expect(await client.fetch('committed')).toMatchObject({ aborted: [{ firstOffset: 1n }] });
      expect(await client.produce(producer, 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
      expect(await client.end(producer, 'commit')).toMatchObject({ error: 'PRODUCER_FENCED' });
      expect(await client.end(producer, 'commit', 1)).toMatchObject({ error: 'INVALID_PRODUCER_EPOCH' });
      expect(await client.addPartitions(producer)).toEqual(['PRODUCER_FENCED']);
      expect(await client.addPartitions(producer, [0], 1)).toEqual(['INVALID_PRODUCER_EPOCH']);
      expect(await client.addOffsets(producer, 'group')).toBe('PRODUCER_FENCED');
      expect(await client.initialize(id, { expected: producer })).toMatchObject({ error: 'PRODUCER_FENCED' });
      expect(await client.initialize(id, { expected: producer, version: 3 })).toMatchObject({
        error: 'INVALID_PRODUCER_EPOCH',
      });
    });

    it('goes on after an error with the next epoch, however often it asks', async () => {
      expect(await client.initialize(id, { expected: producer })).toMatchObject({ error: 'NONE', producerEpoch: 1 });
      expect(await client.initialize(id, { expected: producer })).toMatchObject({ error: 'NONE', producerEpoch: 1 });
    });

    it('writes no transaction without its id, and nothing else while one is open', async () => {
      expect(await client.produce(producer, 0, { withTransactionalId: false })).toMatchObject({
        error: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
      });
      await client.produce(producer, 0);
      expect(await client.produce(producer, 1, { isTransactional: false })).toMatchObject({
        error: 'INVALID_TXN_STATE',
      });
    });

    it.each([0, 900_001])('may not ask for a timeout of %i ms', async (timeoutMs) => {
      expect(await client.initialize(id, { timeoutMs })).toMatchObject({ error: 'INVALID_TRANSACTION_TIMEOUT' });
    });
  });

  describe('offsets of a transaction', () => {
    it('count once it is committed, and are unstable before', async () => {
      const group = freshName('group');
      expect(await untilSettled(async () => ({ error: await client.commitOffset(producer, group, 5n) }))).toEqual({
        error: 'NONE',
      });
      expect(await client.fetchOffset(group)).toEqual({ error: 'UNSTABLE_OFFSET_COMMIT', offset: -1n });
      expect(await client.fetchOffset(group, false)).toEqual({ error: 'NONE', offset: -1n });
      const ended = next(await client.end(producer, 'commit'));
      await client.reaches(id, 'CompleteCommit');
      expect(await untilSettled(() => client.fetchOffset(group, false))).toEqual({ error: 'NONE', offset: 5n });
      await client.commitOffset(ended, group, 9n);
      await client.end(ended, 'abort');
      await client.reaches(id, 'CompleteAbort');
      expect(await client.fetchOffset(group)).toEqual({ error: 'NONE', offset: 5n });
    });

    it('are refused to older clients that did not announce the group', async () => {
      const group = freshName('group');
      const commit = (version: number) =>
        untilSettled(async () => ({ error: await client.commitOffset(producer, group, 5n, { version }) }));
      expect(await commit(3)).toEqual({ error: 'INVALID_TXN_STATE' });
      expect(await commit(4)).toEqual({ error: 'TRANSACTION_ABORTABLE' });
      expect(await client.addOffsets(producer, group)).toBe('NONE');
      expect(await commit(3)).toEqual({ error: 'NONE' });
      expect(await commit(0)).toEqual({ error: 'NONE' });
    });

    it('are refused to fenced producers and unknown members', async () => {
      const group = freshName('group');
      const later = { ...producer, producerEpoch: 7 };
      const commit = (by: Producer, options = {}) =>
        untilSettled(async () => ({ error: await client.commitOffset(by, group, 5n, options) }));
      expect(await commit(later)).toEqual({ error: 'INVALID_PRODUCER_EPOCH' });
      expect(await commit(producer, { generationId: 3, memberId: 'nobody' })).toEqual({ error: 'ILLEGAL_GENERATION' });
      expect(await commit(producer)).toEqual({ error: 'NONE' });
      expect(await commit(producer, { generationId: 3, memberId: 'nobody' })).toEqual({ error: 'UNKNOWN_MEMBER_ID' });
      expect(await client.commitOffset(producer, '', 5n)).toBe('INVALID_GROUP_ID');
      expect(await client.commitOffset(producer, group, 5n, { partition: 9 })).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    });
  });

  it('DescribeProducers tells what a partition remembers, and WriteTxnMarkers ends what hangs', async () => {
    await client.produce(producer, 0);
    const describeProducers = async () => {
      const { topics } = await client.ask(kafkaApis.describeProducers, 0, {
        topics: [{ name: client.topic, partitionIndexes: [0, 9] }],
      });
      const [known, unknown] = topics[0]?.partitions ?? [];
      expect(kafkaErrorName(unknown?.errorCode ?? 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION');
      return known?.activeProducers.find(({ producerId }) => producerId === producer.producerId);
    };
    expect(await describeProducers()).toMatchObject({
      producerEpoch: 0,
      lastSequence: 0,
      coordinatorEpoch: -1,
      currentTxnStartOffset: 1n,
    });
    const marker = { ...producer, transactionResult: false, coordinatorEpoch: 0 };
    const topics = [{ name: client.topic, partitionIndexes: [0] }];
    const write = async (producerEpoch: number) => {
      const { markers } = await client.ask(kafkaApis.writeTxnMarkers, 1, {
        markers: [{ ...marker, producerEpoch, topics }],
      });
      return kafkaErrorName(markers[0]?.topics[0]?.partitions[0]?.errorCode ?? -1);
    };
    expect(await write(1)).toBe('NONE');
    expect(await describeProducers()).toMatchObject({
      producerEpoch: 1,
      lastSequence: -1,
      coordinatorEpoch: 0,
      currentTxnStartOffset: -1n,
    });
    expect(await write(0)).toBe('INVALID_PRODUCER_EPOCH');
    expect(await client.fetch('committed')).toMatchObject({ aborted: [{ firstOffset: 1n }], lastStableOffset: 3n });
  });

  it('ListTransactions finds transactions by state, producer, age and pattern', async () => {
    await client.produce(producer, 0);
    const list = async (filter: Partial<Parameters<Ask>[2]> & Record<string, unknown>) => {
      const answer = await client.ask(kafkaApis.listTransactions, 2, {
        stateFilters: [],
        producerIdFilters: [producer.producerId],
        ...filter,
      });
      return {
        error: kafkaErrorName(answer.errorCode),
        unknown: answer.unknownStateFilters,
        ids: answer.transactionStates.map(({ transactionalId }) => transactionalId),
      };
    };
    const found = { error: 'NONE', unknown: [], ids: [id] };
    const none = { error: 'NONE', unknown: [], ids: [] };
    expect(await list({})).toEqual(found);
    expect(await list({ stateFilters: ['Ongoing', 'Empty'] })).toEqual(found);
    expect(await list({ stateFilters: ['Empty'] })).toEqual(none);
    expect(await list({ stateFilters: ['Empty', 'ongoing'] })).toEqual({ ...none, unknown: ['ongoing'] });
    expect(await list({ durationFilter: 3_600_000n })).toEqual(none);
    expect(await list({ transactionalIdPattern: `${id.slice(0, -3)}.{3}` })).toEqual(found);
    expect(await list({ transactionalIdPattern: id.slice(0, -3) })).toEqual(none);
    expect(await list({ transactionalIdPattern: '(' })).toMatchObject({ error: 'INVALID_REGULAR_EXPRESSION' });
    expect(await client.describe(freshName('nobody'))).toMatchObject({ error: 'TRANSACTIONAL_ID_NOT_FOUND' });
    expect(await client.describe('')).toMatchObject({ error: 'INVALID_REQUEST' });
  });
}
