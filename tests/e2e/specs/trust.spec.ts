import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeGraph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, service, topic } from '../../support/graph-builder.ts';
import { writeProject } from '../../support/project-folder.ts';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test as base } from '../support/test.ts';

const hostile = `<img src="nowhere" onerror="document.title='owned'"><script>document.title='owned'</script>`;

/** A project of a stranger: HTML in every text that it may write, and handlers that leave a mark when their code runs. */
async function writeStrangersProject(folder: string): Promise<void> {
  const graph = graphOf(
    [
      producer('source', { service: 'shop', trigger: { type: 'interval', everyMs: 200 } }),
      topic('orders', { schema: 'schemas/order.json' }),
      consumer('billing', { service: 'shop' }),
      { id: 'note', kind: 'note', name: hostile, text: hostile },
    ],
    ['source > orders > billing'],
    { name: hostile, description: hostile, services: [service('shop', { name: hostile, description: hostile })] },
  );
  const mark = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(markOf(folder))}, '');\n`;
  await writeProject(folder, {
    'topicraft.json': writeGraph(graph),
    'topicraft.layout.json': JSON.stringify({
      format: 1,
      nodes: { source: { x: 0, y: 0 }, orders: { x: 300, y: 0 }, billing: { x: 600, y: 0 }, note: { x: 0, y: 300 } },
      services: {},
    }),
    'handlers/source.ts': `${mark}import { defineProducer } from 'topicraft';
export default defineProducer<'source'>(async (tick, { emit }) => {
  await emit('orders', { value: { order: ${JSON.stringify(hostile)} } });
});
`,
    'handlers/billing.ts': `${mark}import { defineConsumer } from 'topicraft';
export default defineConsumer<'billing'>((event, { log }) => log.info(event.value.order));
`,
    'schemas/order.json': JSON.stringify({
      type: 'object',
      title: hostile,
      description: hostile,
      required: ['order'],
      properties: { order: { type: 'string', description: hostile } },
    }),
  });
}

function markOf(folder: string): string {
  return path.join(path.dirname(folder), 'mark');
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

const test = base.extend<{ folder: string }>({
  folder: async ({ home }, use) => {
    const folder = path.join(home, 'downloads', 'shop');
    await writeStrangersProject(folder);
    await use(folder);
  },
  openFirst: async ({ folder }, use) => await use(folder),
});

test('a project of somebody else is seen and edited, and runs once it is trusted', async ({ window, folder }) => {
  const { page, run, trust, canvas, inspector, messages } = window;
  await expect(trust.banner).toContainText('This project isn’t trusted: nothing of it runs.');
  await expect(canvas.node('consumer', 'billing')).toBeVisible();
  await expectAccessible(page, 'not trusted');

  // Run is offered, and asks. The safe answer has the focus.
  await run.run.click();
  await expect(trust.question).toContainText(folder);
  await expect(trust.question).toContainText('run with your rights');
  await expect(trust.button('Don’t trust')).toBeFocused();
  await expectAccessible(page, 'question of trust');
  await page.keyboard.press('Enter');
  await expect(trust.question).toHaveCount(0);
  await expect(run.state).toHaveCount(0);
  await expect(window.status).toContainText('Embedded Kafka not started');
  expect(await isThere(markOf(folder))).toBe(false);

  await trust.banner.getByRole('button', { name: 'Stay' }).click();
  await expect(trust.banner).toHaveCount(0);
  await expect(trust.missing).toBeVisible();
  await window.treeRow('billing').click();
  await inspector.rename('invoicing');
  await expect(window.edited).toBeVisible();
  await window.save();
  expect(await readFile(path.join(folder, 'topicraft.json'), 'utf8')).toContain('"name": "invoicing"');

  // All by the keyboard: the palette, the question, the answer.
  await window.perform('Trust this project');
  await expect(trust.question).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(trust.button('Trust this project')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(trust.missing).toHaveCount(0);
  expect(await isThere(markOf(folder))).toBe(false);
  await run.start();
  await expect.poll(() => isThere(markOf(folder))).toBe(true);
  await expect(window.events.rows.first()).toContainText('onerror');
  await window.tab('Logs').click();
  await expect(window.logs).toContainText('onerror');

  // Labels, schemas and events were shown as they are written, and nothing of them became a part of the page.
  await expect(window.titleBar).toContainText('onerror');
  expect(await page.locator('img[src="nowhere"], body script:not([src])').count()).toBe(0);
  expect(await page.title()).not.toBe('owned');

  // Trust that is taken back ends what runs, after a question.
  await window.perform('Manage trusted folders');
  await expect(trust.folders.getByRole('listitem')).toHaveText([new RegExp(path.basename(folder))]);
  await expectAccessible(page, 'trusted folders');
  await trust.folders.getByRole('button', { name: /^Remove trust/ }).click();
  await window.dialog('Stop what runs?').getByRole('button', { name: 'Stop and remove trust' }).click();
  await expect(trust.folders).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(run.run).toBeEnabled();
  await expect(run.state).toHaveCount(0);
  await expect(trust.banner).toBeVisible();
  await expect(messages.getByText('wrong')).toHaveCount(0);
});

test('the folder around a project can be trusted with all in it', async ({ window, folder }) => {
  const { trust, run } = window;
  await trust.banner.getByRole('button', { name: 'Trust…' }).click();
  await trust.button('Trust the parent folder and all in it').click();
  await expect(trust.banner).toHaveCount(0);
  await expect(run.state).toHaveCount(0);
  await window.perform('Manage trusted folders');
  const row = trust.folders.getByRole('listitem');
  await expect(row).toContainText(path.dirname(folder));
  await expect(row).toContainText('With all in it');
});

base('what another program changes in a handler waits for Deploy', async ({ window, home }) => {
  const { run, page } = window;
  await window.welcome.openExample('Basic Kafka');
  // The app has written this one itself.
  await expect(window.trust.missing).toHaveCount(0);
  await run.start();
  const file = path.join(home, 'Topicraft/basic-kafka/handlers/alarm.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('if (celsius', "log.info('as pulled');\n  if (celsius"));
  const banner = page.getByRole('region', { name: 'Changed outside' });
  await expect(banner).toContainText('handlers/alarm.ts');
  await expect(window.status).toContainText('1 handler not deployed');
  await expectAccessible(page, 'changed outside');
  await window.tab('Logs').click();
  await expect(window.logs).toContainText('°C');
  await expect(window.logs).not.toContainText('as pulled');
  await banner.getByRole('button', { name: 'Look at it' }).click();
  await expect(window.code.text).toContainText('as pulled');
  await banner.getByRole('button', { name: 'Deploy' }).click();
  await expect(banner).toHaveCount(0);
  await expect(window.logs).toContainText('as pulled');
  await run.end();
});
