import { expect, it } from 'vitest';
import { projectNameOf } from './file-names.ts';

it.each([
  ['orders.yaml', 'orders'],
  ['Shop (v2).asyncapi.yml', 'shop-v2'],
  ['asyncapi.json', 'imported'],
  ['..yaml', 'imported'],
  ['Größe.yaml', 'größe'],
  ['a/b:c*.json', 'a-b-c'],
  ['Shop, 29 Nov.topicraft-run', 'shop-29-nov'],
])('%s becomes %s', (file, name) => {
  expect(projectNameOf(file)).toBe(name);
});
