import { beforeAll, describe, expect, inject, it } from 'vitest';
import { askBroker } from '../support/ask-broker.ts';
import { CompactedTopic, describeCompactionOf } from '../support/compaction-tests.ts';
import type { Ask } from '../support/transaction-client.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { consumeWith } from './clients/foreign-client.ts';
import { foreignClients } from './clients/foreign-clients.ts';
import { freshName } from './topics.ts';

/** A broker looks every fifteen seconds. */
const aWhile = () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, 250);
  });

describe.each(brokersUnderTest())('compaction on $name', ({ bootstrap }) => {
  const ask: Ask = (api, version, request) => askBroker(bootstrap, api, version, request);
  describeCompactionOf(() => ask, freshName, aWhile);

  describe('what is left', () => {
    const topic = new CompactedTopic(ask, freshName('left'));
    beforeAll(async () => {
      await topic.create();
      await topic.fill(aWhile);
    });

    it.each(foreignClients(inject('foreignClients')))('is what $name reads', async (client) => {
      const group = freshName(client.name);
      const consumed = await consumeWith(client, { bootstrap, group, topics: [topic.name], count: 8 });
      expect(consumed.map(({ offset, key, value }) => `${offset} ${key}=${value}`)).toEqual(await topic.read());
    });
  });
});
