import { describe, expect, inject, it } from 'vitest';
import { askBroker } from '../support/ask-broker.ts';
import { describeTransactionsOf } from '../support/transaction-tests.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { consumeWith, produceWith, transactWith } from './clients/foreign-client.ts';
import { foreignClients } from './clients/foreign-clients.ts';
import { makeRecords } from './record-set.ts';
import { createTopics, freshName, recordCountOf } from './topics.ts';

const recordCount = 600;

describe.each(brokersUnderTest())('transactions on $name', ({ bootstrap }) => {
  describeTransactionsOf(() => (api, version, request) => askBroker(bootstrap, api, version, request), freshName);

  const clients = foreignClients(inject('foreignClients')).filter(({ transact }) => transact);

  it.each(clients)('$name hands records on exactly once, though every third transaction is aborted', async (client) => {
    const [source, target] = [freshName('source'), freshName('target')];
    await createTopics(bootstrap, [source, target]);
    const records = makeRecords(recordCount, client.fixedHeaders);
    await produceWith(client, { bootstrap, topic: source, codec: 'none', records });
    const group = freshName(client.name);
    // Two runs, so that the second finds what the first has committed.
    await transactWith(client, { bootstrap, group, source, target, count: recordCount / 2 });
    await transactWith(client, { bootstrap, group, source, target, count: recordCount / 2 });
    const reader = freshName('reader');
    const [kafkajs] = clients.filter(({ name }) => name === 'kafkajs');
    if (!kafkajs) throw new Error('kafkajs is no client');
    const consumed = await consumeWith(kafkajs, { bootstrap, group: reader, topics: [target], count: recordCount });
    const pairs = (all: readonly { key: string; value: string | null }[]) =>
      all.map(({ key, value }) => `${key}=${value}`).sort();
    expect(pairs(consumed)).toEqual(pairs(records));
    // What was aborted is there and nobody was given it.
    expect(await recordCountOf(bootstrap, target)).toBeGreaterThan(recordCount * 1.2);
  });
});
