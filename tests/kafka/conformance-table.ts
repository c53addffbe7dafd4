import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from '../support/topicraft-command.ts';

/**
 * `npm run conformance:table -- REPORT.json…`: docs/conformance.md from vitest's JSON reports of runs of `npm run test:kafka`; what a later
 * one tells again counts. Each
 * test that stands for both brokers is a row: what a real Kafka gave, and what the embedded broker gave.
 */
const brokers = ['real Kafka', 'topicraft broker'] as const;
type Broker = (typeof brokers)[number];

const reportSchema = z.object({
  startTime: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** By section, then by test: what each broker gave. */
type Table = Map<string, Map<string, Partial<Record<Broker, string>>>>;

function tableOf(reports: readonly z.infer<typeof reportSchema>[]): Table {
  const table: Table = new Map();
  const results = reports.flatMap(({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults));
  for (const { ancestorTitles, title, status } of results) {
    const titles = ancestorTitles.filter((each) => each !== '');
    const broker = brokers.find((each) => titles.some((name) => name.includes(each)));
    if (!broker) continue;
    const [section = '', ...groups] = titles.map((name) => name.replace(broker, 'BROKER'));
    const rows = table.get(section) ?? new Map<string, Partial<Record<Broker, string>>>();
    const name = [...groups, title].join(' · ');
    rows.set(name, { ...rows.get(name), [broker]: status });
    table.set(section, rows);
  }
  return table;
}

function markdownOf(table: Table, date: string): string {
  // What is tried on one of them only is about something else.
  const ofBoth = [...table].filter(([, rows]) =>
    brokers.every((broker) => [...rows.values()].some((given) => given[broker] !== undefined)),
  );
  const sections = ofBoth.map(([section, rows]) => {
    const heading =
      section === 'BROKER'
        ? 'Clients and topics'
        : section.replace(/(?:\ba )?(?<!'s )BROKER/, 'a broker').replace('BROKER', 'broker');
    const lines = [...rows].map(([name, given]) => {
      const cells = brokers.map((broker) => words[given[broker] ?? 'absent'] ?? 'not run');
      return `| ${name.replaceAll('|', String.raw`\|`)} | ${cells.join(' | ')} |`;
    });
    const title = `${heading.slice(0, 1).toUpperCase()}${heading.slice(1)}`;
    return [`## ${title}`, '', '| test | Kafka 4.4 | Topicraft |', '| --- | --- | --- |', ...lines, ''].join('\n');
  });
  return [
    '# Conformance',
    '',
    `Made by \`npm run conformance:table\` from a run of \`npm run test:kafka\` on ${date}: the same tests, against a real Apache Kafka 4.4 and`,
    'against the embedded broker, with the clients that people use. _–_: the test is for the other alone, and says so in its file. What',
    'the broker implements, version by version, stands in [broker-apis.md](broker-apis.md).',
    '',
    ...sections,
  ].join('\n');
}

const words: Readonly<Record<string, string>> = { passed: 'passed', failed: '**failed**', absent: '–' };

const reportFiles = process.argv.slice(2);
if (reportFiles.length === 0) {
  console.error('npm run conformance:table -- REPORT.json…');
  process.exit(2);
}
const reports = await Promise.all(
  reportFiles.map(async (file) => reportSchema.parse(JSON.parse(await readFile(file, 'utf8')))),
);
const date = new Date(Math.max(...reports.map(({ startTime }) => startTime))).toISOString().slice(0, 10);
await writeFile(path.join(repositoryFolder, 'docs/conformance.md'), markdownOf(tableOf(reports), date));
