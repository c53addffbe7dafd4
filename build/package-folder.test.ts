import { expect, it } from 'vitest';
import { packageFolderOf } from './package-folder.ts';

it.each([
  ['node_modules/zod/v4/index.js', 'node_modules/zod'],
  ['/home/ann/app/node_modules/@orpc/client/dist/a.mjs?worker', 'node_modules/@orpc/client'],
  ['C:\\app\\node_modules\\ws\\index.js', 'node_modules/ws'],
  ['/app/node_modules/a/node_modules/@b/c/d.js', 'node_modules/a/node_modules/@b/c'],
  ['main/wire/index.ts', undefined],
  ['/app/my_node_modules/a.ts', undefined],
])('%s belongs to %s', (file, folder) => {
  expect(packageFolderOf(file)).toBe(folder);
});
