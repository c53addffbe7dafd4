import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderWith, textsIn } from '../../../tests/support/project-folder.ts';
import { StateFile } from './state-file.ts';

const schema = z.object({ count: z.int().default(0) });

describe('StateFile', () => {
  it('begins with the defaults and keeps what is changed', async () => {
    const folder = path.join(await folderWith({}), 'new');
    const file = new StateFile(folder, 'count.json', schema);
    expect(await file.read()).toEqual({ count: 0 });
    expect(await file.change(({ count }) => ({ count: count + 1 }))).toEqual({ count: 1 });
    expect(await new StateFile(folder, 'count.json', schema).read()).toEqual({ count: 1 });
    expect(await readdir(folder)).toEqual(['count.json']);
  });

  it.runIf(process.platform !== 'win32')('is for its owner alone', async () => {
    const folder = path.join(await folderWith({}), 'new');
    await new StateFile(folder, 'count.json', schema).change((content) => content);
    expect((await stat(path.join(folder, 'count.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('loses no change of many at once', async () => {
    const file = new StateFile(await folderWith({}), 'count.json', schema);
    await Promise.all(Array.from({ length: 20 }, () => file.change(({ count }) => ({ count: count + 1 }))));
    expect(await file.read()).toEqual({ count: 20 });
  });

  it.each([
    ['no JSON', '{"count": '],
    ['another shape', '{"count": "many"}'],
    ['no object', '7'],
    ['empty', ''],
  ])('sets aside what it does not understand: %s', async (_what, text) => {
    const folder = await folderWith({ 'count.json': text });
    const file = new StateFile(folder, 'count.json', schema);
    expect(await file.read()).toEqual({ count: 0 });
    await file.change(() => ({ count: 1 }));
    expect((await textsIn(folder))['count.json.broken']).toBe(text);
  });

  it('says what it cannot read or write, and goes on after it', async () => {
    const folder = await folderWith({ 'count.json/x': '' });
    const file = new StateFile(folder, 'count.json', schema);
    await expect(file.read()).rejects.toMatchObject({ code: 'state-unreadable' });
    await expect(file.change((content) => content)).rejects.toMatchObject({ code: 'state-unreadable' });
    const other = new StateFile(path.join(folder, 'count.json/x'), 'y.json', schema);
    await expect(other.change((content) => content)).rejects.toMatchObject({
      code: expect.stringContaining('state-un'),
    });
    await writeFile(path.join(folder, 'z.json'), '{"count": 3}');
    expect(await new StateFile(folder, 'z.json', schema).read()).toEqual({ count: 3 });
  });
});
