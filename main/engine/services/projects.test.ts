import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeGraph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { openIn, testEngine } from '../../../tests/support/test-engine.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);
const web = "import { defineProducer } from 'topicraft';\nexport default defineProducer<'web'>(() => undefined);\n";
const files = { 'handlers/web.ts': web, 'schemas/order.json': '{"type": "object"}', 'package.json': '{}' };

describe('opening', () => {
  it('gives all that the project holds, once however often it is opened', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, { ...files, 'schemas/broken.json': '{"type": ', 'tests/one.json': '[]' });
    const first = await client.projects.open({ folder });
    expect(first).toMatchObject({
      ok: true,
      project: {
        folder,
        revision: 0,
        graph,
        handlers: { 'handlers/web.ts': web },
        schemas: { 'schemas/order.json': '{"type": "object"}', 'schemas/broken.json': '{"type": ' },
        tests: { 'tests/one.json': '[]' },
        packageJson: '{}',
        unsaved: [],
        recovered: false,
      },
    });
    const again = await Promise.all([
      client.projects.open({ folder }),
      client.projects.open({ folder: `${folder}/.` }),
    ]);
    expect(again).toEqual([first, first]);
  });

  it('keeps unsaved edits for whoever opens it next', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId } = await openIn(client, folder);
    await client.projects.apply({ projectId, revision: 0, command: { type: 'remove', ids: ['billing'] } });
    const again = await client.projects.open({ folder });
    expect(again).toMatchObject({ ok: true, project: { projectId, revision: 1, unsaved: ['topicraft.json'] } });
  });

  it.each([
    ['nowhere', {}, ['folder-missing']],
    ['no project', { 'x.txt': '' }, ['file-missing']],
    ['a broken one', { 'topicraft.json': '{' }, ['json-syntax']],
    ['a newer one', { 'topicraft.json': writeGraph(graph).replace('"format": 1', '"format": 9') }, ['format-newer']],
  ])('says why not: %s', async (what, content, codes) => {
    const { client } = await testEngine();
    const folder = await folderWith(content);
    const opened = await client.projects.open({ folder: what === 'nowhere' ? path.join(folder, 'no') : folder });
    expect(opened).toMatchObject({ ok: false, diagnostics: codes.map((code) => ({ code })) });
  });

  it('is the same project through a link', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph);
    const link = path.join(await folderWith({}), 'link');
    await symlink(folder, link);
    const { projectId } = await openIn(client, folder);
    expect(await client.projects.open({ folder: link })).toMatchObject({ ok: true, project: { projectId, folder } });
  });
});

describe('making', () => {
  it('takes a template, an example or nothing', async () => {
    const { client, projectsFolder } = await testEngine();
    const empty = await client.projects.create({ folder: 'mine', name: 'Mine', template: 'empty' });
    expect(empty).toMatchObject({ ok: true, project: { graph: { name: 'Mine', nodes: [] } } });
    const shop = await client.projects.create({
      folder: `${projectsFolder}/shop`,
      name: 'Shop',
      template: 'ecommerce',
    });
    expect(shop).toMatchObject({ ok: true, project: { graph: { name: 'Shop' }, unsaved: [] } });
    const example = await client.projects.openExample({ name: 'basic-kafka' });
    expect(example).toMatchObject({
      ok: true,
      project: { folder: path.join(projectsFolder, 'basic-kafka'), graph: { name: 'Basic Kafka' } },
    });
  });

  it('opens the copy of an example that is there, edits and all', async () => {
    const { client, projectsFolder } = await testEngine();
    await client.projects.openExample({ name: 'basic-kafka' });
    await writeFile(path.join(projectsFolder, 'basic-kafka/handlers/alarm.ts'), '// mine');
    const second = await testEngine({ projectsFolder });
    const again = await second.client.projects.openExample({ name: 'basic-kafka' });
    expect(again).toMatchObject({ ok: true, project: { handlers: { 'handlers/alarm.ts': '// mine' } } });
  });

  it('says what is wrong with a copy instead of writing over it', async () => {
    const { client, projectsFolder } = await testEngine();
    await mkdir(path.join(projectsFolder, 'basic-kafka'), { recursive: true });
    await writeFile(path.join(projectsFolder, 'basic-kafka/topicraft.json'), '{');
    expect(await client.projects.openExample({ name: 'basic-kafka' })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'json-syntax' }],
    });
    await mkdir(path.join(projectsFolder, 'ecommerce'));
    await writeFile(path.join(projectsFolder, 'ecommerce/notes.txt'), 'mine');
    expect(await client.projects.openExample({ name: 'ecommerce' })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'folder-not-empty' }],
    });
  });

  it.each(['../examples/basic-kafka', '..', '', 'none', '__proto__', '/etc', 'empty/../empty'])(
    'knows no template %j',
    async (template) => {
      const { client } = await testEngine();
      const refused = { ok: false, diagnostics: [{ code: 'template-unknown' }] };
      expect(await client.projects.create({ folder: 'x', name: 'x', template })).toMatchObject(refused);
      expect(await client.projects.openExample({ name: template })).toMatchObject(refused);
    },
  );
});

describe('editing', () => {
  it('counts edits and tells what is unsaved', async () => {
    const { client } = await testEngine();
    const { projectId, events } = await openIn(client, await projectWith(graph, files));
    const moved = { type: 'move-nodes' as const, positions: { web: { x: 1, y: 2 } } };
    expect(await client.projects.apply({ projectId, revision: 0, command: moved })).toEqual({ revision: 1 });
    const text = 'export {};';
    const written = { projectId, revision: 1, file: 'tests/a.json', text };
    expect(await client.projects.writeFile(written)).toEqual({ revision: 2 });
    const command = { type: 'write-handler-file' as const, file: 'handlers/lib/x.ts', text };
    expect(await client.projects.apply({ projectId, revision: 2, command })).toEqual({ revision: 3 });
    const unsaved = await events.next('unsaved', ({ revision }) => revision === 3);
    expect(unsaved.files).toEqual(['handlers/lib/x.ts', 'tests/a.json', 'topicraft.layout.json']);
  });

  it('is told to every window as it was asked for, and as a whole to one that lags far behind', async () => {
    const { client } = await testEngine();
    const { projectId, events } = await openIn(client, await projectWith(graph, files));
    const command = { type: 'remove' as const, ids: ['billing'] };
    await client.projects.apply({ projectId, revision: 0, command });
    const { revision, edits } = await events.next('edited');
    expect({ revision, edits }).toEqual({ revision: 1, edits: [{ type: 'command', command }] });
    const write = { projectId, file: 'package.json', text: null };
    await client.projects.writeFile({ ...write, revision: 1 });
    expect((await events.next('edited')).edits).toEqual([{ type: 'file', file: 'package.json', text: null }]);

    const stop = new AbortController();
    const lagging = await client.projects.watch({ projectId }, { signal: stop.signal });
    await lagging.next();
    for (let made = 2; made < 202; made += 1) {
      const text = JSON.stringify({ version: made });
      await client.projects.writeFile({ projectId, revision: made, file: 'package.json', text });
    }
    const received = [];
    for await (const event of lagging) {
      received.push(event.type);
      if (event.type !== 'snapshot') continue;
      expect(event).toMatchObject({ reason: 'edited', project: { revision: 202, packageJson: '{"version":201}' } });
      break;
    }
    expect(received).not.toContain('edited');
    stop.abort();
  });

  it('is all that a window is told which has the document already', async () => {
    const { client } = await testEngine();
    const { projectId, events } = await openIn(client, await projectWith(graph, files));
    await client.projects.writeFile({ projectId, revision: 0, file: 'package.json', text: '{"a":1}' });
    await events.next('edited');
    const seenFrom = async (revision: number): Promise<string[]> => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const { type } of await client.projects.watch({ projectId, revision }, { signal: stop.signal })) {
        seen.push(type);
        if (type === 'unsaved' || type === 'snapshot') break;
      }
      stop.abort();
      return seen;
    };
    expect(await seenFrom(1)).not.toContain('snapshot');
    expect(await seenFrom(0)).toContain('snapshot');
  });

  it('is nothing unsaved once it is taken back', async () => {
    const { client } = await testEngine();
    const { projectId, events } = await openIn(client, await projectWith(graph, files));
    const write = async (revision: number, text: string | null) =>
      await client.projects.writeFile({ projectId, revision, file: 'package.json', text });
    await write(0, null);
    expect((await events.next('unsaved')).files).toEqual(['package.json']);
    await write(1, '{}');
    expect((await events.next('unsaved', ({ revision }) => revision === 2)).files).toEqual([]);
  });

  it.each([-1, 1, 7])('is refused on another revision: %i', async (revision) => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    const outOfDate = { code: 'OUT_OF_DATE', defined: true, data: { revision: 0 } };
    const command = { type: 'remove' as const, ids: ['web'] };
    await expect(client.projects.apply({ projectId, revision, command })).rejects.toMatchObject(outOfDate);
    const file = { file: 'package.json', text: '' };
    await expect(client.projects.writeFile({ projectId, revision, ...file })).rejects.toMatchObject(outOfDate);
    const rename = { node: 'web', name: 'shop' };
    await expect(client.projects.planRename({ projectId, revision, ...rename })).rejects.toMatchObject(outOfDate);
  });

  it.each([
    ['element-missing', { type: 'remove' as const, ids: ['gone'] }],
    ['name-taken', { type: 'add-node' as const, node: { ...topic('orders'), id: 'x' } }],
    ['file-refused', { type: 'write-handler-file' as const, file: 'handlers/notes.md', text: '' }],
    ['file-refused', { type: 'write-handler-file' as const, file: 'handlers/.git/a.ts', text: '' }],
    ['file-refused', { type: 'write-handler-file' as const, file: 'handlers/node_modules/a/b.ts', text: '' }],
    ['file-refused', { type: 'write-handler-file' as const, file: 'handlers/types.d.ts', text: '' }],
    ['file-too-large', { type: 'write-handler-file' as const, file: 'handlers/a.ts', text: 'é'.repeat(1_100_000) }],
    [
      'file-refused',
      { type: 'restore' as const, delta: { files: [{ type: 'write' as const, file: '.ssh/config', after: 'x' }] } },
    ],
    [
      'file-refused',
      { type: 'restore' as const, delta: { files: [{ type: 'write' as const, file: 'topicraft.json', after: 'x' }] } },
    ],
  ])('is refused with a reason: %s', async (code, command) => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    await expect(client.projects.apply({ projectId, revision: 0, command })).rejects.toMatchObject({
      code: 'REFUSED',
      defined: true,
      data: { code },
    });
    expect(await client.projects.apply({ projectId, revision: 0, command: { type: 'batch', commands: [] } })).toEqual({
      revision: 1,
    });
  });

  it.each([
    'handlers/web.ts',
    'topicraft.json',
    'schemas/order.yaml',
    'schemas',
    'node_modules/x.json',
    '.npmrc',
    'tests/.git/config.json',
    'README.md',
  ])('writes no other file as text: %s', async (file) => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    await expect(client.projects.writeFile({ projectId, revision: 0, file, text: '' })).rejects.toMatchObject({
      code: 'REFUSED',
    });
  });

  it.each(['../x.json', '/etc/passwd', 'schemas/../../x.json', 'schemas\\x.json', 'schemas/a\0.json'])(
    'does not even parse a path that leads out: %j',
    async (file) => {
      const { client } = await testEngine();
      const { projectId } = await openIn(client, await projectWith(graph, files));
      const write = client.projects.writeFile({ projectId, revision: 0, file, text: '' });
      await expect(write).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );

  it('plans a rename through the handlers, or says why not', async () => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, files));
    const planned = await client.projects.planRename({ projectId, revision: 0, node: 'web', name: 'shop' });
    if (!planned.ok) throw new Error('not planned');
    await client.projects.apply({ projectId, revision: 0, command: planned.command });
    const [file] = (await client.projects.save({ projectId })).ok ? ['handlers/web.ts'] : [];
    expect(file).toBe('handlers/web.ts');
    const refused = await client.projects.planRename({ projectId, revision: 1, node: 'web', name: 'orders' });
    expect(refused).toMatchObject({ ok: false, diagnostics: [{ code: 'name-taken' }] });
  });
});

describe('a project that is not open', () => {
  it('answers every call with PROJECT_NOT_OPEN', async () => {
    const { client } = await testEngine();
    const { projects } = client;
    const ofProject = { projectId: 'gone' };
    const calls = [
      projects.close(ofProject),
      projects.watch(ofProject),
      projects.apply({ ...ofProject, revision: 0, command: { type: 'remove', ids: [] } }),
      projects.writeFile({ ...ofProject, revision: 0, file: 'package.json', text: '' }),
      projects.planRename({ ...ofProject, revision: 0, node: 'a', name: 'b' }),
      projects.save(ofProject),
      projects.saveAs({ ...ofProject, folder: 'x' }),
      projects.revert(ofProject),
      projects.resolveConflict({ ...ofProject, file: 'x', keep: 'mine' }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'PROJECT_NOT_OPEN', defined: true } });
    }
  });
});

describe('saving', () => {
  it('writes graph, layout, handlers, schemas, tests and package.json, and the types of other editors', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId, events } = await openIn(client, folder);
    const { projects } = client;
    const commands = [
      { type: 'update-graph' as const, name: 'changed', settings: {} },
      { type: 'move-nodes' as const, positions: { web: { x: 1, y: 2 } } },
      { type: 'remove-handler-file' as const, file: 'handlers/web.ts' },
      { type: 'write-handler-file' as const, file: 'handlers/deep/new.ts', text: 'export {};' },
    ];
    await projects.apply({ projectId, revision: 0, command: { type: 'batch', commands } });
    await projects.writeFile({ projectId, revision: 1, file: 'schemas/order.json', text: null });
    await projects.writeFile({ projectId, revision: 2, file: 'schemas/new.json', text: '{' });
    await projects.writeFile({ projectId, revision: 3, file: 'tests/a.json', text: '[]' });
    await projects.writeFile({ projectId, revision: 4, file: 'package.json', text: '{"private": true}' });
    const saved = await projects.save({ projectId });
    if (!saved.ok) throw new Error(JSON.stringify(saved.diagnostics));
    expect(saved.written.toSorted()).toEqual([
      'handlers/deep/new.ts',
      'handlers/web.ts',
      'package.json',
      'schemas/new.json',
      'schemas/order.json',
      'tests/a.json',
      'topicraft.json',
      'topicraft.layout.json',
    ]);
    expect(Object.keys(await textsIn(folder)).toSorted()).toEqual([
      'handlers/deep/new.ts',
      'package.json',
      'schemas/new.json',
      'tests/a.json',
      'topicraft.d.ts',
      'topicraft.json',
      'topicraft.layout.json',
      'tsconfig.json',
    ]);
    expect((await events.next('unsaved', ({ files: left }) => left.length === 0)).revision).toBe(5);
    expect(await projects.save({ projectId })).toEqual({ ok: true, written: [] });
  });

  it('writes nothing over a file that could not be read', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, { 'handlers/web.ts': new Uint8Array([0xff, 0xfe]) });
    const { projectId } = await openIn(client, folder);
    const command = { type: 'write-handler-file' as const, file: 'handlers/web.ts', text: 'mine' };
    await client.projects.apply({ projectId, revision: 0, command });
    const saved = await client.projects.save({ projectId });
    expect(saved).toMatchObject({ ok: false, diagnostics: [{ code: 'file-refused-on-load' }] });
    expect([...(await readFile(path.join(folder, 'handlers/web.ts')))]).toEqual([0xff, 0xfe]);
  });

  it('says so where the folder has gone, and keeps the edits', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId, events } = await openIn(client, folder);
    await client.projects.writeFile({ projectId, revision: 0, file: 'package.json', text: '{"a": 1}' });
    await rm(folder, { recursive: true });
    expect(await client.projects.save({ projectId })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'folder-missing' }],
    });
    const found = await events.next('diagnostics', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'folder-missing'),
    );
    expect(found.diagnostics[0]?.code).toBe('folder-missing');
    const elsewhere = await client.projects.saveAs({ projectId, folder: path.join(folder, 'again') });
    expect(elsewhere).toMatchObject({ ok: true, project: { projectId, packageJson: '{"a": 1}', unsaved: [] } });
  });
});

describe('saving as another project', () => {
  it('copies all that belongs to it, goes on there, and leaves the old folder as it was', async () => {
    const { client, projectsFolder } = await testEngine();
    const others = {
      'data/rows.csv': 'a\n1\n',
      'README.md': '# shop',
      'tsconfig.json': '{"mine": 1}',
      '.env': 'secret',
    };
    const folder = await projectWith(graph, { ...files, ...others, 'node_modules/a/index.js': '' });
    const before = await textsIn(folder);
    const { projectId, events } = await openIn(client, folder);
    await client.projects.writeFile({ projectId, revision: 0, file: 'schemas/order.json', text: '{"type": "array"' });
    const copied = await client.projects.saveAs({ projectId, folder: 'copy' });
    expect(copied).toMatchObject({ ok: true, project: { projectId, unsaved: [] } });
    const copy = path.join(projectsFolder, 'copy');
    const texts = await textsIn(copy);
    expect(texts).toMatchObject({
      'data/rows.csv': 'a\n1\n',
      'README.md': '# shop',
      'tsconfig.json': '{"mine": 1}',
      'handlers/web.ts': web,
      'schemas/order.json': '{"type": "array"',
    });
    expect(Object.keys(texts)).not.toContain('.env');
    expect(Object.keys(texts)).not.toContain('node_modules/a/index.js');
    expect(await textsIn(folder)).toEqual(before);

    await writeFile(path.join(copy, 'handlers/web.ts'), '// outside');
    // A file that another program writes is empty first, and may be seen so.
    let snapshot = await events.next('snapshot');
    while (snapshot.project.handlers['handlers/web.ts'] === '') snapshot = await events.next('snapshot');
    expect(snapshot.project).toMatchObject({ folder: copy, handlers: { 'handlers/web.ts': '// outside' } });
    expect(await client.projects.open({ folder })).not.toMatchObject({ project: { projectId } });
  });

  it('writes into no folder that holds something', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId } = await openIn(client, folder);
    const refused = { ok: false, diagnostics: [{ code: 'folder-not-empty' }] };
    expect(await client.projects.saveAs({ projectId, folder })).toMatchObject(refused);
    expect(await client.projects.saveAs({ projectId, folder: await folderWith({ x: '' }) })).toMatchObject(refused);
  });
});

describe('closing', () => {
  it('ends the streams, and discards unsaved edits', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph, files);
    const { projectId, events } = await openIn(client, folder);
    await client.projects.writeFile({ projectId, revision: 0, file: 'package.json', text: '{"a": 1}' });
    const [, again] = await Promise.all([client.projects.close({ projectId }), client.projects.open({ folder })]);
    await events.next('closed');
    expect(again).toMatchObject({ ok: true, project: { revision: 0, packageJson: '{}', recovered: false } });
    await expect(client.projects.save({ projectId })).rejects.toMatchObject({ code: 'PROJECT_NOT_OPEN' });
  });
});
