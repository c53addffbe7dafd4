import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ConnectionDraft } from '../../../shared/contract/index.ts';
import { folderWith, textsIn } from '../../../tests/support/project-folder.ts';
import type { SecretStore } from '../engine-options.ts';
import { ConnectionStore } from './connection-store.ts';

const kept: SecretStore = {
  persistent: true,
  encrypt: async (text) => Buffer.from(text).toString('hex'),
  decrypt: async (text) => Buffer.from(text, 'hex').toString(),
};
const forgetful: SecretStore = { ...kept, persistent: false };
const emptied: SecretStore = { ...kept, decrypt: () => Promise.reject(new Error('encrypted elsewhere')) };

const draft: ConnectionDraft = {
  name: 'Staging',
  brokers: ['kafka.example.com:9093'],
  clientId: 'me',
  tls: { ca: ['CA'], cert: 'CERT' },
  sasl: { mechanism: 'scram-sha-512', username: 'alice' },
  prefix: 'mine',
  secrets: { password: 'wonder', key: 'KEY' },
};

describe('saved connections', () => {
  it('come back after a restart, their secrets apart and encrypted', async () => {
    const folder = await folderWith({});
    const saved = await new ConnectionStore(folder, kept).save(draft);
    const { secrets: _secrets, ...plain } = draft;
    expect(saved).toEqual({ ...plain, id: saved.id, secrets: { password: true, key: true, passphrase: false } });
    const texts = await textsIn(folder);
    expect(Object.keys(texts).sort()).toEqual(['connection-secrets.json', 'connections.json']);
    expect(Object.values(texts).join()).not.toMatch(/wonder|KEY/);
    const later = new ConnectionStore(folder, kept);
    expect(await later.list()).toEqual([saved]);
    expect(await later.resolve(saved.id)).toEqual({
      connection: {
        brokers: draft.brokers,
        clientId: 'me',
        tls: { ca: ['CA'], cert: 'CERT', key: 'KEY' },
        sasl: { mechanism: 'scram-sha-512', username: 'alice', password: 'wonder' },
      },
      prefix: 'mine',
    });
    expect(await later.resolve('another')).toBeUndefined();
  });

  it('write no secret where the store does not outlast a restart', async () => {
    const folder = await folderWith({});
    const store = new ConnectionStore(folder, forgetful);
    const { id } = await store.save(draft);
    expect(await readdir(folder)).toEqual(['connections.json']);
    expect((await textsIn(folder))['connections.json']).not.toMatch(/wonder|776f6e646572/);
    expect((await store.resolve(id))?.connection.sasl?.password).toBe('wonder');
    const later = new ConnectionStore(folder, forgetful);
    expect((await later.list())[0]?.secrets).toEqual({ password: false, key: false, passphrase: false });
    expect((await later.resolve(id))?.connection.sasl?.password).toBe('');
  });

  it('keep a secret that is absent, and forget one that is null', async () => {
    const folder = await folderWith({});
    const store = new ConnectionStore(folder, kept);
    const { id } = await store.save(draft);
    const renamed = await store.save({ ...draft, id, name: 'Stage', secrets: { key: null, passphrase: 'pass' } });
    expect(renamed.secrets).toEqual({ password: true, key: false, passphrase: true });
    const later = new ConnectionStore(folder, kept);
    expect((await later.list()).map(({ name }) => name)).toEqual(['Stage']);
    expect((await later.resolve(id))?.connection).toMatchObject({
      tls: { passphrase: 'pass' },
      sasl: { password: 'wonder' },
    });
    expect((await later.resolve(id))?.connection.tls).not.toHaveProperty('key');
  });

  it('are gone with their secrets when they are removed', async () => {
    const folder = await folderWith({});
    const store = new ConnectionStore(folder, kept);
    const first = await store.save(draft);
    const second = await store.save({ ...draft, name: 'Other' });
    await store.remove(first.id);
    expect(await store.list()).toEqual([second]);
    const texts = await textsIn(folder);
    expect(Object.values(texts).join()).not.toContain(first.id);
    expect((await store.resolve(second.id))?.connection.sasl?.password).toBe('wonder');
  });

  it('ask for a secret anew that can no longer be decrypted', async () => {
    const folder = await folderWith({});
    await new ConnectionStore(folder, kept).save(draft);
    const [found] = await new ConnectionStore(folder, emptied).list();
    expect(found?.secrets).toEqual({ password: false, key: false, passphrase: false });
  });

  it('resolve a draft with the secrets that are saved, and save nothing of it', async () => {
    const folder = await folderWith({});
    const store = new ConnectionStore(folder, kept);
    const { id } = await store.save(draft);
    const tried = await store.resolveDraft({ ...draft, id, brokers: ['other:1'], secrets: { key: 'NEW' } });
    expect(tried).toMatchObject({ brokers: ['other:1'], tls: { key: 'NEW' }, sasl: { password: 'wonder' } });
    expect((await store.resolveDraft({ ...draft, secrets: {} })).sasl?.password).toBe('');
    expect((await store.resolve(id))?.connection.tls?.key).toBe('KEY');
  });
});
