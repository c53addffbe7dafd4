import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseGraph, writeGraph } from '../../shared/graph/index.ts';
import { counted, npmIn, startExported } from '../support/exported-services.ts';
import { type ReadRecord, readTopics } from '../support/read-topics.ts';
import { topicraft } from '../support/topicraft-command.ts';
import {
  type ExportedProject,
  exportExample,
  inTheApp,
  patiently,
  performed,
  RunningSystem,
  withKafka,
} from './exported-example.ts';

const readings = 60;

let example: ExportedProject;

beforeAll(async () => {
  example = await exportExample('basic-kafka');
});

afterAll(() => example.remove());

/** Each partition's records by what handlers and their ids make of them, each id once. */
function byPartition(records: readonly ReadRecord[]): Record<string, unknown[]> {
  const partitions: Record<string, unknown[]> = {};
  const seen = new Set<string>();
  for (const { partition, key, value, headers } of records) {
    const { 'topicraft-id': id = '', traceparent } = headers;
    if (seen.has(id)) continue;
    seen.add(id);
    (partitions[partition] ??= []).push({ key, value, id, traceparent });
  }
  return partitions;
}

describe('the smallest example, exported', () => {
  it('passes its own checks and tests', async () => {
    await npmIn(example.system, 'run', 'check');
    expect(await npmIn(example.system, 'test')).toContain('fail 0');
  });

  it('writes the very records that the app writes, ids, traces and order included', async () => {
    const expected = byPartition(
      await inTheApp(example, readings, (bootstrap) => readTopics(bootstrap, ['temperatures'])),
    );
    await withKafka(async (bootstrap) => {
      const prefix = `basic-${process.pid}`;
      const environment = { KAFKA_BROKERS: bootstrap, TOPIC_PREFIX: prefix, MAX_TICKS: String(readings) };
      const system = new RunningSystem(example.system, environment);
      try {
        await system.createTopics();
        await system.start(['recorder', 'alarm', 'thermometers']);
        await vi.waitFor(async () => {
          const metrics = await system.service('thermometers').metrics();
          expect(counted(metrics, 'topicraft_emitted_total')).toBeGreaterThan(15);
        }, patiently);
        await system.kill('thermometers');
        await system.start(['thermometers']);
        const topic = `${prefix}.temperatures`;
        await vi.waitFor(async () => {
          const records = await readTopics(bootstrap, [topic]);
          expect(new Set(records.map(({ headers }) => headers['topicraft-id'])).size).toBe(readings);
        }, patiently);
        expect(byPartition(await readTopics(bootstrap, [topic]))).toEqual(expected);
        expect(await system.stop()).toEqual({ recorder: 0, alarm: 0, thermometers: 0 });
      } finally {
        system.killAll();
      }
    });
  });

  it('says at once what is wrong with its environment, and ends', async () => {
    const service = startExported(example.system, 'services/alarm', { LOG_LEVEL: 'loud' });
    const { code, errors } = await service.ended;
    expect(code).toBe(78);
    expect(errors).toContain('KAFKA_BROKERS must be set');
    expect(errors).toContain('LOG_LEVEL must be debug, info, warn or error');
  });

  it('exports again over changes: they stay, and what the graph has changed comes too', async () => {
    const project = path.join(example.system, '../project');
    await cp(example.project, project, { recursive: true });
    const file = (name: string): string => path.join(example.system, name);
    await writeFile(file('handlers/alarm.ts'), `${await readFile(file('handlers/alarm.ts'), 'utf8')}// mine\n`);
    await writeFile(file('README.md'), `mine\n${await readFile(file('README.md'), 'utf8')}`);
    await rm(file('kubernetes/topics.yaml'));
    const parsed = parseGraph(await readFile(path.join(project, 'topicraft.json'), 'utf8'));
    if (!parsed.ok) throw new Error('the example has no graph');
    const graph = parsed.document;
    const nodes = graph.nodes.map((node) => (node.kind === 'topic' ? { ...node, partitions: 5 } : node));
    await writeFile(path.join(project, 'topicraft.json'), writeGraph({ ...graph, nodes }));

    const output = await performed('export', project, '--out', example.system);
    expect(output).toContain('left as it is: handlers/alarm.ts (changed by you)');
    expect(output).toContain('left as it is: README.md (changed by you, and by this export too)');
    expect(output).toContain('left as it is: kubernetes/topics.yaml (deleted by you)');
    expect(await readFile(file('handlers/alarm.ts'), 'utf8')).toMatch(/\/\/ mine\n$/);
    expect(await readFile(file('README.md'), 'utf8')).toMatch(/^mine\n/);
    expect(await readFile(file('system/topics.ts'), 'utf8')).toContain('partitions: 5');

    const merged = await topicraft('export', project, '--out', example.system, '--merge');
    expect(merged).toMatchObject({ code: 0, errors: '' });
    const readme = await readFile(file('README.md'), 'utf8');
    expect(readme).toMatch(/^mine\n/);
    expect(readme).toContain('| temperatures | 5 |');
    await npmIn(example.system, 'run', 'check');

    await performed('export', project, '--out', example.system, '--force');
    expect(await readFile(file('handlers/alarm.ts'), 'utf8')).not.toContain('// mine');
    const { written } = JSON.parse(await performed('export', project, '--out', example.system, '--json')) as {
      written: string[];
    };
    expect(written).toEqual([]);
  });

  it('fetches nothing by the name topicraft', async () => {
    const { stdout } = await promisify(execFile)('npm', ['ls', 'topicraft', '--json'], { cwd: example.system });
    const { dependencies } = JSON.parse(stdout) as { dependencies: { topicraft: { resolved: string } } };
    expect(dependencies.topicraft.resolved).toBe('file:../packages/topicraft');
  });
});
