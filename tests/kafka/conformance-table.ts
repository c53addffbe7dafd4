import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from '../support/topicraft-command.ts';

/**
 * `npm run conformance:table -- REPORT.json`: docs/conformance.md from vitest's JSON report of a run of `npm run test:kafka`. Each
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

function tableOf({ testResults }: z.infer<typeof reportSchema>): Table {
  const table: Table = new Map();
  for (const { ancestorTitles, title, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
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
  const sections = [...table].map(([section, rows]) => {
    const heading = section === 'BROKER' ? 'Clients and topics' : section.replace('BROKER', 'a broker');
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

const [reportFile] = process.argv.slice(2);
if (reportFile === undefined) {
  console.error('npm run conformance:table -- REPORT.json');
  process.exit(2);
}
const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
const date = new Date(report.startTime).toISOString().slice(0, 10);
await writeFile(path.join(repositoryFolder, 'docs/conformance.md'), markdownOf(tableOf(report), date));
