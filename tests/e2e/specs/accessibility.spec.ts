import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

test('axe finds nothing serious on the welcome page and its dialogs', async ({ window }) => {
  const { page, welcome } = window;
  await expect(welcome.example('Basic Kafka')).toBeVisible();
  await expectAccessible(page, 'welcome');
  await page.getByRole('button', { name: 'New project' }).click();
  await expect(window.dialog('New project')).toBeVisible();
  await expectAccessible(page, 'new project');
});

test.describe('in the window of a project, axe finds nothing serious', () => {
  test.beforeEach(async ({ window }) => {
    await window.welcome.openExample('Basic Kafka');
    await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
  });

  test('at rest', async ({ window }) => {
    await expectAccessible(window.page, 'at rest');
  });

  for (const name of ['thermometers', 'temperatures', 'recorder']) {
    test(`in the inspector of ${name}`, async ({ window }) => {
      await window.treeRow(name).click();
      await expect(window.inspector.heading).toHaveText(name);
      await expectAccessible(window.page, name);
    });
  }

  test('in the command palette', async ({ window }) => {
    await window.palette.open();
    await expectAccessible(window.page, 'command palette');
  });

  for (const action of ['Settings', 'Keyboard shortcuts', 'Connections']) {
    test(`in the dialog ${action}`, async ({ window }) => {
      await window.palette.run(action);
      await expect(window.page.getByRole('dialog')).toBeVisible();
      await expectAccessible(window.page, action);
    });
  }

  test('in the export dialog, from its files to its result and its picture', async ({ window, home }) => {
    const { page, exporting } = window;
    await window.perform('Export as TypeScript project');
    await expect(exporting.text).toContainText('Basic Kafka');
    await expectAccessible(page, 'export');
    await exporting.export();
    await expectAccessible(page, 'exported');
    await exporting.finish();
    const readme = path.join(home, 'Topicraft/basic-kafka-export/README.md');
    await writeFile(readme, `My own line.\n${await readFile(readme, 'utf8')}`);
    await window.perform('Export as TypeScript project');
    await expect(exporting.text).toContainText('My own line.');
    await expectAccessible(page, 'export over an export');
    await page.getByRole('tab', { name: /^Picture/ }).click();
    await expect(exporting.picture).toBeVisible();
    await expectAccessible(page, 'picture');
  });

  test('in the menus and fields that the canvas opens', async ({ window }) => {
    const { page, canvas } = window;
    await canvas.focus();
    await page.keyboard.press('a');
    await page.getByRole('combobox', { name: 'Add by typing' }).fill('c audit reads temp');
    await expectAccessible(page, 'quick add');
    await page.keyboard.press('Escape');
    await canvas.node('consumer', 'alarm').click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expectAccessible(page, 'context menu');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await canvas.focus();
    await page.keyboard.press('Control+f');
    await expect(page.getByRole('searchbox', { name: 'Search the canvas' })).toBeFocused();
    await page.keyboard.insertText('temp');
    await expectAccessible(page, 'search');
  });

  test('in Problems, and where what is edited is asked about', async ({ window }) => {
    const { page, canvas } = window;
    await canvas.focus();
    await page.keyboard.press('t');
    await window.tab(/^Problems/).click();
    await expect(window.problems.getByRole('button', { name: 'Add a consumer' })).toBeVisible();
    await expectAccessible(page, 'problems');
    await window.perform('Close project');
    await expect(window.dialog('Save what you edited?')).toBeVisible();
    await expectAccessible(page, 'close with edits');
  });

  test('in the code editor', async ({ window }) => {
    await window.canvas.node('producer', 'thermometers').dblclick();
    await expect(window.code.text).toContainText('defineProducer');
    await expectAccessible(window.page, 'code editor');
  });

  test('while it runs, in its events, logs and problems', async ({ window }) => {
    const { page, run, events } = window;
    await run.start();
    await expect(events.rows.first()).toBeVisible();
    await events.pause();
    await events.rows.first().click();
    await expect(events.record.getByRole('tab').first()).toBeVisible();
    await expectAccessible(page, 'a record');
    await window.tab('Logs').click();
    await expect(window.logs).toContainText('°C');
    await expectAccessible(page, 'logs');
    await window.tab(/^Problems/).click();
    await expectAccessible(page, 'problems');
    await run.end();
  });
});
