import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withKeptData } from '../support/with-broker.ts';
import { type OrderOutcomes, problemsOf, readOrderOutcomes } from '../support/order-outcomes.ts';
import { parseLines, repositoryFolder, topicraft } from '../support/topicraft-command.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { freshName, withAdmin } from './topics.ts';

// Node finds only some of this CommonJS package's names, so they are taken from the whole.
const { ConfigResourceTypes } = kafkajs;
const ecommerce = path.join(repositoryFolder, 'examples/ecommerce');
const words = ['run', ecommerce, '--events', '500', '--seed', '1', '--json'];

let folder: string;
let onEmbeddedBroker: Record<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  const run = await topicraft(...words, '--data', folder);
  if (run.code !== 0) throw new Error(`the run on the embedded broker failed: ${run.errors}`);
  onEmbeddedBroker = byOrder(await withKeptData(folder, readOrderOutcomes));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function byOrder({ placed, outcomes }: OrderOutcomes): Record<string, readonly string[]> {
  return Object.fromEntries(placed.toSorted().map((orderId) => [orderId, outcomes.get(orderId) ?? []]));
}

/**
 * All that a run could have made or changed on a cluster: topics with their partitions and settings, and groups. Other
 * tests use the cluster meanwhile; what they make has names of theirs.
 */
async function everythingOn(bootstrap: string, prefix: string): Promise<unknown> {
  const isOfOthers = (name: string) => !name.startsWith(prefix) && /^(test|independent-reader)-|^__/.test(name);
  return await withAdmin(bootstrap, async (admin) => {
    const names = (await admin.listTopics()).filter((name) => !isOfOthers(name));
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    });
    const { groups } = await admin.listGroups();
    return {
      partitions: Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length])),
      settings: Object.fromEntries(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries])),
      groups: groups.map(({ groupId }) => groupId).filter((groupId) => !isOfOthers(groupId)),
    };
  });
}

describe.each(brokersUnderTest())('the e-commerce example on $name', ({ bootstrap }) => {
  it('gives every order the outcome that it has on the embedded broker', async () => {
    const prefix = freshName('shop');
    const run = await topicraft(...words, '--bootstrap', bootstrap, '--create-topics', '--prefix', prefix);
    expect({ code: run.code, errors: run.errors }).toEqual({ code: 0, errors: '' });
    const lines = parseLines(run.output);
    expect(lines.find(({ type }) => type === 'started')).toMatchObject({ target: 'external', bootstrap });
    expect(lines.at(-1)).toMatchObject({ type: 'ended', reason: 'events-done', totals: { rootEvents: 500 } });
    const orders = await readOrderOutcomes(bootstrap, `${prefix}.`);
    expect(problemsOf(orders)).toEqual([]);
    expect(orders.placed).toHaveLength(500);
    expect(byOrder(orders)).toEqual(onEmbeddedBroker);
  });

  it('is refused where topics are missing, and makes and alters nothing', async () => {
    const prefix = freshName('refused');
    await withAdmin(bootstrap, (admin) =>
      admin.createTopics({ waitForLeaders: true, topics: [{ topic: `${prefix}.orders`, numPartitions: 2 }] }),
    );
    const before = await everythingOn(bootstrap, prefix);
    const run = await topicraft(...words, '--bootstrap', bootstrap, '--prefix', prefix);
    expect(run.code).toBe(1);
    expect(run.errors).toContain(`${prefix}.payments`);
    expect(run.errors).not.toContain(`${prefix}.orders,`);
    expect(run.errors).toContain('--create-topics');
    expect(run.errors).not.toContain('    at ');
    expect(parseLines(run.output).at(-1)).toMatchObject({ type: 'ended', reason: 'failed' });
    expect(await everythingOn(bootstrap, prefix)).toEqual(before);
  });

  it('takes a topic that is there as it is, also where it would make the others', async () => {
    const prefix = freshName('kept');
    const topic = `${prefix}.orders`;
    await withAdmin(bootstrap, (admin) =>
      admin.createTopics({
        waitForLeaders: true,
        topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '7200000' }] }],
      }),
    );
    const few = ['run', ecommerce, '--events', '20', '--seed', '1', '--json'];
    const run = await topicraft(...few, '--bootstrap', bootstrap, '--create-topics', '--prefix', prefix);
    expect({ code: run.code, errors: run.errors }).toEqual({ code: 0, errors: '' });
    expect(parseLines(run.output).filter(({ type }) => type === 'diagnostic')).toEqual([
      expect.objectContaining({ code: 'session.partitions-differ' }),
    ]);
    const [partitions, retention] = await withAdmin(bootstrap, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }],
      });
      return [topics[0]?.partitions.length, resources[0]?.configEntries[0]?.configValue];
    });
    expect({ partitions, retention }).toEqual({ partitions: 2, retention: '7200000' });
    expect(problemsOf(await readOrderOutcomes(bootstrap, `${prefix}.`))).toEqual([]);
  });
});
