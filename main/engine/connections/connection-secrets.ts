import { z } from 'zod';
import type { ConnectionDraft, SavedConnection } from '../../../shared/contract/index.ts';
import type { SecretStore } from '../engine-options.ts';
import { StateFile } from '../state/state-file.ts';

const secretNames = ['password', 'key', 'passphrase'] as const;
type SecretName = (typeof secretNames)[number];

/** Those of one connection that are known. */
export type ConnectionSecrets = Readonly<Partial<Record<SecretName, string>>>;

const encryptedSchema = z.object({
  /** By the connection's id; what stands there is what the secret store made of it. */
  connections: z.record(z.string(), z.partialRecord(z.enum(secretNames), z.string())).default({}),
});

/**
 * What is secret of the saved connections, apart from them. Where the secret store outlasts a restart it is kept in a file of its
 * own, encrypted; otherwise it is in this process's memory alone, and no file is written.
 */
export class SecretsOfConnections {
  readonly #store: SecretStore;
  readonly #file: StateFile<z.infer<typeof encryptedSchema>>;
  readonly #known = new Map<string, ConnectionSecrets>();

  constructor(stateFolder: string, store: SecretStore) {
    this.#store = store;
    this.#file = new StateFile(stateFolder, 'connection-secrets.json', encryptedSchema);
  }

  async of(id: string): Promise<ConnectionSecrets> {
    const known = this.#known.get(id);
    if (known) return known;
    const secrets = this.#store.persistent ? await this.#decrypted(id) : {};
    this.#known.set(id, secrets);
    return secrets;
  }

  /** A secret that is absent stays as it is, null forgets it. */
  async change(id: string, changes: ConnectionDraft['secrets']): Promise<void> {
    const secrets = changedSecrets(await this.of(id), changes);
    if (this.#store.persistent) {
      const entries = await Promise.all(
        secretNames.map(async (name) => [name, secrets[name] && (await this.#store.encrypt(secrets[name]))] as const),
      );
      const encrypted = Object.fromEntries(entries.filter(([, text]) => text !== undefined && text !== ''));
      await this.#file.change(({ connections: { [id]: _former, ...others } }) => ({
        connections: entries.some(([, text]) => text) ? { ...others, [id]: encrypted } : others,
      }));
    }
    this.#known.set(id, secrets);
  }

  async forget(id: string): Promise<void> {
    await this.change(id, { password: null, key: null, passphrase: null });
    this.#known.delete(id);
  }

  /** What can't be decrypted, as with a keychain that was emptied, is as unknown as what was never given. */
  async #decrypted(id: string): Promise<ConnectionSecrets> {
    const { connections } = await this.#file.read();
    const secrets: Partial<Record<SecretName, string>> = {};
    for (const name of secretNames) {
      const encrypted = connections[id]?.[name];
      if (encrypted === undefined) continue;
      const text = await this.#store.decrypt(encrypted).catch(() => undefined);
      if (text !== undefined) secrets[name] = text;
    }
    return secrets;
  }
}

/** An empty text is no secret. */
export function changedSecrets(former: ConnectionSecrets, changes: ConnectionDraft['secrets']): ConnectionSecrets {
  const secrets: Partial<Record<SecretName, string>> = {};
  for (const name of secretNames) {
    const change = changes[name];
    const text = change === undefined ? former[name] : (change ?? undefined);
    if (text !== undefined && text !== '') secrets[name] = text;
  }
  return secrets;
}

export function knownSecrets(secrets: ConnectionSecrets): SavedConnection['secrets'] {
  return {
    password: secrets.password !== undefined,
    key: secrets.key !== undefined,
    passphrase: secrets.passphrase !== undefined,
  };
}
