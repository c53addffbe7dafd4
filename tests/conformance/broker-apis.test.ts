import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { implementedApis } from '../../main/broker/apis/registry.ts';
import { kafkaApis, type VersionRange } from '../../main/wire/index.ts';
import { apisOfKafka, differences, notThere } from './broker-api-notes.ts';

const file = path.resolve(import.meta.dirname, '../../docs/broker-apis.md');

it('docs/broker-apis.md is what the registry of APIs gives (made anew by `npx vitest run --project integration -u`)', async () => {
  const rows = Object.entries(apisOfKafka).map(([key, { name, versions }]) => {
    const ours = implementedApis.get(Number(key));
    const [min, max] = versions;
    if (!ours) return `| ${key} | ${name} | ${text({ min, max })} | – | ${notThere[name] ?? ''} |`;
    expect(ours.kafka.name).toBe(name);
    const { shown } = ours.kafka;
    expect([name, shown.min, shown.max]).toEqual([name, ...versions]);
    return `| ${key} | ${name} | ${text({ min, max })} | ${text(shown)} | ${differences[name] ?? ''} |`;
  });
  const page = `# The broker's APIs

What a default Kafka 4.4 shows to clients, and what the embedded broker implements of it, version by version. An API is
there in all its versions or not at all. This table is made from the registry of APIs and held against it by a test. Where
nothing differs nothing is said; how each is held against Kafka stands in tests/README.md.

| key | API | Kafka 4.4 | here | what differs |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Finalized features: \`group.version\` 1 (KIP-848) and \`transaction.version\` 2 (KIP-890).
`;
  const formatted = await format(page, { ...(await resolveConfig(file)), parser: 'markdown' });
  await expect(formatted).toMatchFileSnapshot(file);
});

it('every API of the registry is one that Kafka shows, and every note is about one', () => {
  const keys = new Set(Object.keys(apisOfKafka).map(Number));
  expect([...implementedApis.keys()].filter((key) => !keys.has(key))).toEqual([]);
  const implemented = new Set(Array.from(implementedApis.values(), ({ kafka }) => kafka.name));
  expect(Object.keys(differences).filter((name) => !implemented.has(name))).toEqual([]);
  expect(Object.keys(notThere).filter((name) => implemented.has(name))).toEqual([]);
  const missing = Object.values(apisOfKafka).filter(({ name }) => !implemented.has(name) && !(name in notThere));
  expect(missing).toEqual([]);
  expect(Object.keys(kafkaApis).length).toBeGreaterThanOrEqual(implementedApis.size);
});

function text({ min, max }: VersionRange): string {
  return min === max ? String(min) : `${min}–${max}`;
}
