import { expect, it } from 'vitest';
import { stateFolderOf } from './state-folder.ts';

it.each([
  ['linux', { XDG_STATE_HOME: '/state' }, '/home/ann', '/state/topicraft/serve'],
  ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ann', '/home/ann/.local/state/topicraft/serve'],
  ['linux', {}, '/home/ann', '/home/ann/.local/state/topicraft/serve'],
  ['darwin', { XDG_STATE_HOME: '/state' }, '/Users/ann', '/Users/ann/Library/Application Support/Topicraft/serve'],
  ['win32', { APPDATA: String.raw`D:\Roaming` }, String.raw`C:\Users\ann`, String.raw`D:\Roaming\Topicraft\serve`],
  ['win32', {}, String.raw`C:\Users\ann`, String.raw`C:\Users\ann\AppData\Roaming\Topicraft\serve`],
] as const)('keeps its state by the convention of %s', (platform, environment, homeFolder, folder) => {
  expect(stateFolderOf({ platform, environment, homeFolder })).toBe(folder);
});
