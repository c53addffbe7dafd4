import path from 'node:path';
import type { Canvas } from '../pages/canvas.ts';
import { Picker } from '../pages/picker.ts';
import type { TopicraftWindow } from '../pages/topicraft-window.ts';
import { clusterNames } from '../support/clusters.ts';
import { basicKafkaLines, graphLines, readProject } from '../support/project-files.ts';
import { expect, test } from '../support/test.ts';

const handler = (topic: string): string => `import { defineProducer } from 'topicraft';

export default defineProducer<'thermometers'>(async (tick, { emit }) => {
  await emit('${topic}', { key: 'kitchen', value: { celsius: 20 + tick.index } });
});
`;

for (const cluster of clusterNames) {
  test.describe(`on ${cluster}`, () => {
    test.use({ cluster });

    test('basic-kafka is drawn by mouse from an empty canvas, written, run, saved, and the same when opened again', async ({
      window,
      home,
      startRun,
    }) => {
      const { welcome, canvas, inspector } = window;
      await welcome.createProject('drawn-by-mouse');
      await expect(canvas.surface).toBeVisible();

      await canvas.dragFromPalette('producer', { x: 150, y: 250 });
      await expect(canvas.node('producer', 'producer')).toBeVisible();
      await inspector.rename('thermometers');
      await expect(canvas.node('producer', 'thermometers')).toBeVisible();
      await canvas.dragFromPalette('topic', { x: 420, y: 250 });
      await inspector.rename('temperatures');
      await canvas.dragFromPalette('consumer', { x: 750, y: 150 });
      await inspector.rename('recorder');
      await inspector.field('Instances').fill('3');
      await inspector.field('Instances').press('Enter');
      await canvas.dragFromPalette('consumer', { x: 750, y: 400 });
      await inspector.rename('alarm');

      const topic = canvas.node('topic', 'temperatures');
      await canvas.drawWire(canvas.node('producer', 'thermometers'), topic);
      await canvas.drawWire(topic, canvas.node('consumer', 'recorder'));
      await canvas.drawWire(topic, canvas.node('consumer', 'alarm'));
      await expect(canvas.wire('temperatures', 'alarm')).toBeAttached();

      await canvas.node('producer', 'thermometers').dblclick();
      await writeAndRun(window, startRun);
      await saveAndReopen(window, path.join(home, 'Topicraft/drawn-by-mouse'));
    });
  });
}

test('basic-kafka is drawn by keyboard alone', async ({ window, home, startRun }) => {
  const { welcome, canvas, page } = window;
  await welcome.createProject('drawn-by-keys');
  await canvas.focus();

  await page.keyboard.press('p');
  await expect(canvas.node('producer', 'producer')).toBeFocused();
  await page.keyboard.press('F2');
  const rename = page.getByRole('textbox', { name: 'New name of producer' });
  await rename.fill('thermometers');
  await page.keyboard.press('Enter');
  await expect(rename).toHaveCount(0);
  await expect(canvas.node('producer', 'thermometers')).toBeVisible();

  const quickAdd = new Picker(page, 'Add by typing');
  await canvas.focus();
  await page.keyboard.press('a');
  await quickAdd.take('t temperatures');
  await expect(canvas.node('topic', 'temperatures')).toBeFocused();
  await page.keyboard.press('a');
  await quickAdd.take('c recorder x3 reads temperatures');
  await expect(canvas.wire('temperatures', 'recorder')).toBeAttached();
  const [topic, reader] = await Promise.all([
    canvas.node('topic', 'temperatures').boundingBox(),
    canvas.node('consumer', 'recorder').boundingBox(),
  ]);
  expect(reader?.x).toBeGreaterThan((topic?.x ?? 0) + (topic?.width ?? 0));
  await page.keyboard.press('a');
  await quickAdd.take('c alarm');
  await expect(canvas.node('consumer', 'alarm')).toBeFocused();
  await page.keyboard.press('l');
  await new Picker(page, 'Connect alarm').take('temperatures');
  await expect(canvas.wire('temperatures', 'alarm')).toBeAttached();

  await canvas.node('producer', 'thermometers').focus();
  await page.keyboard.press('Space');
  await expect(canvas.node('producer', 'thermometers')).toHaveAccessibleName(/selected/);
  await page.keyboard.press('l');
  await new Picker(page, 'Connect thermometers').take('temperatures');
  await expect(canvas.wire('thermometers', 'temperatures')).toBeAttached();

  await canvas.node('producer', 'thermometers').focus();
  await page.keyboard.press('Enter');
  await writeAndRun(window, startRun);
  await saveAndReopen(window, path.join(home, 'Topicraft/drawn-by-keys'));
});

test('what is added by keyboard is in sight, however far the drawing has come', async ({ window, app }) => {
  const { welcome, canvas, page } = window;
  await welcome.createProject('far-and-wide');
  await app.resize({ width: 1000, height: 700 });
  await canvas.focus();
  const quickAdd = new Picker(page, 'Add by typing');
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six']) {
    await page.keyboard.press('a');
    await quickAdd.take(`t ${name}`);
    const node = canvas.node('topic', name);
    await expect(node).toBeFocused();
    await expect.poll(() => canvas.isInSight(node)).toBe(true);
  }
});

/** With one wrong emit first, which is underlined until it is mended. */
async function writeAndRun({ code, run, events }: TopicraftWindow, startRun: () => Promise<void>): Promise<void> {
  await code.write(handler('temperaturs'));
  await expect(code.underlinedErrors.first()).toBeVisible();
  await code.write(handler('temperatures'));
  await expect(code.underlinedErrors).toHaveCount(0);
  await startRun();
  await expect(events.rowWith('"celsius":20')).toBeVisible();
  await run.end();
}

async function saveAndReopen(window: TopicraftWindow, folder: string): Promise<void> {
  const { welcome, canvas, palette } = window;
  await window.save();
  const saved = await readProject(folder);
  expect(graphLines(saved['topicraft.json'] ?? '')).toEqual(basicKafkaLines);
  expect(saved['handlers/producer.ts']).toBe(handler('temperatures'));
  // With the code editor beside it the canvas needn't show all of the drawing any more.
  await canvas.fit();
  await expect(canvas.nodes).toHaveCount(4);
  const drawn = await nodeNames(canvas);

  await palette.run('Close project');
  await expect(welcome.heading).toBeVisible();
  await welcome.recents
    .getByRole('button', { name: path.basename(folder) })
    .first()
    .click();
  await expect(canvas.nodes).toHaveCount(4);
  expect(await nodeNames(canvas)).toEqual(drawn);
  await expect(window.edited).toHaveCount(0);
  await window.page.keyboard.press('Control+s');
  expect(await readProject(folder)).toEqual(saved);
}

/** `consumer alarm` and so on, without how they are. */
async function nodeNames({ nodes }: Canvas): Promise<string[]> {
  const labels = await nodes.evaluateAll((drawn) => drawn.map((node) => node.getAttribute('aria-label') ?? ''));
  return labels.map((label) => label.split(',')[0] ?? '').sort();
}
