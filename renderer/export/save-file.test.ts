import { expect, it } from 'vitest';
import { fileNameOf } from './save-file.ts';

it.each([
  ['E-commerce', 'E-commerce'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a\\b:c*?"<>|d', 'a-b-c-d'],
  ['Größe 2', 'Größe 2'],
  ['...', 'diagram'],
  ['\u0000', 'diagram'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('%j becomes the file name %j', (name, file) => {
  expect(fileNameOf(name)).toBe(file);
});
