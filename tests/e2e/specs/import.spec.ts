import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expectAccessible } from '../support/accessibility.ts';
import { readProject } from '../support/project-files.ts';
import { expect, test } from '../support/test.ts';

const document = `asyncapi: 3.0.0
info: { title: Billing, version: 1.0.0 }
channels:
  orders: { address: orders, messages: { order: { payload: { type: object, properties: { total: { type: number } } } } } }
  invoices: { address: invoices }
operations:
  charge: { action: receive, channel: { $ref: '#/channels/orders' } }
  bill: { action: send, channel: { $ref: '#/channels/invoices' } }
`;

test('an AsyncAPI document becomes a project, and what a graph can’t say is listed', async ({ window, home }) => {
  const { page, canvas } = window;
  const dialog = window.dialog('Import AsyncAPI document');
  const choose = async (name: string, text: string): Promise<void> => {
    await writeFile(path.join(home, name), text);
    await dialog.locator('input[type=file]').setInputFiles(path.join(home, name));
    await expect(dialog.getByRole('button', { name })).toBeVisible();
  };
  await page.getByRole('button', { name: 'Import a document' }).click();
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();

  // What is no such document is said, and another may be chosen.
  await choose('Old ones.yaml', 'asyncapi: 2.6.0\n');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('old-ones');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('This is a document of AsyncAPI 2.6.0');
  await expectAccessible(page, 'a refused import');

  await choose('Billing.asyncapi.yaml', document);
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('billing');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const imported = window.dialog('Imported');
  await expect(imported.getByRole('listitem').first()).toContainText('version');
  await expectAccessible(page, 'an import');
  await imported.getByRole('button', { name: 'Show the project' }).click();

  await expect(canvas.node('topic', 'orders')).toBeVisible();
  await expect(canvas.node('consumer', 'charge')).toBeVisible();
  await expect(canvas.node('producer', 'bill')).toBeVisible();
  const files = await readProject(path.join(home, 'Topicraft/billing'));
  expect(Object.keys(files)).toContain('handlers/charge.ts');
  // A stranger's document has nobody's trust.
  await expect(page.getByText(/isn’t trusted|not trusted/).first()).toBeVisible();
});
