import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ window }) => {
  await window.welcome.openExample('Basic Kafka');
  await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
});

test('the command palette finds nodes and actions by a few letters', async ({ window }) => {
  const { palette, inspector } = window;
  await palette.open();
  await expect(palette.input).toBeFocused();
  await palette.input.fill('alrm');
  await expect(palette.options.first()).toContainText('alarm');
  await window.page.keyboard.press('Enter');
  await expect(palette.dialog).toHaveCount(0);
  await expect(inspector.heading).toHaveText('alarm');

  await window.page.keyboard.press('Control+Shift+P');
  await palette.input.fill('>explorer');
  await window.page.keyboard.press('Enter');
  await expect(window.explorer).toHaveCount(0);
  await palette.run('explorer');
  await expect(window.explorer).toBeVisible();

  await palette.open();
  await palette.input.fill('nothing is called so');
  await expect(palette.dialog).toContainText('Nothing has “nothing is called so” in its name.');
  await window.page.keyboard.press('Escape');
  await expect(palette.dialog).toHaveCount(0);
});

test('? shows the shortcuts, and Escape leaves them', async ({ window }) => {
  await window.canvas.focus();
  await window.page.keyboard.press('?');
  const shortcuts = window.dialog('Keyboard shortcuts');
  await expect(shortcuts.getByRole('region', { name: 'Run' })).toContainText('Ctrl Enter');
  await expect(shortcuts.getByRole('button', { name: 'Close' })).toBeFocused();
  await window.page.keyboard.press('Escape');
  await expect(shortcuts).toHaveCount(0);
});

test('the theme is chosen in the settings, and kept', async ({ window }) => {
  const root = window.page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await window.page.keyboard.press('Control+,');
  const settings = window.dialog('Settings');
  await settings.getByRole('button', { name: 'Light' }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await settings.getByRole('button', { name: 'Close' }).click();
  await expect(settings).toHaveCount(0);
  await window.page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('a drag is one step of undo and redo, and changes the layout only', async ({ window, home }) => {
  const { canvas, titleBar } = window;
  const alarm = canvas.node('consumer', 'alarm');
  const before = await alarm.boundingBox();
  await canvas.moveNode(alarm, { x: 60, y: 90 });
  await expect.poll(async () => (await alarm.boundingBox())?.y).toBeGreaterThan((before?.y ?? 0) + 40);
  const after = await alarm.boundingBox();
  const undo = titleBar.getByRole('button', { name: /^Undo/ });
  await expect(undo).toHaveAccessibleName('Undo move of alarm');
  await undo.click();
  await expect.poll(() => alarm.boundingBox()).toEqual(before);
  await expect(undo).toBeDisabled();
  await titleBar.getByRole('button', { name: 'Redo move of alarm' }).click();
  await expect.poll(() => alarm.boundingBox()).toEqual(after);

  const file = path.join(projectFolder(home), 'topicraft.json');
  const saved = await readFile(file, 'utf8');
  await window.save();
  expect(await readFile(file, 'utf8')).toBe(saved);
});

test('a row of Problems leads to its place', async ({ window, home }) => {
  const handler = path.join(projectFolder(home), 'handlers/alarm.ts');
  const text = await readFile(handler, 'utf8');
  await writeFile(handler, text.replace('export default defineConsumer', 'export default defineConsumer('));
  await window.tab(/^Problems/).click();
  const row = window.problems.getByRole('button', { name: /alarm\.ts/ }).first();
  await expect(row).toBeVisible();
  await row.click();
  await expect(window.code.text).toContainText('tooWarm');
  await writeFile(handler, text);
  await expect(window.problems).toHaveCount(0);
});

test('a problem is mended by its button, and that can be undone', async ({ window }) => {
  const { canvas, page, problems, titleBar } = window;
  await canvas.focus();
  await page.keyboard.press('t');
  await window.tab(/^Problems/).click();
  await expect(titleBar.getByRole('button', { name: /^Problems: / })).toHaveAccessibleName(
    'Problems: 0 errors, 2 warnings',
  );
  await problems.getByRole('button', { name: 'Add a consumer' }).click();
  await expect(canvas.wire('topic', 'consumer')).toBeAttached();
  await problems.getByRole('button', { name: 'Add a producer' }).click();
  await expect(canvas.wire('producer', 'topic')).toBeAttached();
  await expect(problems).toHaveCount(0);
  await titleBar.getByRole('button', { name: 'Undo add a producer' }).click();
  await expect(canvas.node('producer', 'producer')).toHaveCount(0);
  await expect(problems.getByRole('listitem')).toHaveCount(1);
});

test('what changes on disk is taken up', async ({ window, home }) => {
  const file = path.join(projectFolder(home), 'topicraft.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"name": "alarm"', '"name": "siren"'));
  await expect(window.canvas.node('consumer', 'siren')).toBeVisible();
  await expect(window.canvas.node('consumer', 'alarm')).toHaveCount(0);
  await expect(window.edited).toHaveCount(0);
});

test('where disk and window both have changed, the person chooses with the difference in sight', async ({
  window,
  home,
}) => {
  const { inspector, canvas } = window;
  await window.treeRow('alarm').click();
  await inspector.rename('siren');
  await expect(window.edited).toBeVisible();
  const file = path.join(projectFolder(home), 'topicraft.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"name": "alarm"', '"name": "bell"'));
  const dialog = window.dialog('topicraft.json was changed outside');
  await expect(dialog).toContainText('"name": "bell"');
  await expect(dialog).toContainText('"name": "siren"');
  await dialog.getByRole('button', { name: 'Take the file on disk' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(canvas.node('consumer', 'bell')).toBeVisible();
  await expect(canvas.node('consumer', 'siren')).toHaveCount(0);
});

/** Where the app has put its copy of the example. */
function projectFolder(home: string): string {
  return path.join(home, 'Topicraft/basic-kafka');
}
