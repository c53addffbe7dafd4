import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith, textsIn } from '../support/project-folder.ts';
import { repositoryFolder, topicraft } from '../support/topicraft-command.ts';

const basic = path.join(repositoryFolder, 'examples/basic-kafka');

const graph = graphOf(
  [producer('shop'), topic('orders'), consumer('billing'), consumer('idle')],
  ['shop > orders > billing'],
);
const handlers = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'shop'>(async ({ payload }, { emit }) => void (await emit('orders', { value: payload })));
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>(({ value }, { log }) => log.info(String(value)));
`,
  'handlers/idle.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer<'idle'>(() => undefined);
`,
};

describe('topicraft export', () => {
  it('writes a project, and nothing more the second time', async () => {
    const out = path.join(await folderWith({}), 'deep/system');
    const first = await topicraft('export', basic, '--out', out);
    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(first.output).toContain('npm install && npm test');
    const texts = await textsIn(out);
    expect(texts['handlers/alarm.ts']).toBe(await readFile(path.join(basic, 'handlers/alarm.ts'), 'utf8'));
    const second = await topicraft('export', basic, '--out', out, '--json');
    expect(JSON.parse(second.output)).toMatchObject({ written: [], removed: [], conflicts: [], diagnostics: [] });
    expect(await textsIn(out)).toEqual(texts);
  });

  it('says what it would do, and does nothing, with --dry-run', async () => {
    const out = path.join(await folderWith({}), 'system');
    const { code, output } = await topicraft('export', basic, '--out', out, '--dry-run');
    expect(code).toBe(0);
    expect(output).toMatch(/would write \d+ files and remove 0 files/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('names what it leaves out', async () => {
    const out = path.join(await folderWith({}), 'system');
    const { code, output } = await topicraft('export', await projectWith(graph, handlers), '--out', out);
    expect(code).toBe(0);
    expect(output).toContain('idle subscribes to no topic');
    expect(Object.keys(await textsIn(out))).not.toContain('services/idle/main.ts');
  });

  it('refuses a project with errors', async () => {
    const project = await projectWith(graph, { 'handlers/shop.ts': handlers['handlers/shop.ts'] });
    const out = path.join(await folderWith({}), 'system');
    const { code, output, errors } = await topicraft('export', project, '--out', out);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('handlers/billing.ts');
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it.each(['', 'handlers', 'schemas/deep'])('does not write into the project itself (%j)', async (inside) => {
    const project = await projectWith(graph, handlers);
    const before = await textsIn(project);
    const { code, errors } = await topicraft('export', project, '--out', path.join(project, inside));
    expect(code).toBe(1);
    expect(errors).toContain('can not be exported into its own files');
    expect(await textsIn(project)).toEqual(before);
  });

  it('writes nothing where the manifest can not be understood', async () => {
    const out = await folderWith({ '.topicraft/export.json': '<<<<<<<', 'README.md': 'mine' });
    const before = await textsIn(out);
    const { code, errors } = await topicraft('export', basic, '--out', out, '--force');
    expect(code).toBe(1);
    expect(errors).toContain('.topicraft/export.json');
    expect(await textsIn(out)).toEqual(before);
  });

  it('leaves what lies in the way', async () => {
    const out = await folderWith({ 'README.md': 'mine' });
    const { code, output } = await topicraft('export', basic, '--out', out);
    expect(code).toBe(0);
    expect(output).toContain('left as it is: README.md');
    expect((await textsIn(out))['README.md']).toBe('mine');
  });

  it('marks what both changed in the same place, and exits with 1', async () => {
    const project = await projectWith(graph, handlers);
    const out = path.join(await folderWith({}), 'system');
    await topicraft('export', project, '--out', out);
    const topics = path.join(out, 'system/topics.ts');
    await writeFile(topics, (await readFile(topics, 'utf8')).replace('partitions: 3', 'partitions: 30'));
    const nodes = graph.nodes.map((node) => (node.kind === 'topic' ? { ...node, partitions: 4 } : node));
    const changed = await projectWith({ ...graph, nodes }, handlers);
    const { code, output } = await topicraft('export', changed, '--out', out, '--merge');
    expect(code).toBe(1);
    expect(output).toContain('look for <<<<<<<: system/topics.ts');
    expect(await readFile(topics, 'utf8')).toMatch(/<<<<<<< yours[^]*partitions: 30[^]*partitions: 4[^]*>>>>>>>/);
  });

  it('does not follow a link that leads out of the folder', async () => {
    const elsewhere = await folderWith({});
    const out = await folderWith({});
    await mkdir(path.join(elsewhere, 'services'));
    await symlink(path.join(elsewhere, 'services'), path.join(out, 'services'));
    const { code } = await topicraft('export', basic, '--out', out);
    expect(code).toBe(1);
    expect(await textsIn(elsewhere)).toEqual({});
    expect(await textsIn(out)).toEqual({});
  });

  it('wants a folder, and one way with changes', async () => {
    expect(await topicraft('export', basic)).toMatchObject({ code: 2 });
    expect(await topicraft('export', basic, '--out', 'x', '--force', '--merge')).toMatchObject({ code: 2 });
  });
});
