import { expect, it } from 'vitest';
import { distinguishedName } from './distinguished-name.ts';

it('is the last part first, and nothing of a certificate that names nobody', () => {
  expect(distinguishedName('O=Example\nCN=alice')).toBe('CN=alice,O=Example');
  expect(distinguishedName('')).toBe('');
  // What Node gives for an empty subject, though its types say otherwise.
  expect(distinguishedName(undefined)).toBe('');
});
