import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { repositoryFolder } from '../support/topicraft-command.ts';

it('the page that tests look at is the one that ships, without React’s development build', async () => {
  const assets = path.join(repositoryFolder, 'out/renderer/assets');
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(scripts.map((name) => readFile(path.join(assets, name), 'utf8')));
  expect(texts.some((text) => text.includes('react.dev/errors'))).toBe(true);
  expect(scripts.filter((_name, index) => texts[index]?.includes('Download the React DevTools'))).toEqual([]);
});
