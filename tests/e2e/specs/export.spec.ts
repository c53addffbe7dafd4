import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readProject } from '../support/project-files.ts';
import { expect, test } from '../support/test.ts';

const exportAction = 'Export as TypeScript project';

test('an export keeps what was edited in it, and takes what the drawing has changed', async ({ window, home }) => {
  const { page, canvas, exporting } = window;
  const folder = path.join(home, 'work/my shop');
  const inFolder = (file: string): string => path.join(folder, file);
  await window.welcome.openExample('E-commerce');
  await expect(canvas.node('consumer', 'payment-service')).toBeVisible();

  await page.keyboard.press('Control+Shift+E');
  await expect(exporting.folder).toHaveValue(path.join(home, 'Topicraft/ecommerce-export'));
  await exporting.lookAt(folder);
  await expect(exporting.text).toContainText('E-commerce');
  await expect(exporting.file(/^service\.ts new$/)).toHaveCount(7);
  // The keyboard alone: from the file in sight up to the first row, and into what is folded.
  await exporting.file('README.md').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(exporting.file(/^\.github/)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(exporting.file('ci.yml')).toBeFocused();
  await expect(exporting.text).toContainText('npm ci');
  await exporting.export();
  await expect(exporting.result).toContainText(/^\d+ files written/);
  await expect(exporting.result).toContainText(`cd "${folder}"`);
  await expect(exporting.result).toContainText('npm install');
  await exporting.finish();
  const project = await readProject(path.join(home, 'Topicraft/ecommerce'));
  const first = await readProject(folder);
  for (const [file, text] of Object.entries(project)) {
    if (file.startsWith('handlers/') || file.startsWith('schemas/')) expect(first[file], file).toBe(text);
  }

  await appendFile(inFolder('handlers/payment-service.ts'), '// mine\n');
  await writeFile(inFolder('README.md'), `My own line.\n${first['README.md']}`);
  await canvas.node('topic', 'orders').click();
  await window.inspector.rename('purchases');
  await expect(canvas.node('topic', 'purchases')).toBeVisible();

  await window.perform(exportAction);
  await expect(exporting.folder).toHaveValue(folder);
  await expect(exporting.file(/^README\.md both changed/)).toHaveAttribute('aria-selected', 'true');
  await expect(exporting.file(/^payment-service\.ts yours.*kept$/)).toBeVisible();
  await expect(exporting.file(/^topics\.ts updated$/)).toBeVisible();
  await expect(exporting.file(/same/)).toHaveCount(0);
  await expect(exporting.dialog).toContainText('Edits that aren’t saved yet go along.');
  await expect(exporting.text).toContainText('purchases');
  await expect(exporting.dialog.locator('.monaco-diff-editor')).toContainText('My own line.');
  await exporting.choice('Merge').click();
  await expect(exporting.file(/^README\.md both changed.*merged$/)).toBeVisible();
  await expect(exporting.dialog).toContainText('No conflicts.');
  await expect(exporting.forAll('Merge')).toHaveAttribute('aria-pressed', 'true');

  // Whatever changes while one looks is shown first.
  await appendFile(inFolder('compose.yaml'), '# mine too\n');
  await exporting.button(/^Export \d/).click();
  await expect(exporting.dialog.getByRole('alert')).toContainText('compose.yaml');
  await expect(exporting.file(/^compose\.yaml yours.*kept$/)).toBeVisible();
  expect(await readFile(inFolder('system/topics.ts'), 'utf8')).toBe(first['system/topics.ts']);
  await expect(exporting.file(/^README\.md both changed.*merged$/)).toBeVisible();
  await exporting.export();
  await exporting.finish();

  const second = await readProject(folder);
  expect(second['README.md']).toMatch(/^My own line\.\n/);
  expect(second['README.md']).toContain('| purchases | 6 |');
  expect(second['handlers/payment-service.ts']).toBe(`${first['handlers/payment-service.ts']}// mine\n`);
  expect(second['compose.yaml']).toBe(`${first['compose.yaml']}# mine too\n`);
  expect(second['handlers/storefront.ts']).toContain("'purchases'");
  expect(second['system/topics.ts']).toContain('purchases');
  expect(await readProject(path.join(home, 'Topicraft/ecommerce'))).toEqual(project);
  await expect(window.edited).toBeVisible();

  await window.perform(exportAction);
  await expect(exporting.file(/^payment-service\.ts yours/)).toBeVisible();
  await expect(exporting.button('Nothing to export')).toBeDisabled();
  await exporting.forAll('Replace').click();
  await exporting.export();
  expect((await readProject(folder))['handlers/payment-service.ts']).toBe(project['handlers/payment-service.ts']);
});

test('what keeps a project from being exported is said', async ({ window, home }) => {
  const { exporting } = window;
  await window.welcome.openExample('Basic Kafka');
  await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
  const project = path.join(home, 'Topicraft/basic-kafka');
  await window.perform(exportAction);
  await exporting.lookAt(project);
  await expect(exporting.dialog.getByRole('alert')).toContainText(
    'The project can not be exported into its own files.',
  );
  await expect(exporting.button('Export')).toBeDisabled();
  const handler = path.join(project, 'handlers/alarm.ts');
  const text = await readFile(handler, 'utf8');
  await writeFile(handler, `${text}\nexport default (`);
  await exporting.lookAt(path.join(home, 'out'));
  await expect(exporting.dialog.getByRole('alert')).toContainText('alarm.ts');
  // As soon as it is mended, it goes on.
  await writeFile(handler, text);
  await expect(exporting.file('README.md')).toBeVisible();
});

test('the drawing is saved as SVG and as PNG, in either theme', async ({ window, app, home }) => {
  const { page, exporting } = window;
  await window.welcome.openExample('E-commerce');
  await expect(window.canvas.node('consumer', 'payment-service')).toBeVisible();
  const project = JSON.parse(await readFile(path.join(home, 'Topicraft/ecommerce/topicraft.json'), 'utf8')) as {
    nodes: { kind: string; name: string }[];
    services: { name: string }[];
  };
  await window.perform('Export diagram as SVG');
  await expect(exporting.picture).toBeVisible();
  const svgFile = path.join(home, 'shop.svg');
  await app.saveTo(svgFile, () => exporting.button('Save SVG').click());
  const svg = await readFile(svgFile, 'utf8');
  const found = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      root: parsed.documentElement.tagName,
      titles: [...parsed.querySelectorAll('title')].map(({ textContent }) => textContent),
      texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent),
    };
  }, svg);
  expect(found.root).toBe('svg');
  expect(found.titles).toEqual(
    expect.arrayContaining([
      ...project.nodes.map(({ kind, name }) => `${kind} ${name}`),
      ...project.services.map(({ name }) => `service ${name}`),
    ]),
  );
  expect(found.texts).toEqual(expect.arrayContaining(project.nodes.map(({ name }) => name)));
  expect(svg).not.toMatch(/class=|href|var\(|currentColor/);
  await exporting.button('Copy').click();
  await expect(window.messages).toContainText('SVG copied.');

  const canvasColours = { Dark: [15, 17, 22], Light: [244, 245, 248] } as const;
  await exporting.dialog.getByRole('group', { name: 'Format' }).getByRole('button', { name: 'PNG' }).click();
  for (const [theme, colour] of Object.entries(canvasColours)) {
    await exporting.button(theme).click();
    const pngFile = path.join(home, `${theme}.png`);
    await app.saveTo(pngFile, () => exporting.button('Save PNG').click());
    const picture = await page.evaluate(
      async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const colours = new Set<number>();
        for (let at = 0; at < pixels.length; at += 4) {
          colours.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
        }
        return {
          width: canvas.width,
          height: canvas.height,
          corner: Array.from(pixels.slice(0, 3)),
          colours: colours.size,
        };
      },
      (await readFile(pngFile)).toString('base64'),
    );
    expect(picture.corner).toEqual(colour);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    expect([picture.width, picture.height]).toEqual([2 * Number(width), 2 * Number(height)]);
    // Letters and lines, not an empty ground.
    expect(picture.colours).toBeGreaterThan(50);
  }
  await exporting.button('Copy').click();
  await expect(window.messages).toContainText('Picture copied.');
});

test('the project is saved as AsyncAPI and as Mermaid, with what they leave out in sight', async ({
  window,
  app,
  home,
}) => {
  const { exporting } = window;
  await window.welcome.openExample('E-commerce');
  await expect(window.canvas.node('consumer', 'payment-service')).toBeVisible();
  await window.perform('Export as AsyncAPI document');
  await expect(exporting.text).toContainText('asyncapi: 3.');
  await expect(exporting.leftOut).toContainText(/^\d+ things can’t be said in this form$/);
  await exporting.leftOut.click();
  await expect(exporting.dialog.getByRole('listitem').first()).toBeVisible();
  await exporting.button('JSON').click();
  await expect(exporting.text).toContainText('"asyncapi": "3.');
  const jsonFile = path.join(home, 'shop.json');
  await app.saveTo(jsonFile, () => exporting.button('Save').click());
  const document = JSON.parse(await readFile(jsonFile, 'utf8')) as { channels: Record<string, { address: string }> };
  expect(Object.values(document.channels).map(({ address }) => address)).toContain('order-outcomes');

  await window.page.getByRole('tab', { name: /^Mermaid/ }).click();
  await expect(exporting.text).toContainText('flowchart LR');
  const mermaidFile = path.join(home, 'shop.mmd');
  await app.saveTo(mermaidFile, () => exporting.button('Save').click());
  expect(await readFile(mermaidFile, 'utf8')).toContain('payment-service');
  await exporting.button('Copy').click();
  await expect(window.messages).toContainText('Text copied.');
});
