import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../tests/support/graph-builder.ts';
import { advanceUntil, ManualClock } from '../../../tests/support/manual-clock.ts';
import { folderWith, projectWith } from '../../../tests/support/project-folder.ts';
import { testEngine } from '../../../tests/support/test-engine.ts';

describe('application.info', () => {
  it('says what the window must know of its engine', async () => {
    const { client, projectsFolder } = await testEngine({ openFirst: '/a/project' });
    expect(await client.application.info()).toEqual({
      version: '1.2.3',
      platform: expect.stringMatching(/^(linux|darwin|win32|other)$/),
      keepsSecrets: false,
      projectsFolder,
      openFirst: '/a/project',
    });
  });
});

describe('application.settings', () => {
  it('begin with the defaults, change one by one, and last', async () => {
    const { client, stateFolder } = await testEngine();
    const defaults = { theme: 'system', density: 'comfortable', layout: {}, metricsPort: null };
    expect(await client.application.settings()).toEqual(defaults);
    await client.application.changeSettings({ theme: 'dark' });
    const changed = { ...defaults, theme: 'dark', layout: { inspector: 300 } };
    expect(await client.application.changeSettings({ layout: { inspector: 300 } })).toEqual(changed);
    expect(await client.application.changeSettings({})).toEqual(changed);
    const next = await testEngine({ stateFolder });
    expect(await next.client.application.settings()).toEqual(changed);
  });

  it('say so where they cannot be kept', async () => {
    const stateFolder = path.join(await folderWith({ file: '' }), 'file');
    const { client } = await testEngine({ stateFolder });
    await expect(client.application.changeSettings({ theme: 'dark' })).rejects.toMatchObject({
      code: 'FAULT',
      defined: true,
      message: expect.stringContaining('settings.json'),
    });
  });
});

describe('application.recentProjects', () => {
  it('are those opened last, each once, the newest first, twenty at most', async () => {
    const clock = new ManualClock(1000);
    const { client, stateFolder } = await testEngine({ clock });
    const folders: string[] = [];
    for (let index = 0; index < 21; index += 1) {
      const folder = await projectWith(graphOf([], [], { name: `project ${index}` }));
      folders.push(folder);
      await client.projects.open({ folder });
    }
    await client.projects.open({ folder: folders[5] ?? '' });
    const recents = await client.application.recentProjects();
    const places = recents.map(({ folder }) => folders.indexOf(folder));
    expect(places).toEqual([5, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 4, 3, 2, 1]);
    expect(recents[0]).toEqual({ folder: folders[5], name: 'project 5', openedMs: 1000, exists: true });
    const next = await testEngine({ stateFolder });
    expect(await next.client.application.recentProjects()).toEqual(recents);
  });

  it('say which have gone, and can be forgotten', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graphOf([]));
    const opened = await client.projects.open({ folder });
    if (!opened.ok) throw new Error('not opened');
    await client.projects.close({ projectId: opened.project.projectId });
    await rm(path.join(folder, 'topicraft.json'));
    expect(await client.application.recentProjects()).toMatchObject([{ folder, exists: false }]);
    expect(await client.application.forgetRecent({ folder })).toEqual([]);
    expect(await client.application.recentProjects()).toEqual([]);
  });
});

describe('application.examples', () => {
  it('present themselves, and one that is broken does not', async () => {
    const { client } = await testEngine();
    const examples = await client.application.examples();
    expect(examples.map(({ name }) => name)).toEqual(['basic-kafka', 'ecommerce']);
    expect(examples[0]).toMatchObject({ title: 'Basic Kafka', description: expect.stringContaining('producer') });
    const examplesFolder = await folderWith({ 'bad/topicraft.json': '{', 'none/x.txt': '' });
    expect(await (await testEngine({ examplesFolder })).client.application.examples()).toEqual([]);
  });
});

describe('application.listFolder', () => {
  it('lists folders, says which are projects, and follows links', async () => {
    const folder = await folderWith({ 'shop/topicraft.json': '{}', 'b/x': '', 'file.txt': '', '.hidden/x': '' });
    await symlink(path.join(folder, 'shop'), path.join(folder, 'a link'));
    await symlink('nowhere', path.join(folder, 'dangling'));
    const { client } = await testEngine();
    expect(await client.application.listFolder({ folder })).toEqual({
      folder,
      parent: path.dirname(folder),
      entries: [
        { name: 'a link', project: true },
        { name: 'b', project: false },
        { name: 'shop', project: true },
      ],
    });
    expect((await client.application.listFolder({ folder: '/' })).parent).toBeUndefined();
    expect((await client.application.listFolder({})).entries).toBeDefined();
  });

  it.each(['no/such/folder', 'a/file', 'a\0b'])('refuses what it cannot read: %j', async (name) => {
    const root = await folderWith({ 'a/file': '' });
    const { client } = await testEngine();
    await expect(client.application.listFolder({ folder: path.join(root, name) })).rejects.toMatchObject({
      code: 'UNREADABLE',
      defined: true,
    });
  });
});

describe('application.load', () => {
  it('tells every two seconds, and looks no more once nobody watches', async () => {
    const clock = new ManualClock();
    const { client } = await testEngine({ clock });
    const stream = await client.application.load();
    const first = await stream.next();
    expect(first.value).toMatchObject({ cpuPercent: 0, memoryBytes: expect.any(Number) });
    const second = stream.next();
    let told: unknown;
    void second.then(({ value }) => (told = value));
    await clock.advance(1999);
    expect(told).toBeUndefined();
    expect((await advanceUntil(clock, second, 1)).value).toMatchObject({ memoryBytes: expect.any(Number) });
    await stream.return(undefined);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an engine', () => {
  it('can be closed twice, and opens nothing afterwards', async () => {
    const { engine, client } = await testEngine();
    const folder = await projectWith(graphOf([]));
    await Promise.all([engine.close(), engine.close()]);
    expect(await client.projects.open({ folder })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'engine-closed' }],
    });
  });

  it('makes its folders itself', async () => {
    const root = await folderWith({});
    await mkdir(path.join(root, 'x'));
    const { client } = await testEngine({
      stateFolder: path.join(root, 'x/y/z'),
      projectsFolder: path.join(root, 'p/q'),
    });
    expect(await client.projects.openExample({ name: 'basic-kafka' })).toMatchObject({ ok: true });
    expect(await client.application.recentProjects()).toHaveLength(1);
    await writeFile(path.join(root, 'x/y/z/recent-projects.json'), 'broken');
    expect(await client.application.recentProjects()).toEqual([]);
  });
});
