import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

test('writes are refused on the selected topic, the window says so, and all goes on once that is stopped', async ({
  window,
}) => {
  const { run, canvas, page, status } = window;
  await window.welcome.openExample('Basic Kafka');
  await expect(canvas.node('topic', 'temperatures')).toBeVisible();
  const opener = run.toolbar.getByRole('button', { name: 'Break things' });
  await expect(opener).toHaveCount(0);
  await run.start();
  const count = async (): Promise<number> => (await canvas.eventCounts()).get('temperatures to recorder') ?? 0;
  await expect.poll(count).toBeGreaterThan(0);

  await window.treeRow('temperatures').click();
  await opener.click();
  const popover = window.dialog('Break things');
  await popover.getByRole('button', { name: /^Refuse writes/ }).click();
  const row = popover.getByRole('list', { name: 'Faults that are on' }).getByRole('listitem');
  await expect(row).toContainText('Refuse writes: temperatures');
  await expect(row).toContainText(/\d+ times · until stopped/);
  await expectAccessible(page, 'what is broken');
  await popover.getByRole('button', { name: /^Slow broker/ }).click();
  await expect(row).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(popover).toHaveCount(0);
  const on = status.getByRole('button', { name: '2 faults are on' });
  await on.click();
  await popover.getByRole('button', { name: 'Stop all' }).click();
  await expect(row).toHaveCount(0);
  await expect(on).toHaveCount(0);
  // This one ends by itself.
  await popover.getByRole('button', { name: /^Broker down/ }).click();
  await expect(row).toContainText(/Broker down.*s left/);
  await expect(row).toHaveCount(0);
  const before = await count();
  await expect.poll(count).toBeGreaterThan(before + 2);
  await run.end();
});
