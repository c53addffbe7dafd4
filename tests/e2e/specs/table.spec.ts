import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

test('the graph is a table too: in the order and by the filter that one chooses, its sums below', async ({
  window,
}) => {
  const { page, run, canvas } = window;
  await window.welcome.openExample('Basic Kafka');
  await run.start();
  await page.getByRole('group', { name: 'The graph as' }).getByRole('button', { name: 'Table' }).click();
  const table = page.getByRole('grid', { name: 'Nodes' });
  const names = table.getByRole('rowheader');
  await expect(names).toContainText([
    'No service 3',
    'alarm',
    'recorder',
    'thermometers',
    'Topics 1',
    'temperatures',
    '4 nodes',
  ]);
  await expect(table.getByRole('row', { name: /^recorder / })).toContainText('Running');

  await table.getByRole('button', { name: 'Name' }).click();
  await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await page.getByRole('searchbox', { name: 'Filter the table' }).fill('consumer running');
  await expect(names.last()).toHaveText('2 nodes');
  await page.getByRole('searchbox', { name: 'Filter the table' }).fill('lag > 1000k');
  await expect(table.getByRole('rowheader')).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Filter the table' }).fill('');
  await expectAccessible(page, 'the table of a running graph');

  // By keys alone: to a row, into it, and back to the drawing with it selected.
  await table.getByRole('button', { name: 'temperatures' }).focus();
  await page.keyboard.press('Enter');
  await expect(window.inspector.field('Name')).toHaveValue('temperatures');
  await page.keyboard.press('ArrowUp');
  await expect(table.getByRole('button', { name: 'temperatures' })).not.toBeFocused();
  await page.keyboard.press('Control+Alt+g');
  await expect(canvas.node('topic', 'temperatures')).toBeVisible();
  await run.end();
});

test('a focus dims what neither feeds a node nor is fed by it, in drawing, explorer and table', async ({ window }) => {
  const { page, canvas } = window;
  await window.welcome.openExample('E-commerce');
  const outside = page.locator('[data-node][data-mark="outside"]');
  await canvas.node('consumer', 'payment-service').click();
  await page.keyboard.press('f');
  const panel = page.getByRole('region', { name: 'Inspector' });
  const way = panel.getByRole('region', { name: 'The way of an event' }).getByRole('listitem');
  await expect(panel).toContainText('Around payment-service');
  await panel.getByRole('button', { name: 'Upstream' }).click();
  await panel.getByRole('button', { name: '1', exact: true }).click();
  await expect(way).toHaveCount(3);
  await expect(way.last()).toContainText('payment-service');
  await expect(panel.getByRole('status')).toContainText('3 of');
  await expect(outside).not.toHaveCount(0);
  await expect(window.explorer.getByRole('treeitem', { name: 'shipping', exact: true })).toHaveAttribute(
    'data-outside',
    'true',
  );
  await panel.getByRole('button', { name: 'All' }).click();
  await expect(way.filter({ hasText: 'storefront' })).toHaveCount(1);

  await page.keyboard.press('Control+Alt+g');
  const row = page.getByRole('grid', { name: 'Nodes' }).getByRole('row', { name: /^analytics / });
  await expect(row).toHaveAttribute('data-outside', 'true');
  await panel.getByRole('button', { name: 'Leave' }).click();
  await expect(row).not.toHaveAttribute('data-outside', 'true');

  // On a service, and left by Escape.
  await page.keyboard.press('Control+Alt+g');
  await canvas.node('consumer', 'payment-service').click();
  await page.keyboard.press('f');
  await expect(outside).not.toHaveCount(0);
  await canvas.node('consumer', 'payment-service').focus();
  await page.keyboard.press('Escape');
  await expect(outside).toHaveCount(0);
});
