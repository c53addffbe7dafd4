import type { PartitionMetadata, ProducerBatch } from 'kafkajs';
import { expect, it } from 'vitest';
import { RecordRequests } from './record-requests.ts';

const partitionMetadata: PartitionMetadata[] = [0, 1, 2].map((partitionId) => ({
  partitionErrorCode: 0,
  partitionId,
  leader: partitionId,
  replicas: [],
  isr: [],
}));

it('sends the records of a transaction one partition after the other, in their order, and to the partitions of their keys', async () => {
  const sent: { place: string; values: string[] }[] = [];
  let underWay = 0;
  const sender = {
    sendBatch: async ({ topicMessages = [] }: ProducerBatch) => {
      underWay += 1;
      expect(underWay).toBe(1);
      const partition = requests.partitioner();
      const places = topicMessages.flatMap(({ topic, messages }) =>
        messages.map((message) => ({ place: `${topic}/${partition({ topic, partitionMetadata, message })}`, message })),
      );
      await new Promise(setImmediate);
      underWay -= 1;
      const [place = ''] = new Set(places.map((each) => each.place));
      expect(places.filter((each) => each.place !== place)).toEqual([]);
      sent.push({ place, values: places.map(({ message }) => String(message.value)) });
      const [topicName = '', number] = place.split('/');
      return [{ topicName, partition: Number(number), baseOffset: String(100 * sent.length) }];
    },
  };
  const requests: RecordRequests = new RecordRequests({
    isOnePartitionEach: true,
    sendRequest: (request) => requests.produce(sender, request),
  });
  const send = (topic: string, key: string | null, value: string, partition?: number) =>
    requests.send({
      topic,
      partition,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
      headers: [],
    });
  const places = await Promise.all([
    ...Array.from({ length: 12 }, (_, n) => send('paid', `key ${n % 4}`, `paid ${n}`)),
    send('mailed', null, 'mailed 0', 2),
    send('mailed', null, 'mailed 1', 2),
  ]);
  expect(new Set(places.map(({ topic, partition }) => `${topic}/${partition}`)).size).toBeGreaterThan(2);
  for (const n of [0, 1, 2, 3]) {
    const ofKey = [n, n + 4, n + 8].map((index) => places[index]);
    expect(new Set(ofKey.map((place) => place?.partition)).size).toBe(1);
    const offsets = ofKey.map((place) => Number(place?.offset));
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
  }
  const values = sent.flatMap((request) => request.values);
  expect(values.toSorted()).toEqual(
    [...Array.from({ length: 12 }, (_, n) => `paid ${n}`), 'mailed 0', 'mailed 1'].toSorted(),
  );
  expect(sent.at(-1)).toEqual({ place: 'mailed/2', values: ['mailed 0', 'mailed 1'] });
});
