import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProjectEvent } from '../../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { projectWith } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine } from '../../../tests/support/test-engine.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const web = `import { defineProducer } from 'topicraft';
export default defineProducer<'web'>(async (_tick, { emit }) => {
  await emit('orders', { value: 1 });
});
`;
const billing = `import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>(() => undefined);
`;
const files = { 'handlers/web.ts': web, 'handlers/billing.ts': billing };

const codes = ({ diagnostics }: Extract<ProjectEvent, { type: 'diagnostics' }>) => diagnostics.map(({ code }) => code);

describe('diagnostics', () => {
  it('are of what is edited, not of what is on disk, and say of which revision', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId, events } = await openIn(client, folder);
    expect(codes(await events.next('diagnostics'))).toEqual([]);

    const command = { type: 'write-handler-file' as const, file: 'handlers/web.ts', text: 'export default (' };
    await client.projects.apply({ projectId, revision: 0, command });
    const broken = await events.next('diagnostics', ({ revision }) => revision === 1);
    expect(broken.diagnostics).toMatchObject([
      { code: 'handler-syntax', severity: 'error', place: { element: 'web', file: 'handlers/web.ts', line: 1 } },
    ]);

    await client.projects.apply({ projectId, revision: 1, command: { ...command, text: web } });
    expect(codes(await events.next('diagnostics', ({ revision }) => revision === 2))).toEqual([]);
    await client.projects.apply({ projectId, revision: 2, command: { type: 'remove', ids: ['orders'] } });
    const unwired = await events.next('diagnostics', ({ revision }) => revision === 3);
    expect(codes(unwired)).toContain('emit-unwired');
    expect(await readFile(path.join(folder, 'handlers/web.ts'), 'utf8')).toBe(web);
  });

  it('look into schemas, tests and package.json as they stand', async () => {
    const { client } = await testEngine();
    const withSchema = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.kind === 'topic' ? { ...node, schema: 'schemas/o.json' } : node)),
    };
    const { projectId, events } = await openIn(client, await projectWith(withSchema, files));
    expect(codes(await events.next('diagnostics'))).toEqual(['schema-missing']);
    let revision = 0;
    const after = async (file: string, text: string) => {
      ({ revision } = await client.projects.writeFile({ projectId, revision, file, text }));
      return await events.next('diagnostics', (event) => event.revision === revision);
    };
    expect(codes(await after('schemas/o.json', '{"type": '))).toEqual(['json-syntax']);
    expect(codes(await after('schemas/o.json', '{"type": "no such"}'))).toEqual(['schema-invalid']);
    expect(codes(await after('schemas/o.json', '{"type": "object"}'))).toEqual([]);
    expect(codes(await after('package.json', '{'))).toEqual(['json-syntax']);
    expect(codes(await after('package.json', '{}'))).toEqual([]);
  });

  it('follow what others do on disk', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { events } = await openIn(client, folder);
    await events.next('diagnostics');
    await writeFile(path.join(folder, 'handlers/billing.ts'), '');
    const told = await events.next('diagnostics', (event) => event.diagnostics.length > 0);
    expect(codes(told)).toEqual(['handler-empty']);
  });

  it('wait for a file to replay, though it is no part of the document', async () => {
    const { client } = await testEngine();
    const replaying = graphOf(
      [
        producer('web', { trigger: { type: 'replay', file: 'data/2025/rows.csv', format: 'csv' } }),
        topic('orders'),
        consumer('billing'),
      ],
      ['web > orders > billing'],
    );
    const folder = await projectWith(replaying, files);
    const { events } = await openIn(client, folder);
    expect(codes(await events.next('diagnostics'))).toEqual(['replay-missing']);
    await mkdir(path.join(folder, 'data/2025'), { recursive: true });
    await writeFile(path.join(folder, 'data/2025/rows.csv'), 'a\n1\n');
    expect(codes(await events.next('diagnostics', ({ diagnostics }) => diagnostics.length === 0))).toEqual([]);
  });

  it('come at once to whoever looks later', async () => {
    const { client } = await testEngine();
    const { projectId, events } = await openIn(client, await projectWith(graph));
    const { diagnostics } = await events.next('diagnostics');
    expect(diagnostics.length).toBeGreaterThan(0);
    const stream = await client.projects.watch({ projectId });
    expect((await stream.next()).value).toMatchObject({ type: 'snapshot', reason: 'opened' });
    expect((await stream.next()).value).toMatchObject({ type: 'diagnostics', diagnostics });
    await stream.return(undefined);
  });
});
