import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine } from '../../../tests/support/test-engine.ts';

const graph = graphOf(
  [producer('web'), topic('orders', { schema: 'schemas/order.json' }), consumer('billing')],
  ['web > orders > billing'],
);
const files = { 'schemas/order.json': '{"type": "object"}' };
const text = `asyncapi: 3.0.0
info: { title: Billing, version: 1.0.0 }
channels: { orders: { address: orders } }
operations: { charge: { action: receive, channel: { $ref: '#/channels/orders' } } }
`;

describe('a project in other forms', () => {
  it('is the open one, unsaved edits and all', async () => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    const note = { id: 'n', kind: 'note' as const, name: 'later', text: '' };
    await client.projects.apply({ projectId, revision: 0, command: { type: 'remove', ids: ['billing'] } });
    await client.projects.apply({ projectId, revision: 1, command: { type: 'add-node', node: note } });

    const yaml = await client.exchange.asyncapi({ projectId });
    expect(yaml.text).toMatch(/^asyncapi: 3/);
    expect(yaml.text).not.toContain('billing');
    const json = await client.exchange.asyncapi({ projectId, form: 'json' });
    expect(JSON.parse(json.text)).toMatchObject({
      operations: { 'web.send.orders': {} },
      components: { schemas: { order: { type: 'object' } } },
    });
    expect(json.unsaid).toEqual(yaml.unsaid);
    expect(json.unsaid).toContainEqual(expect.objectContaining({ code: 'note', where: { element: 'n' } }));

    const mermaid = await client.exchange.mermaid({ projectId });
    expect(mermaid.text).toContain('"web"');
    expect(mermaid.unsaid.map(({ where }) => where)).toEqual([{ element: 'n' }]);
  });

  it('is of a project that is open', async () => {
    const { client } = await testEngine();
    await expect(client.exchange.mermaid({ projectId: 'x' })).rejects.toMatchObject({ code: 'PROJECT_NOT_OPEN' });
  });
});

describe('importing', () => {
  it('makes and opens a project, of a text or of a file', async () => {
    const { client, projectsFolder } = await testEngine();
    const file = path.join(await folderWith({ 'billing.yaml': text }), 'billing.yaml');
    for (const [folder, source] of [
      ['one', { text }],
      ['two', { file }],
    ] as const) {
      const imported = await client.exchange.importAsyncapi({ folder, source });
      expect(imported).toMatchObject({
        ok: true,
        project: { folder: path.join(projectsFolder, folder), graph: { name: 'Billing' }, unsaved: [] },
        unsaid: [{ where: { pointer: '/info/version' } }],
      });
      expect(await textsIn(path.join(projectsFolder, folder))).toHaveProperty(['handlers/charge.ts']);
    }
    expect(await client.application.recentProjects()).toMatchObject([{ name: 'Billing' }, { name: 'Billing' }]);
  });

  it.each([
    ['asyncapi: 2.6.0', 'asyncapi.version-2'],
    ['asyncapi: 3.0.0\n__proto__: {}', 'asyncapi.forbidden-key'],
  ])('makes nothing of %j', async (refused, code) => {
    const { client, projectsFolder } = await testEngine();
    const imported = await client.exchange.importAsyncapi({ folder: 'one', source: { text: refused } });
    expect(imported).toMatchObject({ ok: false, diagnostics: [{ code }] });
    await expect(textsIn(path.join(projectsFolder, 'one'))).rejects.toThrow('ENOENT');
  });

  it('writes into no folder that holds something', async () => {
    const { client } = await testEngine();
    const folder = await folderWith({ 'mine.txt': 'mine' });
    const imported = await client.exchange.importAsyncapi({ folder, source: { text } });
    expect(imported).toMatchObject({ ok: false, diagnostics: [{ code: 'folder-not-empty' }] });
    expect(await textsIn(folder)).toEqual({ 'mine.txt': 'mine' });
  });

  it('reads ordinary files only', async () => {
    const { client } = await testEngine();
    const folder = await folderWith({});
    const imported = await client.exchange.importAsyncapi({ folder: 'one', source: { file: folder } });
    expect(imported).toMatchObject({ ok: false, diagnostics: [{ code: 'file-not-regular' }] });
  });
});
