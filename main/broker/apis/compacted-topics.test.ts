import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { describeCompactionOf } from '../../../tests/support/compaction-tests.ts';
import { keyedBatch } from '../../../tests/support/compacted-logs.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { buildBatch, kafkaApis } from '../../wire/index.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;
let names = 0;

beforeEach(() => {
  broker = inProcessBroker();
});
afterEach(() => broker.close());

describeCompactionOf(
  () => (api, version, request) => broker.ask(api, version, request),
  (subject) => `${subject}-${names++}`,
  () => broker.clock.advance(15_000),
);

describe('besides', () => {
  const withoutKey = () => buildBatch([{ offset: 0n, timestamp: 5n, key: null, value: null, headers: [] }]);
  const produce = async (records: Uint8Array) => {
    const { responses } = await broker.ask(kafkaApis.produce, 9, {
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records }] }],
    });
    return kafkaErrorName(responses[0]?.partitionResponses[0]?.errorCode ?? 0);
  };

  it('a topic that becomes a compacted one wants keys from then on', async () => {
    const topic = broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
    expect(await produce(withoutKey())).toBe('NONE');
    broker.context.cluster.configureTopic(topic, new Map([['cleanup.policy', 'delete,compact']]));
    expect(await produce(withoutKey())).toBe('INVALID_RECORD');
    expect(await produce(keyedBatch([{ key: 'a', value: null }], broker.clock.nowMs()))).toBe('NONE');
  });

  it('records that cannot be read are no records with keys', async () => {
    const config = new Map([['cleanup.policy', 'compact']]);
    broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config });
    const compression = { id: 3, compress: () => Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const batch = keyedBatch([{ key: 'a', value: 'x' }], broker.clock.nowMs(), { compression });
    expect(await produce(batch)).toBe('INVALID_RECORD');
  });
});
