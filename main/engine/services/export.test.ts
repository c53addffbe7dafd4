import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assert, describe, expect, it } from 'vitest';
import type { ExportedFile, ExportFileChoice } from '../../../shared/contract/index.ts';
import { smallRuntimeFile } from '../../../tests/support/exported-runtime.ts';
import { consumer, graphOf, topic } from '../../../tests/support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../../../tests/support/project-folder.ts';
import { type EngineClient, openIn, testEngine } from '../../../tests/support/test-engine.ts';

const target = 'typescript-kafkajs';
const graph = graphOf([topic('orders'), consumer('billing')], ['orders > billing']);
const handlerFile = 'handlers/billing.ts';
const handler = `import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>((event, { log }) => log.info(event.topic));
`;

async function openBilling() {
  const { client, stateFolder } = await testEngine({ exportedRuntimeFile: await smallRuntimeFile() });
  const project = await projectWith(graph, { [handlerFile]: handler });
  const { projectId } = await openIn(client, project);
  const folder = path.join(await folderWith({}), 'out');
  const look = () => planOf(client, projectId, folder);
  return { client, stateFolder, project, projectId, folder, look };
}

async function planOf(client: EngineClient, projectId: string, folder: string) {
  const prepared = await client.export.prepare({ projectId, target, folder });
  assert(prepared.ok, JSON.stringify(prepared));
  return prepared.plan;
}

function fileOf(files: readonly ExportedFile[], file: string): ExportedFile | undefined {
  return files.find((planned) => planned.path === file);
}

/** Exports once as it is, and once again over these edits of the folder and of the graph. */
async function exportedAndChanged() {
  const opened = await openBilling();
  const { client, projectId, folder, look } = opened;
  await client.export.perform({ projectId, planId: (await look()).planId, choices: {} });
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
  await writeFile(path.join(folder, 'README.md'), `My own line.\n${readme}`);
  await writeFile(path.join(folder, handlerFile), `${handler}// mine\n`);
  await client.projects.apply({
    projectId,
    revision: 0,
    command: { type: 'update-node', node: topic('orders', { partitions: 7 }) },
  });
  return { ...opened, plan: await look() };
}

describe('looking at an export', () => {
  it('writes nothing, and has the document as it stands in the window', async () => {
    const { client, projectId, folder } = await openBilling();
    const text = handler.replace('event.topic', 'event.key');
    await client.projects.apply({
      projectId,
      revision: 0,
      command: { type: 'write-handler-file', file: handlerFile, text },
    });
    const plan = await planOf(client, projectId, folder);
    expect(plan.folder).toBe(folder);
    expect(new Set(plan.files.map(({ state, choice }) => `${state} ${choice}`))).toEqual(new Set(['new write']));
    expect(await client.export.readFile({ projectId, planId: plan.planId, path: handlerFile })).toEqual({
      generated: text,
      isTooLong: false,
    });
    expect(await textsIn(path.dirname(folder))).toEqual({});
  });

  it('says of each file whose change it is, and what a merge would make of it', async () => {
    const { client, projectId, plan } = await exportedAndChanged();
    const { planId, files } = plan;
    expect(fileOf(files, 'README.md')).toMatchObject({ state: 'conflict', choice: 'leave', canMerge: true });
    expect(fileOf(files, handlerFile)).toMatchObject({ state: 'changed-by-you', choice: 'leave', canMerge: false });
    expect(fileOf(files, 'system/topics.ts')).toMatchObject({ state: 'updated', choice: 'write' });
    expect(fileOf(files, '.gitignore')).toMatchObject({ state: 'same', choice: 'leave' });
    const { current, generated, merged } = await client.export.readFile({ projectId, planId, path: 'README.md' });
    expect(current).toMatch(/^My own line\.\n/);
    expect(generated).toContain('| orders | 7 |');
    expect(merged?.text).toMatch(/^My own line\.\n/);
    expect(merged?.text).toContain('| orders | 7 |');
    expect(merged?.hasConflicts).toBe(false);
  });

  it('is refused where the project has errors, and for its own folder, as by the command', async () => {
    const { client, project, projectId } = await openBilling();
    const own = await client.export.prepare({ projectId, target, folder: project });
    expect(own).toMatchObject({ ok: false, diagnostics: [{ code: 'export.folder-of-project' }] });
    const file = await client.export.prepare({ projectId, target, folder: path.join(project, 'topicraft.json') });
    expect(file).toMatchObject({ ok: false, diagnostics: [{ code: 'export.no-folder' }] });
    await client.projects.apply({
      projectId,
      revision: 0,
      command: { type: 'write-handler-file', file: handlerFile, text: 'export default (' },
    });
    const broken = await client.export.prepare({ projectId, target, folder: `${project}-out` });
    expect(broken).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', place: { file: handlerFile } }] });
  });

  it('leaves out what is too long to be read', async () => {
    const { client, projectId, folder, look } = await openBilling();
    await mkdir(path.join(folder, 'handlers'), { recursive: true });
    await writeFile(path.join(folder, handlerFile), 'x'.repeat(1024 * 1024 + 1));
    const { planId } = await look();
    expect(await client.export.readFile({ projectId, planId, path: handlerFile })).toEqual({ isTooLong: true });
    await expect(client.export.readFile({ projectId, planId, path: '../x' })).rejects.toMatchObject({
      code: 'NO_SUCH_FILE',
    });
  });

  it('says so where this installation lacks what exports take along', async () => {
    const { client } = await testEngine();
    const { projectId } = await openIn(client, await projectWith(graph, { [handlerFile]: handler }));
    await expect(client.export.prepare({ projectId, target, folder: 'out' })).rejects.toMatchObject({ code: 'FAULT' });
  });
});

describe('exporting', () => {
  it.each<[ExportFileChoice, boolean, boolean]>([
    ['leave', true, false],
    ['write', false, true],
    ['merge', true, true],
  ])('does with a file that both changed as is chosen: %s', async (choice, hasMine, hasNew) => {
    const { client, projectId, folder, plan } = await exportedAndChanged();
    const done = await client.export.perform({ projectId, planId: plan.planId, choices: { 'README.md': choice } });
    expect(done).toMatchObject({ folder, removed: [], conflicts: [] });
    const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
    expect([readme.includes('My own line.'), readme.includes('| orders | 7 |')]).toEqual([hasMine, hasNew]);
    expect(await readFile(path.join(folder, handlerFile), 'utf8')).toBe(`${handler}// mine\n`);
  });

  it('names the merged files in which both changed the same place', async () => {
    const { client, projectId, folder, look } = await exportedAndChanged();
    const file = path.join(folder, 'system/topics.ts');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('partitions: 3', 'partitions: 9'));
    const { planId } = await look();
    const choices = { 'system/topics.ts': 'merge' as const };
    expect(await client.export.perform({ projectId, planId, choices })).toMatchObject({
      conflicts: ['system/topics.ts'],
    });
    expect(await readFile(file, 'utf8')).toContain('<<<<<<<');
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a file was changed', (folder) => writeFile(path.join(folder, 'README.md'), 'other')],
    ['a file has gone', (folder) => rm(path.join(folder, 'package.json'))],
    ['a file is no text any more', (folder) => writeFile(path.join(folder, 'package.json'), Buffer.from([0xff]))],
    ['it was exported to', (folder) => writeFile(path.join(folder, '.topicraft/export.json'), '{}')],
  ])('writes nothing where the folder has changed since it was looked at: %s', async (_what, change) => {
    const { client, projectId, folder, plan } = await exportedAndChanged();
    await change(folder);
    const before = await textsIn(folder);
    const choices = { 'README.md': 'write' as const };
    await expect(client.export.perform({ projectId, planId: plan.planId, choices })).rejects.toMatchObject({
      code: 'FOLDER_CHANGED',
    });
    expect(await textsIn(folder)).toEqual(before);
  });

  it('is done once, and only by a plan that is known', async () => {
    const { client, projectId, look } = await openBilling();
    const oldest = await look();
    for (let others = 0; others < 3; others += 1) await look();
    const newest = await look();
    const perform = (planId: string) => client.export.perform({ projectId, planId, choices: {} });
    await expect(perform(oldest.planId)).rejects.toMatchObject({ code: 'PLAN_GONE' });
    await perform(newest.planId);
    await expect(perform(newest.planId)).rejects.toMatchObject({ code: 'PLAN_GONE' });
  });

  it('says why it could not write, and leaves the folder as it was', async () => {
    const { client, projectId, folder } = await openBilling();
    await mkdir(path.join(folder, 'package.json'), { recursive: true });
    const prepared = await client.export.prepare({ projectId, target, folder });
    expect(prepared).toMatchObject({ ok: false, diagnostics: [{ code: 'file-not-regular' }] });
    await rm(path.join(folder, 'package.json'), { recursive: true });
    const { planId } = await planOf(client, projectId, path.join(folder, 'a'));
    await writeFile(path.join(folder, 'a'), '');
    await expect(client.export.perform({ projectId, planId, choices: {} })).rejects.toMatchObject({
      code: 'NOT_WRITTEN',
    });
  });

  it('is remembered by its folder, outside of the project', async () => {
    const { client, stateFolder, project, projectId, folder, look } = await openBilling();
    const before = await textsIn(project);
    expect(await client.export.suggestFolder({ projectId })).toEqual({ folder: `${project}-export`, wasUsed: false });
    await client.export.perform({ projectId, planId: (await look()).planId, choices: {} });
    expect(await client.export.suggestFolder({ projectId })).toEqual({ folder, wasUsed: true });
    expect(await textsIn(project)).toEqual(before);
    const again = await testEngine({ stateFolder });
    const reopened = await openIn(again.client, project);
    expect(await again.client.export.suggestFolder({ projectId: reopened.projectId })).toEqual({
      folder,
      wasUsed: true,
    });
  });
});
