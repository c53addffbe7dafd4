import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { CodeEditor } from '../pages/code-editor.ts';
import { RerunStrip } from '../pages/rerun-strip.ts';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

const pictures = path.join(repositoryFolder, 'dist/screenshots');

test('a handled event becomes a test: run again, saved, and its handler broken shows in what', async ({
  window,
  app,
  startRun,
}) => {
  const { page, welcome, canvas, events, run } = window;
  await app.resize({ width: 1600, height: 1000 });
  await welcome.openExample('E-commerce');
  await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
  await startRun();
  await expect
    .poll(async () => (await canvas.eventCounts()).get('payment-service to payments') ?? 0)
    .toBeGreaterThan(9);
  await events.showTopic('stock');
  await expect(events.rowWith('"reserved"')).toBeVisible();
  await events.pause();
  // The newest that are listed may not be handled yet, and Stop doesn't wait for that.
  const listed = (await canvas.eventCounts()).get('inventory to stock') ?? 0;
  await expect
    .poll(async () => (await canvas.eventCounts()).get('stock to payment-service') ?? 0)
    .toBeGreaterThan(listed + 20);
  await run.end();

  // By keyboard. One consumer reads the topic, so there is no choice to make. On a busy machine not every trace is kept, so others are tried.
  const rerun = new RerunStrip(page);
  const reserved = events.rows.filter({ hasText: '"reserved"' });
  let row = 0;
  await expect(async () => {
    await reserved.nth(row % (await reserved.count())).click();
    row += 1;
    await events.record.getByRole('button', { name: 'Re-run on this event' }).focus();
    await page.keyboard.press('Enter');
    await expect(rerun.verdict).toBeVisible();
    await expect(rerun.verdict).toContainText('as then', { timeout: 5_000 });
  }).toPass({ timeout: 300_000 });
  await expect(rerun.difference).toContainText('→ payments');
  await rerun.button('Save as test').click();
  await expect(page.getByText(/^Saved as tests\/payment-service-.+\.json\.$/)).toBeVisible();
  await expectAccessible(page, 're-run as then');

  const code = new CodeEditor(page);
  await expect(code.text).toContainText('authorize');
  const text = await readFile(path.join(repositoryFolder, 'examples/ecommerce/handlers/payment-service.ts'), 'utf8');
  await code.write(text.replace(`=== 'approved' ? 'charged'`, `!== 'approved' ? 'charged'`));
  await rerun.button('Run again').click();
  await expect(rerun.verdict).toContainText('1 difference');
  await expect(rerun.difference.getByText(/^\s*[-+] "/)).toHaveCount(2);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: path.join(pictures, app.name, `rerun-1600-${theme}.png`), animations: 'disabled' });
  }
  await expectAccessible(page, 're-run with a difference');
  await rerun.button('Back to the test run').click();
  await expect(page.getByRole('region', { name: 'Test run' })).toBeVisible();

  // Of several consumers one is chosen.
  await events.showTopic('payments');
  await events.rowWith('"charged"').click();
  await events.record.getByRole('button', { name: 'Re-run on this event' }).click();
  await page.getByRole('menuitem', { name: /^order-service/ }).click();
  await expect(rerun.verdict).toBeVisible();
  await expect(rerun.difference).toContainText('It emitted nothing.');
});
