import { expect, it } from 'vitest';
import { createMemorySecretStore } from './memory-secret-store.ts';

it('gives back what it was given, and says that it forgets', async () => {
  const store = createMemorySecretStore();
  const encrypted = await store.encrypt('gr\u00fc\u00dfe');
  expect(encrypted).not.toContain('gr');
  expect(await store.decrypt(encrypted)).toBe('gr\u00fc\u00dfe');
  expect(await store.encrypt('gr\u00fc\u00dfe')).not.toBe(encrypted);
  expect(store.persistent).toBe(false);
});

it('is of no use to another process, nor for what was changed', async () => {
  const store = createMemorySecretStore();
  const encrypted = await store.encrypt('secret');
  await expect(createMemorySecretStore().decrypt(encrypted)).rejects.toThrow(/auth/i);
  const changed = Buffer.from(encrypted, 'base64');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  await expect(store.decrypt(changed.toString('base64'))).rejects.toThrow(/auth/i);
});
