import path from 'node:path';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

test('a run is saved as a file, and followed elsewhere without a broker', async ({ window, app, home }) => {
  const { page, run, life, traces, canvas } = window;
  await window.welcome.openExample('Basic Kafka');
  await run.start();
  await traces.show();
  await expect(traces.rows.nth(2)).toBeVisible();
  await run.end();
  await traces.button('Tracing: what is kept').click();
  const file = path.join(home, 'saved.topicraft-run');
  await app.saveTo(file, () =>
    window
      .dialog('Tracing')
      .getByRole('button', { name: /^Save the run of/ })
      .click(),
  );
  await page.keyboard.press('Escape');
  await window.perform('Close project');

  await window.perform('Open a saved run');
  const dialog = window.dialog('Open a saved run');
  await dialog.locator('input[type=file]').setInputFiles(file);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('saved');
  await expectAccessible(page, 'opening a saved run');
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();

  await expect(canvas.node('topic', 'temperatures')).toBeVisible();
  await expect(window.trust.banner).toBeVisible();
  await traces.rows.first().click();
  await expect(life.hop(/topic temperatures/)).toBeVisible();
  await expect(life.hop(/consumer recorder/)).toBeVisible();
});
