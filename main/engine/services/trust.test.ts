import { ORPCError } from '@orpc/server';
import { mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contract, type TrustStanding } from '../../../shared/contract/index.ts';
import { folderWith, projectWith } from '../../../tests/support/project-folder.ts';
import { graphOf, topic } from '../../../tests/support/graph-builder.ts';
import { type EngineClient, openIn, testEngine } from '../../../tests/support/test-engine.ts';
import { accessAt, accessOf } from '../trust/index.ts';

const graph = graphOf([topic('orders')], []);

/** All calls that need trust, as `service.call`. */
const guarded = Object.entries(accessOf).flatMap(([service, calls]) =>
  Object.entries(calls).flatMap(([call, access]) => (access === 'trusted' ? [`${service}.${call}`] : [])),
);

/** Calls by name with nothing but the project: the gate comes before all else. */
async function codeOf(client: EngineClient, name: string, projectId: string): Promise<string> {
  const [service = '', call = ''] = name.split('.');
  const procedures = client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  try {
    await procedures[service]?.[call]?.({ projectId });
    return 'done';
  } catch (error) {
    return error instanceof ORPCError ? error.code : String(error);
  }
}

async function codesOf(client: EngineClient, projectId: string): Promise<Set<string>> {
  return new Set(await Promise.all(guarded.map((name) => codeOf(client, name, projectId))));
}

describe('the gate', () => {
  it('stands before the very calls that declare it', () => {
    const declaring = Object.entries(contract).flatMap(([service, calls]) =>
      Object.entries(calls).flatMap(([call, procedure]) =>
        'NOT_TRUSTED' in procedure['~orpc'].errorMap ? [`${service}.${call}`] : [],
      ),
    );
    expect(declaring.toSorted()).toEqual(guarded.toSorted());
    expect(guarded).toContain('session.start');
  });

  it('lets nothing through that it does not know', () => {
    expect(accessAt(['session', 'stop'])).toBe('open');
    for (const unknown of [[], ['session'], ['session', 'other'], ['session', '__proto__'], ['toString', 'length']]) {
      expect(accessAt(unknown)).toBe('trusted');
    }
  });

  it('refuses each of them until the folder is trusted, and says which folder that is', async () => {
    const { client } = await testEngine();
    const folder = await projectWith(graph);
    const { projectId, project } = await openIn(client, folder);
    expect(await codesOf(client, projectId)).toEqual(new Set(['NOT_TRUSTED']));
    const target = { type: 'embedded' } as const;
    await expect(client.session.start({ projectId, target })).rejects.toMatchObject({
      code: 'NOT_TRUSTED',
      defined: true,
      data: { folder: project.folder },
    });
    const standing = await client.trust.trust({ projectId, folder: project.folder, scope: 'folder' });
    expect(standing).toMatchObject({ trusted: true, by: project.folder });
    expect(await codesOf(client, projectId)).not.toContain('NOT_TRUSTED');
    await client.trust.remove({ folder: project.folder });
    expect(await codesOf(client, projectId)).toEqual(new Set(['NOT_TRUSTED']));
  });

  it('lets the project be seen and edited all the same', async () => {
    const { client } = await testEngine();
    const { projectId, project } = await openIn(client, await projectWith(graph));
    const edit = { ...ofRevision(project.revision), projectId, file: 'schemas/order.json', text: '{}' };
    const { revision } = await client.projects.writeFile(edit);
    expect(revision).toBe(project.revision + 1);
    expect(await client.projects.save({ projectId })).toMatchObject({ ok: true });
    expect(await client.code.format({ projectId, file: 'handlers/a.ts', text: 'a( )' })).toEqual({ text: 'a();\n' });
    expect(await client.code.packageTypes({ projectId })).toEqual({ files: {}, truncated: false });
    await client.session.stop({ projectId });
  });

  it('knows of no project that is not open', async () => {
    const { client } = await testEngine();
    expect(await codesOf(client, 'nobody')).toEqual(new Set(['PROJECT_NOT_OPEN']));
  });
});

function ofRevision(revision: number) {
  return { revision };
}

describe('trust', () => {
  it('is there at once for what the app itself has written, and only for that', async () => {
    const { client, projectsFolder } = await testEngine();
    const created = await client.projects.create({ folder: 'mine', name: 'mine', template: 'empty' });
    const example = await client.projects.openExample({ name: 'basic-kafka' });
    // Somebody has put a project where the copy of the other example would go.
    const planted = path.join(projectsFolder, 'ecommerce');
    await rename(await projectWith(graph), planted);
    const found = await client.projects.openExample({ name: 'ecommerce' });
    const trusted = await Promise.all(
      [created, example, found].map(async (opened) => {
        if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
        return (await codeOf(client, 'session.start', opened.project.projectId)) !== 'NOT_TRUSTED';
      }),
    );
    expect(trusted).toEqual([true, true, false]);
  });

  it('goes along with a copy, and comes to none by being copied', async () => {
    const { client } = await testEngine();
    const { projectId, project } = await openIn(client, await projectWith(graph));
    const copies = await folderWith({});
    const first = await client.projects.saveAs({ projectId, folder: path.join(copies, 'first') });
    expect(first.ok).toBe(true);
    expect(await codeOf(client, 'session.start', projectId)).toBe('NOT_TRUSTED');
    const folder = path.join(copies, 'first');
    await client.trust.trust({ projectId, folder, scope: 'folder' });
    await client.projects.saveAs({ projectId, folder: path.join(copies, 'second') });
    expect(await codeOf(client, 'session.start', projectId)).not.toBe('NOT_TRUSTED');
    const { projectId: original } = await openIn(client, project.folder);
    expect(await codeOf(client, 'session.start', original)).toBe('NOT_TRUSTED');
  });

  it('is of the folder that the person was shown, as it still is', async () => {
    const { client } = await testEngine();
    const root = await folderWith({});
    const folder = path.join(root, 'shop');
    await rename(await projectWith(graph), folder);
    const { projectId } = await openIn(client, folder);
    const refused = [
      { folder: root, scope: 'folder' },
      { folder, scope: 'tree' },
      { folder: '/', scope: 'tree' },
      { folder: path.join(folder, 'handlers'), scope: 'folder' },
    ] as const;
    for (const asked of refused) {
      await expect(client.trust.trust({ projectId, ...asked })).rejects.toMatchObject({ code: 'REFUSED' });
    }
    // The folder becomes a link to another one while the person reads the question.
    const other = await projectWith(graph);
    await rename(folder, path.join(root, 'away'));
    await symlink(other, folder);
    await expect(client.trust.trust({ projectId, folder, scope: 'folder' })).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await client.trust.list()).toEqual([]);
  });

  it('of a folder with all in it counts for projects that come later', async () => {
    const { client } = await testEngine();
    const root = await folderWith({});
    const [first, second] = [path.join(root, 'first'), path.join(root, 'second')];
    await rename(await projectWith(graph), first);
    const { projectId } = await openIn(client, first);
    expect(await client.trust.trust({ projectId, folder: root, scope: 'tree' })).toMatchObject({ by: root });
    await rename(await projectWith(graph), second);
    const later = await openIn(client, second);
    expect(await codeOf(client, 'records.browse', later.projectId)).not.toBe('NOT_TRUSTED');
    await mkdir(path.join(root, 'gone'));
    expect(await client.trust.list()).toMatchObject([{ folder: root, scope: 'tree', exists: true }]);
  });

  it('is told to windows as it is and as it changes', async () => {
    const { client } = await testEngine();
    const { projectId, project } = await openIn(client, await projectWith(graph));
    const { folder } = project;
    const stop = new AbortController();
    const seen: TrustStanding[] = [];
    const standings = await client.trust.watch({ projectId }, { signal: stop.signal });
    const steps = [
      () => client.trust.trust({ projectId, folder, scope: 'folder' }),
      () => client.trust.remove({ folder }),
      () => client.projects.close({ projectId }),
    ];
    for await (const standing of standings) {
      seen.push(standing);
      await steps.shift()?.();
    }
    expect(seen.map(({ trusted }) => trusted)).toEqual([false, true, false]);
    expect(seen[0]?.folder).toBe(folder);
  });
});
