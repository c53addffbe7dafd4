import { describe, expect, inject, it } from 'vitest';
import { type ClientCommands, consumeWith, produceWith } from './clients/foreign-client.ts';
import { foreignClients } from './clients/foreign-clients.ts';
import { codecs } from './clients/record-line.ts';
import { expectWholeTopic, makeRecords } from './record-set.ts';
import { type BrokerUnderTest, brokersUnderTest } from './brokers-under-test.ts';
import { createTopics, freshName, recordCountOf } from './topics.ts';

const recordCount = 10_000;

/** Every client against one broker, in every codec that both have. A file each, so that two brokers are tried at once. */
export function tryClientsAgainst(id: BrokerUnderTest['id']): void {
  const clients = foreignClients(inject('foreignClients'));
  const brokers = brokersUnderTest().filter((broker) => broker.id === id);

  describe.each(brokers)('$name', ({ bootstrap }) => {
    describe.each(codecs)('%s', (codec) => {
      const able = clients.filter((client) => client.codecs.includes(codec));
      const topicOf = new Map<ClientCommands, string>();

      it.each(able)('$name produces 10,000 keyed records with headers', async (producer) => {
        const topic = freshName(`${producer.name}-${codec}`);
        await createTopics(bootstrap, [topic]);
        await produceWith(producer, {
          bootstrap,
          topic,
          codec,
          records: makeRecords(recordCount, producer.fixedHeaders),
        });
        expect(await recordCountOf(bootstrap, topic)).toBe(recordCount);
        topicOf.set(producer, topic);
      });

      it.each(able)(
        '$name consumes all of them through a group, and nothing again after a restart',
        async (consumer) => {
          expect(topicOf.size, 'topics that were produced to').toBe(able.length);
          const topics = [...topicOf.values()];
          const total = recordCount * topics.length;
          const group = freshName(`${consumer.name}-${codec}`);
          const first = await consumeWith(consumer, { bootstrap, group, topics, count: total * 0.4 });
          expect(first.length).toBeLessThan(total);
          const second = await consumeWith(consumer, { bootstrap, group, topics, count: total - first.length });
          const byTopic = Map.groupBy([...first, ...second], (record) => record.topic);
          for (const [producer, topic] of topicOf) {
            expectWholeTopic(byTopic.get(topic) ?? [], makeRecords(recordCount, producer.fixedHeaders));
          }
        },
      );
    });
  });
}
