import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '../support/test.ts';

test('a consumer is set to exactly once, told so in words and on the drawing, saved, and set back', async ({
  window,
  home,
}) => {
  const { welcome, canvas, inspector, page } = window;
  await welcome.createProject('once');
  await canvas.dragFromPalette('consumer', { x: 400, y: 250 });
  await inspector.rename('billing');
  await expect(inspector.field('Delivers')).toHaveText('At least once');
  await expect(inspector.panel).toContainText('may come again');

  await inspector.choose('Delivers', 'Exactly once');
  await expect(inspector.panel).toContainText('one Kafka transaction');
  const node = canvas.node('consumer', 'billing');
  await expect(node).toContainText('1×');
  await expect(node).toHaveAccessibleName(/^consumer billing, exactly once/);

  const saved = async () => await readFile(path.join(home, 'Topicraft/once/topicraft.json'), 'utf8');
  await page.keyboard.press('Control+s');
  await expect.poll(saved).toContain('"guarantee": "exactly-once"');
  await page.keyboard.press('Control+z');
  await expect(node).not.toContainText('1×');
  await page.keyboard.press('Control+s');
  await expect.poll(saved).not.toContain('guarantee');
});
