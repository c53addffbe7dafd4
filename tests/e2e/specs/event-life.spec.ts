import path from 'node:path';
import type { Page } from '@playwright/test';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import type { TopicraftWindow } from '../pages/topicraft-window.ts';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

/** To be looked at beside the pictures of how it is meant to look. */
const folder = path.join(repositoryFolder, 'dist/screenshots');

/** Where the shop's catalogue throws at what it doesn't sell, and where its handler calls it. */
const thrownAt = { file: 'catalogue.ts', line: '22' };
const handlerLine = '12';

test.beforeEach(async ({ window }) => {
  const { welcome, canvas, run, events } = window;
  await welcome.openExample('E-commerce');
  await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
  // Few are enough, and a slow machine has to run them all.
  await canvas.node('producer', 'storefront').click();
  await window.inspector.field('Per second').fill('8');
  await window.inspector.field('Per second').press('Enter');
  await run.start();
  await events.showTopic('order-outcomes');
  await expect(events.rows.filter({ hasText: 'shipped' }).nth(1)).toBeVisible();
  await events.showTopic('orders.dlq');
  await expect(events.rows.nth(1)).toContainText('sku-0000');
});

/** The broker goes on, and what was followed stays. */
async function endRun({ run, events }: TopicraftWindow): Promise<void> {
  await run.end();
  await expect(events.rows.nth(1)).toContainText('sku-0000');
}

/** The order's id stands as the key of its dead letter. Asked of the open record, since a row may still move down. */
async function keyOfOpened({ events }: TopicraftWindow): Promise<string> {
  const key = /o-\d+/.exec((await events.record.textContent()) ?? '')?.[0];
  if (key === undefined) throw new Error('The open record shows no key of an order.');
  return key;
}

/** What is on screen once the life of a dead-lettered order is shown: the failure, and the order that caused it. */
async function expectFailedOrder({ life, canvas }: TopicraftWindow, key: string): Promise<void> {
  await expect(life.hop(/hop 3, consumer order-service, dead-lettered/)).toHaveAttribute('aria-selected', 'true');
  await expect(life.panel).toContainText('sku-0000 is not in the catalogue');
  await expect(life.before).toContainText('orders');
  await expect(life.before).toContainText(key);
  await expect(life.numbers).toHaveCount(4);
  await expect(canvas.node('consumer', 'payment-service')).toHaveAttribute('data-mark', 'off-way');
  await expect(canvas.node('consumer', 'order-service')).toHaveAttribute('data-mark', 'failed-on-way');
}

test('three clicks lead from a dead letter to the line that failed and to the order that caused it', async ({
  window,
}) => {
  const { life, events, code, canvas } = window;
  await endRun(window);
  await events.rows.first().click();
  const key = await keyOfOpened(window);
  await events.record.getByRole('button', { name: 'Show its life' }).click();
  await expectFailedOrder(window, key);
  await life.button(`Open ${thrownAt.file} line ${thrownAt.line}`).click();
  await expect(code.line).toHaveText(thrownAt.line);
  await expect(code.text).toContainText('is not in the catalogue');
  await expect(life.before).toContainText(key);
  await expect(life.bar).toContainText('1 failed');

  // Back to where one came from.
  await window.tab('Life').click();
  await life.tree.focus();
  await life.leave();
  await expect(events.record).toContainText(key);
  await expect(life.panel).toHaveCount(0);
  await expect(canvas.node('consumer', 'payment-service')).not.toHaveAttribute('data-mark');
});

test('so does the keyboard alone', async ({ window }) => {
  const { page, life, events, code } = window;
  await endRun(window);
  await tabTo(page, 'Events');
  await page.keyboard.press('ArrowDown');
  await expect(events.record).toBeVisible();
  const key = await keyOfOpened(window);
  await page.keyboard.press('Enter');
  await expectFailedOrder(window, key);
  await expect(life.tree).toBeFocused();
  await page.keyboard.press('[');
  await expect(life.hop(/^hop 2, topic orders/)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press(']');
  await page.keyboard.press('Enter');
  await expect(code.line).toHaveText(thrownAt.line);
  await window.tab('Life').press('Enter');
  await life.button(`Handler line ${handlerLine}`).press('Enter');
  await expect(code.line).toHaveText(handlerLine);
  await expect(code.text).toContainText('priceCents');
});

/** Presses Tab until the keyboard is in the grid of this name. */
async function tabTo(page: Page, grid: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(label).toBe(grid);
  }).toPass({ intervals: [0] });
}

test('a life can be read backwards and forwards, with what changed in payload and headers', async ({ window }) => {
  const { page, life, traces } = window;
  await endRun(window);
  await traces.show();
  await traces.choose('In topic', 'order-outcomes');
  await expect(traces.rows.first()).toBeVisible();
  await traces.find('"shipped"');
  await traces.rows.filter({ hasText: 'shipped' }).first().click();
  await expect(life.hop(/topic order-outcomes/)).toHaveAttribute('aria-selected', 'true');
  const whole = await life.hops.count();
  await life.show('What caused this');
  await expect(life.hop(/consumer analytics/)).toHaveCount(0);
  await expect(life.hop(/^hop 1, producer storefront/)).toBeVisible();
  await life.show('What came of this');
  await expect(life.hop(/topic orders$/)).toHaveCount(0);
  await life.show('Whole life');
  await expect(life.hops).toHaveCount(whole);

  await life.hop(/topic checkouts/).click();
  await page
    .getByRole('region', { name: /^Events, logs/ })
    .getByRole('tab', { name: 'Payload' })
    .click();
  await expect(life.after.locator('[data-diff="added"]')).toContainText(['"amountCents"']);
  await page.getByRole('toolbar', { name: 'Payload' }).getByRole('button', { name: 'Headers' }).click();
  await expect(life.after.locator('[data-diff="added"]').filter({ hasText: 'topicraft-id' })).toBeVisible();
});

test('search, comparison and saved questions; in both themes axe finds nothing serious', async ({ window, app }) => {
  const { page, life, events, traces } = window;
  await endRun(window);
  const look = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      const file = path.join(folder, app.name, `${state}-${colorScheme}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
    }
    await expectAccessible(page, state);
  };
  await events.rows.first().dblclick();
  await expect(life.hops).toHaveCount(4);
  await expect(life.before).toBeVisible();
  await look('event-life');

  await traces.show();
  await traces.choose('In topic', 'order-outcomes');
  await traces.find('"shipped"');
  await traces.rows.filter({ hasText: 'shipped' }).first().click();
  await expect(life.hop(/topic order-outcomes/)).toHaveAttribute('aria-selected', 'true');
  await look('event-life-found');
  await life.button('Compare with another event').click();
  await traces.rows.filter({ hasText: 'shipped' }).nth(1).click();
  await life.panel.getByRole('tab', { name: 'Comparison' }).click();
  await expect(life.panel.getByRole('table')).toContainText('order-outcomes');
  await look('event-life-comparison');

  await traces.button('Never reached').click();
  await traces.choose('Events of', 'orders');
  await traces.choose('Reached', 'shipping');
  await expect(traces.rows.filter({ hasText: 'order-service dead-lettered orders' }).first()).toBeVisible();
  await traces.button('Save this question').click();
  await expect(traces.toolbar.getByRole('combobox', { name: 'Saved questions' })).toContainText(
    'never reached shipping',
  );
  await look('traces-never-reached');

  await traces.button('Tracing: what is kept').click();
  await expect(window.dialog('Tracing')).toContainText('Events followed');
  await look('tracing');
});

test('while it runs, the hint at the node that failed and its problem lead to the last event that it failed at', async ({
  window,
}) => {
  const { page, life, problems, canvas } = window;
  await canvas.focus();
  await page.keyboard.press('Escape');
  await canvas.surface.getByRole('note').getByRole('button', { name: 'Show the last one' }).click();
  await expect(life.hop(/consumer order-service, dead-lettered/)).toHaveAttribute('aria-selected', 'true');
  await life.leave();
  await window.tab(/^Problems/).click();
  await problems.getByRole('button', { name: 'Show the last one' }).click();
  await expect(life.hop(/consumer order-service, dead-lettered/)).toHaveAttribute('aria-selected', 'true');
  await expect(life.panel).toContainText('sku-0000 is not in the catalogue');
});
