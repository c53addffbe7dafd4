import { afterEach, beforeEach, expect, it } from 'vitest';
import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { inProcessBroker, type InProcessBroker } from '../../../tests/support/in-process-broker.ts';
import { advanceUntil } from '../../../tests/support/manual-clock.ts';
import { requestExamples } from '../../../tests/support/request-examples.ts';
import type { KafkaApi, MessageInput } from '../../wire/index.ts';
import { servesVersion } from '../apis/registry.ts';
import { apiPlaces, type ErrorPlace } from './api-places.ts';
import type { FaultMatch, FaultMoment } from './fault-rule.ts';

let broker: InProcessBroker;
let topicId: string;
beforeEach(() => {
  broker = inProcessBroker();
  ({ topicId } = broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1], [1]], config: new Map() }));
});
afterEach(() => broker.close());

/** An error that no API answers with by itself. */
const code = kafkaErrorCode('STALE_BROKER_EPOCH');

/** Every error code of a response, wherever it stands. */
function codesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(codesIn);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.toLowerCase().endsWith('errorcode') ? [Number(inner)] : codesIn(inner),
  );
}

async function codesOf(kafka: KafkaApi, match: FaultMatch, when: FaultMoment): Promise<Record<number, number[]>> {
  const example = requestExamples(topicId).find(({ api }) => api.key === kafka.key);
  if (!example) throw new Error(`no example of ${kafka.name}`);
  const byVersion: Record<number, number[]> = {};
  for (let version = kafka.request.versions.min; version <= kafka.request.versions.max; version += 1) {
    if (!servesVersion(kafka, version)) continue;
    const effect = { type: 'error', error: 'STALE_BROKER_EPOCH', when } as const;
    broker.context.faults.set({ faults: [{ id: 'it', match: { apis: [kafka.name], ...match }, effect }] });
    const request = example.request(version) as MessageInput<KafkaApi['request']>;
    // Who joins a group waits for others, and a fetch for records.
    byVersion[version] = codesIn(await advanceUntil(broker.clock, broker.ask(kafka, version, request)));
  }
  return byVersion;
}

const apis = requestExamples('').map(({ api }) => api);
const placed = apis.filter(({ name }) => apiPlaces.has(name));
const has = (about: ErrorPlace['about']) => (api: KafkaApi) =>
  apiPlaces.get(api.name)?.places.some((place) => place.about === about) === true;

it('has an example of every API that errors can be put into', () => {
  expect(placed.map(({ name }) => name).sort()).toEqual([...apiPlaces.keys()].sort());
});

for (const when of ['before', 'after'] as const) {
  it.each(placed.map((api) => [api.name, api] as const))(
    `puts an error into %s ${when} it, in every version`,
    async (_name, api) => {
      for (const [version, codes] of Object.entries(await codesOf(api, {}, when))) {
        expect(codes, `version ${version}`).toContain(code);
      }
    },
  );
}

it.each(placed.filter(has('topic')).map((api) => [api.name, api] as const))(
  'finds a topic in %s',
  async (_name, api) => {
    const example = requestExamples(topicId).find(({ api: other }) => other.key === api.key);
    const text = JSON.stringify(example?.request(api.request.versions.max), (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const names = [...text.matchAll(/"(?:name|resourceName|topicNames)":\[?"([^"]+)"/g)].map(([, name]) => name ?? '');
    const topics = text.includes(topicId) ? ['orders', ...names] : names;
    for (const codes of Object.values(await codesOf(api, { topics }, 'before'))) expect(codes).toContain(code);
    for (const codes of Object.values(await codesOf(api, { topics: ['another'] }, 'before'))) {
      expect(codes).not.toContain(code);
    }
  },
);

it.each(placed.filter(has('partition')).map((api) => [api.name, api] as const))(
  'finds a partition in %s',
  async (_name, api) => {
    for (const codes of Object.values(await codesOf(api, { topics: ['orders'], partitions: [0, 1] }, 'before'))) {
      expect(codes).toContain(code);
    }
    for (const codes of Object.values(await codesOf(api, { topics: ['orders'], partitions: [77] }, 'before'))) {
      expect(codes).not.toContain(code);
    }
  },
);
