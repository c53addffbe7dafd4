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

test('axe finds nothing serious in the window of a project, at rest and running', async ({ window }) => {
  const { page, welcome, canvas, palette, run, events } = window;
  await welcome.openExample('Basic Kafka');
  await expect(canvas.node('consumer', 'alarm')).toBeVisible();
  await expectAccessible(page, 'at rest');
  for (const name of ['thermometers', 'temperatures', 'recorder']) {
    await window.treeRow(name).click();
    await expect(window.inspector.heading).toHaveText(name);
    await expectAccessible(page, `inspector of ${name}`);
  }
  await palette.open();
  await expectAccessible(page, 'command palette');
  await page.keyboard.press('Escape');
  for (const action of ['Settings', 'Keyboard shortcuts', 'Connections']) {
    await palette.run(action);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, action);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await run.start();
  await expect(events.rows.first()).toBeVisible();
  await events.pause();
  await expectAccessible(page, 'running');
  await events.rows.first().click();
  await expect(events.record.getByRole('tab').first()).toBeVisible();
  await expectAccessible(page, 'a record');
  await window.tab('Logs').click();
  await expect(window.logs).toContainText('°C');
  await expectAccessible(page, 'logs');
  await window.tab(/^Problems/).click();
  await expectAccessible(page, 'problems');
  await run.end();
  await canvas.node('producer', 'thermometers').dblclick();
  await expect(window.code.text).toContainText('defineProducer');
  await expectAccessible(page, 'code editor');
});
