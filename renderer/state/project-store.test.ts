import { describe, expect, it, onTestFinished } from 'vitest';
import type { Graph } from '../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../tests/support/graph-builder.ts';
import { projectWith } from '../../tests/support/project-folder.ts';
import { testEngine } from '../../tests/support/test-engine.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import { createProjectStore, type ProjectState, type ProjectStore } from './project-store.ts';

const graph = graphOf([producer('web'), topic('orders'), consumer('billing')], ['web > orders > billing']);

interface Window {
  readonly project: ProjectStore;
  readonly problems: string[];
}

async function windowOn(client: EngineClient, folder: string): Promise<Window> {
  const problems: string[] = [];
  const project = createProjectStore(client, (message) => problems.push(message));
  expect(await project.open(folder)).toBe(true);
  onTestFinished(() => project.close().catch(() => undefined));
  return { project, problems };
}

async function twoWindows(): Promise<{ client: EngineClient; one: Window; other: Window }> {
  const { client } = await testEngine();
  const folder = await projectWith(graph);
  return { client, one: await windowOn(client, folder), other: await windowOn(client, folder) };
}

/** Resolves as soon as the window's project is so. */
async function until({ project }: Window, isSo: (project: NonNullable<ProjectState['project']>) => boolean) {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const now = project.getState().project;
      if (now && isSo(now)) resolve();
    };
    onTestFinished(project.subscribe(look));
    look();
  });
}

const names = (project: { document: { graph: Graph } }): string[] =>
  project.document.graph.nodes.map(({ name }) => name);
const addTopic = (name: string) => ({ type: 'add-node', node: { ...topic(name), id: name } }) as const;

describe('what isn’t on disk', () => {
  it('is known of an edit that was made before the engine told anything', async () => {
    const { client } = await testEngine();
    const window = await windowOn(client, await projectWith(graph));
    window.project.execute(addTopic('payments'), { label: 'add' });
    await until(window, ({ unsaved }) => unsaved.includes('topicraft.json'));
    expect(window.problems).toEqual([]);
  });

  it('is asked of the engine before a project is closed, right after an edit', async () => {
    const { client } = await testEngine();
    const { project } = await windowOn(client, await projectWith(graph));
    expect(await project.unsavedNow()).toEqual([]);
    project.execute(addTopic('payments'), { label: 'add' });
    expect(await project.unsavedNow()).toContain('topicraft.json');
  });
});

describe('two windows of one project', () => {
  it('see each other’s edits at once, without anything else happening', async () => {
    const { one, other } = await twoWindows();
    expect(one.project.execute(addTopic('payments'), { label: 'add' })).toEqual({ ok: true });
    await until(other, (project) => names(project).includes('payments'));
    other.project.execute({ type: 'remove', ids: ['billing'] }, { label: 'delete' });
    await until(one, (project) => !names(project).includes('billing'));
    one.project.writeFile('schemas/order.json', '{}');
    await until(other, ({ schemas }) => schemas['schemas/order.json'] === '{}');
    one.project.writeFile('schemas/order.json', null);
    one.project.writeFile('package.json', '{}');
    await until(other, ({ schemas, packageJson }) => packageJson === '{}' && Object.keys(schemas).length === 0);
    expect([...one.problems, ...other.problems]).toEqual([]);
  });

  it('go on from each other’s edits, and undo their own only', async () => {
    const { one, other } = await twoWindows();
    one.project.execute(addTopic('payments'), { label: 'add' });
    await until(other, (project) => names(project).includes('payments'));
    expect(other.project.getState().project?.history.undo).toEqual([]);
    other.project.execute(addTopic('refunds'), { label: 'add' });
    await until(one, (project) => names(project).includes('refunds'));
    expect(one.project.undo()).toEqual({ ok: true });
    await until(other, (project) => !names(project).includes('payments'));
    expect(names(other.project.getState().project ?? { document: { graph } })).toContain('refunds');
    expect([...one.problems, ...other.problems]).toEqual([]);
  });

  it('keep what an edit doesn’t touch as it is, so that nothing of it is drawn anew', async () => {
    const { one, other } = await twoWindows();
    // By an edit of before: the first frame of a stream is a snapshot.
    one.project.execute(addTopic('refunds'), { label: 'add' });
    await until(other, (project) => names(project).includes('refunds'));
    const before = other.project.getState().project?.document.graph.nodes ?? [];
    one.project.execute(addTopic('payments'), { label: 'add' });
    await until(other, (project) => names(project).includes('payments'));
    const after = other.project.getState().project?.document.graph.nodes ?? [];
    expect(before.every((node, index) => after[index] === node)).toBe(true);
  });

  it('agree after a burst of more edits than are told one by one', async () => {
    const { one, other } = await twoWindows();
    for (let index = 0; index < 250; index += 1) one.project.execute(addTopic(`t${index}`), { label: 'add' });
    await until(other, (project) => names(project).includes('t249'));
    expect(names(other.project.getState().project ?? { document: { graph } })).toHaveLength(253);
    expect([...one.problems, ...other.problems]).toEqual([]);
  });

  it('agree in the end where both edit at the same time, and say whose edit was lost', async () => {
    const { one, other } = await twoWindows();
    one.project.execute(addTopic('payments'), { label: 'add' });
    other.project.execute(addTopic('refunds'), { label: 'add' });
    await Promise.all([one.project.settled(), other.project.settled()]);
    await until(one, (project) => names(project).includes('payments'));
    await until(other, (project) => names(project).includes('payments'));
    expect(other.problems).toHaveLength(1);
    other.project.execute(addTopic('returns'), { label: 'add' });
    await until(one, (project) => names(project).includes('returns'));
    expect(one.problems).toEqual([]);
  });
});

it('a lost engine keeps no edit from settling', async () => {
  const { client, engine } = await testEngine();
  const { project, problems } = await windowOn(client, await projectWith(graph));
  await engine.close();
  project.execute(addTopic('payments'), { label: 'add' });
  await project.settled();
  expect(problems.length).toBeGreaterThan(0);
});
