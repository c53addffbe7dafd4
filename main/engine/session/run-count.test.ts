import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { folderWith } from '../../../tests/support/project-folder.ts';
import { takeRunOrdinal } from './run-count.ts';

it('counts the runs on what a folder holds, and from the start where it was emptied', async () => {
  const folder = await folderWith({ 'cluster.journal': '' });
  expect([await takeRunOrdinal(folder), await takeRunOrdinal(folder)]).toEqual([0, 1]);
  await rm(folder, { recursive: true });
  expect(await takeRunOrdinal(folder)).toBe(0);
});

it('says where it cannot count, rather than give one twice', async () => {
  const folder = await folderWith({ 'topicraft-runs.json/in-the-way': '' });
  await expect(takeRunOrdinal(folder)).rejects.toThrow('topicraft-runs.json');
});
