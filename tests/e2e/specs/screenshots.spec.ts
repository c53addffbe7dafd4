import path from 'node:path';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { expect, test } from '../support/test.ts';

/** Not compared with anything: they are there to be looked at, beside the pictures of how it is meant to look. */
const folder = path.join(repositoryFolder, 'dist/screenshots');

const sizes = [
  { width: 1600, height: 1000 },
  { width: 1280, height: 800 },
];

for (const theme of ['dark', 'light'] as const) {
  for (const size of sizes) {
    test(`the main states in ${theme}, ${size.width} by ${size.height}`, async ({ window, app }) => {
      const { page, welcome, canvas, palette, run, events, exporting } = window;
      const take = async (state: string): Promise<void> => {
        const file = path.join(folder, app.name, `${state}-${size.width}-${theme}.png`);
        await page.screenshot({ path: file, animations: 'disabled' });
      };
      await app.resize(size);
      await page.emulateMedia({ colorScheme: theme });
      await expect(welcome.example('Basic Kafka')).toBeVisible();
      await take('welcome');
      await page.getByRole('button', { name: 'New project' }).click();
      await expect(window.dialog('New project')).toBeVisible();
      await take('new-project');
      await page.keyboard.press('Escape');
      await expect(window.dialog('New project')).toHaveCount(0);
      await welcome.createProject('empty');
      await expect(canvas.surface).toBeVisible();
      await take('empty');
      await palette.run('Close project');

      await welcome.openExample('E-commerce');
      await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
      await take('at-rest');
      await palette.open();
      await take('palette');
      await page.keyboard.press('Escape');
      await expect(palette.dialog).toHaveCount(0);
      for (const action of ['Keyboard shortcuts', 'Settings', 'Connections']) {
        await palette.run(action);
        await expect(page.getByRole('dialog')).toBeVisible();
        await take(action.toLowerCase().replaceAll(' ', '-'));
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await palette.run('Export as TypeScript project');
      await expect(exporting.text).toContainText('E-commerce');
      await take('export');
      for (const target of ['AsyncAPI 3', 'Mermaid', 'Picture']) {
        await page.getByRole('tab', { name: new RegExp(`^${target}`) }).click();
        await expect(target === 'Picture' ? exporting.picture : exporting.text).toBeVisible();
        await take(`export-${target.toLowerCase().replaceAll(' ', '-')}`);
      }
      await exporting.button('Cancel').click();
      await expect(exporting.dialog).toHaveCount(0);
      await canvas.focus();
      await page.keyboard.press('a');
      await page.getByRole('combobox', { name: 'Add by typing' }).fill('c fraud-check reads pay');
      await take('quick-add');
      await page.keyboard.press('Escape');

      await run.start();
      await canvas.node('consumer', 'payment-service').click();
      await expect
        .poll(async () => (await canvas.eventCounts()).get('payment-service to payments') ?? 0)
        .toBeGreaterThan(9);
      await take('running');
      await events.pause();
      await events.rows.nth(3).click();
      await expect(events.record.getByRole('tab').first()).toBeVisible();
      await take('record');
      await window.tab('Logs').click();
      await expect(window.logs).toBeVisible();
      await take('logs');
      await window.tab(/^Problems/).click();
      await take('problems');
      await canvas.node('consumer', 'payment-service').focus();
      await page.keyboard.press('Enter');
      await expect(window.code.text).toContainText('defineConsumer');
      await expect(window.code.coloured).not.toHaveCount(0);
      await take('code');
      await run.end();
    });
  }
}
