import { beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { checkBatches, kafkaApis } from '../../main/wire/index.ts';
import { exampleBatch } from './request-examples.ts';
import { type Ask, untilSettled } from './transaction-client.ts';

const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';
const partitionCount = 3;

interface Wanted {
  partition: number;
  fetchOffset?: bigint;
}

interface Asked {
  session: [sessionId: number, epoch: number];
  wanted?: Wanted[];
  forgotten?: number[];
  topic?: string;
  /** Goes by topic id instead of by name. */
  topicId?: string;
  maxBytes?: number;
}

/**
 * What fetch sessions are on any Kafka (KIP-227), request by request. They hold for the broker in this process, for `topicraft
 * broker` and for a real Kafka, so that what Kafka itself doesn't do isn't asked of ours.
 */
export function describeFetchSessionsOf(askOf: () => Ask, freshName: (subject: string) => string): void {
  let ask: Ask;
  let name: string;
  let topicId: string;

  beforeEach(async () => {
    ask = askOf();
    name = freshName('sessions');
    topicId = await createTopic(name);
  });

  async function createTopic(topic: string): Promise<string> {
    const topics = [{ name: topic, numPartitions: partitionCount, replicationFactor: 1, assignments: [], configs: [] }];
    await untilSettled(async () => {
      const created = await ask(kafkaApis.createTopics, 7, { topics, timeoutMs: 10_000, validateOnly: false });
      return { error: kafkaErrorName(created.topics[0]?.errorCode ?? 0) };
    });
    const metadata = await untilSettled(async () => {
      const { topics: found } = await ask(kafkaApis.metadata, 12, {
        topics: [{ topicId: zeroTopicId, name: topic }],
        allowAutoTopicCreation: false,
        includeTopicAuthorizedOperations: false,
      });
      const errors = [found[0]?.errorCode ?? 0, ...(found[0]?.partitions.map(({ errorCode }) => errorCode) ?? [])];
      return { error: kafkaErrorName(errors.find((code) => code !== 0) ?? 0), id: found[0]?.topicId ?? '' };
    });
    // Once all of them answer, nothing of the new topic changes by itself.
    await untilSettled(async () => {
      const { answers } = await fetch({ session: [0, -1], topic, wanted: all });
      return { error: answers.find(({ error }) => error !== 'NONE')?.error ?? 'NONE' };
    });
    return metadata.id;
  }

  const all: Wanted[] = [0, 1, 2].map((partition) => ({ partition }));

  async function fetch({ session, wanted = [], forgotten = [], topic = name, maxBytes, ...asked }: Asked) {
    const named = asked.topicId === undefined ? { topic, topicId: zeroTopicId } : { topicId: asked.topicId };
    const partitions = wanted.map(({ partition, fetchOffset = 0n }) => ({
      partition,
      fetchOffset,
      partitionMaxBytes: 100_000,
    }));
    const [sessionId, sessionEpoch] = session;
    const response = await ask(kafkaApis.fetch, asked.topicId === undefined ? 12 : 17, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: maxBytes ?? 1_000_000,
      isolationLevel: 0,
      sessionId,
      sessionEpoch,
      topics: partitions.length === 0 ? [] : [{ ...named, partitions }],
      forgottenTopicsData: forgotten.length === 0 ? [] : [{ ...named, partitions: forgotten }],
    });
    const answers = response.responses.flatMap((answered) =>
      answered.partitions.map(({ partitionIndex, errorCode, highWatermark, logStartOffset, records }) => ({
        partition: partitionIndex,
        error: kafkaErrorName(errorCode),
        highWatermark,
        logStartOffset,
        offsets: Array.from(checkBatches(records ?? new Uint8Array(0)), ({ header }) => header.baseOffset),
      })),
    );
    return { error: kafkaErrorName(response.errorCode), sessionId: response.sessionId, answers };
  }

  const told = (answers: Awaited<ReturnType<typeof fetch>>['answers']) =>
    answers.map(({ partition, offsets }) => [partition, offsets.length] as const);

  async function produce(index: number, topic = name): Promise<void> {
    const { responses } = await ask(kafkaApis.produce, 9, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [
        { name: topic, topicId: zeroTopicId, partitionData: [{ index, records: exampleBatch([`p${index}`]) }] },
      ],
    });
    expect(kafkaErrorName(responses[0]?.partitionResponses[0]?.errorCode ?? 0)).toBe('NONE');
  }

  /** A session of all three partitions, of which each has one record that was read. */
  async function begun(byId = false): Promise<number> {
    for (const { partition } of all) await produce(partition);
    const wanted = all.map(({ partition }) => ({ partition, fetchOffset: 1n }));
    const { sessionId, answers } = await fetch({ session: [0, 0], wanted, topicId: byId ? topicId : undefined });
    expect(sessionId).toBeGreaterThan(0);
    expect(told(answers)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    return sessionId;
  }

  describe('a fetch session', () => {
    it('is told of partitions that have changed, and of no others', async () => {
      const sessionId = await begun();
      expect(await fetch({ session: [sessionId, 1] })).toEqual({ error: 'NONE', sessionId, answers: [] });
      await produce(1);
      const changed = await fetch({ session: [sessionId, 2] });
      expect(changed).toMatchObject({ error: 'NONE', sessionId });
      expect(changed.answers).toMatchObject([{ partition: 1, highWatermark: 2n, offsets: [1n] }]);
      // What wasn't taken note of comes again.
      expect(told((await fetch({ session: [sessionId, 3] })).answers)).toEqual([[1, 1]]);
      const taken = await fetch({ session: [sessionId, 4], wanted: [{ partition: 1, fetchOffset: 2n }] });
      expect(taken).toEqual({ error: 'NONE', sessionId, answers: [] });
    });

    it('is told of a log start offset that has moved', async () => {
      const sessionId = await begun();
      await ask(kafkaApis.deleteRecords, 2, {
        topics: [{ name, partitions: [{ partitionIndex: 2, offset: 1n }] }],
        timeoutMs: 10_000,
      });
      const { answers } = await fetch({ session: [sessionId, 1] });
      expect(answers).toMatchObject([{ partition: 2, logStartOffset: 1n, highWatermark: 1n, offsets: [] }]);
      expect((await fetch({ session: [sessionId, 2] })).answers).toEqual([]);
    });

    it('takes partitions in, lets them go, and ends with the last', async () => {
      const { sessionId } = await fetch({ session: [0, 0], wanted: [{ partition: 0 }] });
      // One that is new is told of even where it is empty.
      expect(told((await fetch({ session: [sessionId, 1], wanted: [{ partition: 1 }] })).answers)).toEqual([[1, 0]]);
      for (const { partition } of all) await produce(partition);
      const both = await fetch({ session: [sessionId, 2] });
      expect(told(both.answers)).toEqual([
        [0, 1],
        [1, 1],
      ]);
      expect(told((await fetch({ session: [sessionId, 3], forgotten: [0] })).answers)).toEqual([[1, 1]]);
      expect(await fetch({ session: [sessionId, 4], forgotten: [1] })).toEqual({
        error: 'NONE',
        sessionId: 0,
        answers: [],
      });
      expect(await fetch({ session: [sessionId, 5] })).toMatchObject({ error: 'FETCH_SESSION_ID_NOT_FOUND' });
    });

    it('forgets a partition that the same request names as new', async () => {
      const { sessionId } = await fetch({ session: [0, 0], wanted: [{ partition: 0 }] });
      const asked = { wanted: [{ partition: 1 }], forgotten: [1] };
      expect(await fetch({ session: [sessionId, 1], ...asked })).toEqual({ error: 'NONE', sessionId, answers: [] });
    });

    it('wants each epoch once and in order', async () => {
      const sessionId = await begun();
      await fetch({ session: [sessionId, 1] });
      for (const epoch of [1, 3, -2]) {
        const refused = { error: 'INVALID_FETCH_SESSION_EPOCH', sessionId: 0, answers: [] };
        expect(await fetch({ session: [sessionId, epoch] })).toEqual(refused);
      }
      expect(await fetch({ session: [sessionId, 2] })).toMatchObject({ error: 'NONE', sessionId });
    });

    it('is ended by its own closing request, and by one for another session', async () => {
      for (const epoch of [-1, 0]) {
        const sessionId = await begun();
        const last = await fetch({ session: [sessionId, epoch], wanted: [{ partition: 0 }] });
        expect(last).toMatchObject({ error: 'NONE', answers: [{ partition: 0 }] });
        expect(last.sessionId > 0).toBe(epoch === 0);
        expect(last.sessionId).not.toBe(sessionId);
        expect(await fetch({ session: [sessionId, 1] })).toEqual({
          error: 'FETCH_SESSION_ID_NOT_FOUND',
          sessionId: 0,
          answers: [],
        });
        name = freshName('sessions');
        await createTopic(name);
      }
    });

    it('must be known', async () => {
      for (const sessionId of [0, 1]) {
        expect(await fetch({ session: [sessionId, 1], wanted: all })).toEqual({
          error: 'FETCH_SESSION_ID_NOT_FOUND',
          sessionId: 0,
          answers: [],
        });
      }
    });

    it('goes by names or by topic ids, never by both', async () => {
      const byName = await begun();
      const mixed = { error: 'FETCH_SESSION_TOPIC_ID_ERROR', sessionId: 0, answers: [] };
      expect(await fetch({ session: [byName, 1], wanted: all, topicId })).toEqual(mixed);
      expect(await fetch({ session: [byName, 1] })).toMatchObject({ error: 'NONE' });
      const { sessionId: byId } = await fetch({ session: [0, 0], wanted: all, topicId });
      expect(await fetch({ session: [byId, 1], wanted: all })).toEqual(mixed);
      expect(await fetch({ session: [byId, 1], wanted: all, topicId })).toMatchObject({ error: 'NONE' });
    });

    it('lets each partition have its turn, however little fits', async () => {
      for (const { partition } of all) await produce(partition);
      const { sessionId, answers } = await fetch({ session: [0, 0], wanted: all, maxBytes: 1 });
      expect(told(answers)).toEqual([
        [0, 1],
        [1, 0],
        [2, 0],
      ]);
      const turns: number[] = [];
      for (let epoch = 1; epoch <= 6; epoch += 1) {
        const answered = await fetch({ session: [sessionId, epoch], maxBytes: 1 });
        turns.push(...answered.answers.map(({ partition }) => partition));
      }
      expect(turns).toEqual([0, 1, 2, 0, 1, 2]);
    });

    it('is told of an error again and again, and of the partition once it is over', async () => {
      const sessionId = await begun();
      const outside = { wanted: [{ partition: 1, fetchOffset: 9n }] };
      const error = { partition: 1, error: 'OFFSET_OUT_OF_RANGE', highWatermark: -1n, offsets: [] };
      expect((await fetch({ session: [sessionId, 1], ...outside })).answers).toMatchObject([error]);
      expect((await fetch({ session: [sessionId, 2] })).answers).toMatchObject([error]);
      const inside = { wanted: [{ partition: 1, fetchOffset: 1n }] };
      expect((await fetch({ session: [sessionId, 3], ...inside })).answers).toMatchObject([
        { partition: 1, error: 'NONE', highWatermark: 1n },
      ]);
      expect((await fetch({ session: [sessionId, 4] })).answers).toEqual([]);
    });

    it('puts partitions that do not exist after those that do', async () => {
      const wanted = [{ partition: 7 }, { partition: 0 }];
      const { sessionId, answers } = await fetch({ session: [0, 0], wanted });
      expect(answers).toMatchObject([
        { partition: 0, error: 'NONE' },
        { partition: 7, error: 'UNKNOWN_TOPIC_OR_PARTITION' },
      ]);
      const unknown = [{ partition: 7, error: 'UNKNOWN_TOPIC_OR_PARTITION' }];
      expect((await fetch({ session: [sessionId, 1] })).answers).toMatchObject(unknown);
      const strange = await fetch({ session: [0, 0], wanted: all, topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' });
      expect(strange.answers[0]).toMatchObject({ error: 'UNKNOWN_TOPIC_ID' });
    });

    it('tells a topic that was deleted, and one that was made anew, from one that never was', async () => {
      const { sessionId } = await fetch({ session: [0, 0], wanted: [{ partition: 0 }], topicId });
      const errorNow = async (epoch: number) =>
        (await fetch({ session: [sessionId, epoch], topicId })).answers[0]?.error;
      await ask(kafkaApis.deleteTopics, 6, { topics: [{ name: null, topicId }], timeoutMs: 10_000 });
      let epoch = 1;
      while ((await errorNow(epoch)) !== 'UNKNOWN_TOPIC_OR_PARTITION') epoch += 1;
      expect(await createTopic(name)).not.toBe(topicId);
      expect(await errorNow(epoch + 1)).toBe('INCONSISTENT_TOPIC_ID');
    });

    it('is begun even without partitions', async () => {
      const { sessionId } = await fetch({ session: [0, 0] });
      expect(sessionId).toBeGreaterThan(0);
      expect(told((await fetch({ session: [sessionId, 1], wanted: [{ partition: 0 }] })).answers)).toEqual([[0, 0]]);
    });
  });
}
