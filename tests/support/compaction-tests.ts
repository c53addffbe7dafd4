import { beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { compressionCodec } from '../../main/compression/index.ts';
import { type BatchRecord, buildBatch, checkBatches, decodeRecords, kafkaApis } from '../../main/wire/index.ts';
import { keyedBatch } from './compacted-logs.ts';
import { type Ask, untilSettled } from './transaction-client.ts';

/** Long ago for a real Kafka and for the clock of a test. */
const startMs = 1_690_000_000_000;
const zeroTopicId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** What `CompactedTopic.fill` writes, once it is compacted: `OFFSET KEY=VALUE`. */
const kept = [
  '1 own 0=o0',
  '4 own 1=o1',
  '7 own 2=o2',
  '10 own 3=o3',
  '12 same=s4',
  '13 own 4=o4',
  '14 gone=null',
  '15 end=x',
];

/** The requests about one compacted topic, each batch of which begins a segment. */
export class CompactedTopic {
  readonly name: string;
  readonly #ask: Ask;

  constructor(ask: Ask, name: string) {
    this.#ask = ask;
    this.name = name;
  }

  async create(): Promise<void> {
    const configs = Object.entries({
      'cleanup.policy': 'compact',
      'min.cleanable.dirty.ratio': '0.01',
      // Between a segment's first record and its last.
      'segment.ms': '1000',
    }).map(([config, value]) => ({ name: config, value }));
    const topics = [{ name: this.name, numPartitions: 1, replicationFactor: 1, assignments: [], configs }];
    await this.#ask(kafkaApis.createTopics, 7, { topics, timeoutMs: 10_000, validateOnly: false });
    await untilSettled(async () => ({ error: (await this.fetchFrom(0n)).error }));
  }

  async produce(records: Uint8Array) {
    const { responses } = await this.#ask(kafkaApis.produce, 9, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: this.name, topicId: zeroTopicId, partitionData: [{ index: 0, records }] }],
    });
    const answer = responses[0]?.partitionResponses[0];
    if (!answer) throw new Error('no answer');
    return { ...answer, error: kafkaErrorName(answer.errorCode) };
  }

  async fetchFrom(fetchOffset: bigint) {
    const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }];
    const { responses } = await this.#ask(kafkaApis.fetch, 12, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1_000_000,
      isolationLevel: 0,
      topics: [{ topic: this.name, topicId: zeroTopicId, partitions }],
      forgottenTopicsData: [],
    });
    const answer = responses[0]?.partitions[0];
    if (!answer) throw new Error('no answer');
    const batches = Array.from(checkBatches(answer.records ?? new Uint8Array(0)));
    const records = batches.flatMap(({ header, bytes }) =>
      decodeRecords(bytes, header, (body, codec) => compressionCodec(codec).decompress(body)),
    );
    const last = batches.at(-1)?.header;
    const nextOffset = last ? last.baseOffset + BigInt(last.lastOffsetDelta) + 1n : fetchOffset;
    return { error: kafkaErrorName(answer.errorCode), records, nextOffset, highWatermark: answer.highWatermark };
  }

  /** All records from an offset on, as `OFFSET KEY=VALUE`. */
  async read(from = 0n): Promise<string[]> {
    const found: BatchRecord[] = [];
    for (let offset = from; ;) {
      const { records, nextOffset, highWatermark } = await this.fetchFrom(offset);
      found.push(...records.filter((record) => record.offset >= offset));
      offset = nextOffset;
      if (offset >= highWatermark) break;
    }
    return found.map(({ offset, key, value }) => `${offset} ${text(key)}=${text(value)}`);
  }

  /** Writes a batch in each codec, of which compaction leaves eight records, and waits until it has. */
  async fill(aWhile: () => Promise<void>): Promise<void> {
    for (const codec of [0, 1, 2, 3, 4]) {
      const records = [
        { key: 'same', value: `s${codec}` },
        { key: `own ${codec}`, value: `o${codec}` },
        { key: 'gone', value: codec === 4 ? null : `g${codec}` },
      ];
      const { error } = await this.produce(keyedBatch(records, startMs + codec * 10_000, { codec }));
      if (error !== 'NONE') throw new Error(`refused: ${error}`);
    }
    // Begins the segment that stays as it is.
    await this.produce(keyedBatch([{ key: 'end', value: 'x' }], startMs + 100_000));
    for (let patience = 0; patience < 400 && (await this.read()).length > kept.length; patience += 1) await aWhile();
  }
}

/**
 * What a compacted topic is on any Kafka, request by request. `aWhile` lets time go on until the broker may have looked for what
 * is to be compacted.
 */
export function describeCompactionOf(
  askOf: () => Ask,
  freshName: (subject: string) => string,
  aWhile: () => Promise<void>,
): void {
  let topic: CompactedTopic;

  beforeEach(async () => {
    topic = new CompactedTopic(askOf(), freshName('compacted'));
    await topic.create();
  });

  describe('a compacted topic', () => {
    it('refuses records without a key, and tells which of a batch they are', async () => {
      const record = { timestamp: BigInt(startMs), value: Buffer.from('x'), headers: [] };
      const keys = ['a', null, 'b', null];
      const batch = buildBatch(
        keys.map((key, index) => ({ ...record, offset: BigInt(index), key: key === null ? null : Buffer.from(key) })),
      );
      const refused = await topic.produce(batch);
      expect(refused).toMatchObject({ error: 'INVALID_RECORD', baseOffset: -1n });
      expect(refused.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([1, 3]);
      expect((await topic.fetchFrom(0n)).highWatermark).toBe(0n);
    });

    it('keeps the latest record of each key, and offsets are what they were', async () => {
      await topic.fill(aWhile);
      expect(await topic.read()).toEqual(kept);
      expect(await topic.read(5n)).toEqual(kept.slice(2));
      expect((await topic.fetchFrom(0n)).highWatermark).toBe(16n);
    });
  });
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? 'null' : Buffer.from(bytes).toString();
}
