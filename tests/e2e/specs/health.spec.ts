import path from 'node:path';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { expectAccessible } from '../support/accessibility.ts';
import { expect, test } from '../support/test.ts';

/** To be looked at, beside the pictures of how it is meant to look. */
const folder = path.join(repositoryFolder, 'dist/screenshots');

for (const theme of ['dark', 'light'] as const) {
  test(`the running e-commerce example shows how each part does, in ${theme}`, async ({ window, app }) => {
    const { page, welcome, canvas, run } = window;
    const health = page.getByRole('region', { name: 'Health of payment-service' });
    const take = async (state: string): Promise<void> => {
      await page.screenshot({
        path: path.join(folder, app.name, `health-${state}-${theme}.png`),
        animations: 'disabled',
      });
    };
    await app.resize({ width: 1600, height: 1000 });
    await page.emulateMedia({ colorScheme: theme });
    await welcome.openExample('E-commerce');
    await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
    await run.start();

    await window.treeRow('payment-service').click();
    await window.tab(/^Health/).click();
    await expect(health.getByText('Oldest waits')).toBeVisible();
    await expect(health.getByText(/calls, last 10 s/)).toBeVisible();
    await expect(health.getByRole('table').first()).toContainText('p0');

    await window.perform('Show metrics');
    const charts = page.getByRole('slider', { name: /^Charts of payment-service/ });
    await expect(charts).toBeVisible();
    await page.getByRole('combobox', { name: 'Add a node to the charts' }).click();
    await page.getByRole('option', { name: 'storefront' }).click();
    await expect(page.getByRole('columnheader', { name: 'storefront' })).toBeVisible();
    const values = page.getByRole('table', { name: 'Values' });
    // Ten seconds of figures, so that there is something to look at.
    const handle = page.getByRole('slider', { name: 'End of what is shown' });
    await expect(page.getByText(/^Whole run/)).toContainText(/0[1-9]:\d\d|00:[1-9]\d/);
    await take('running');
    await expectAccessible(page, 'health and metrics');
    await page.emulateMedia({ colorScheme: theme });

    // The crosshair goes by keys, and its time and values are told.
    await charts.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(values.getByRole('columnheader').first()).toHaveText(/^\d\d:\d\d:\d\d$/);
    await handle.focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByRole('button', { name: 'Live' })).toBeEnabled();
    await page.getByRole('button', { name: 'Live' }).click();

    // A node that is stopped says so, with what starts it again; an alert on it is raised once.
    await health.getByRole('button', { name: 'Add alert' }).click();
    await expect(health.getByText('stopped or stalled', { exact: true }).first()).toBeVisible();
    await window.tab('Settings').click();
    await page.getByRole('button', { name: 'Stop payment-service' }).click();
    await window.tab(/^Health/).click();
    await expect(health.getByText(/^Stopped since/)).toBeVisible();
    await expect(window.messages).toContainText('payment-service: stopped');
    await expect(health.getByText('raised')).toBeVisible();
    await take('stopped');
    await expectAccessible(page, 'a stopped node');
    await health.getByRole('button', { name: 'Start it' }).click();
    await expect(health.getByText(/^Stopped since/)).toHaveCount(0);
    await run.end();
  });
}
