import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ConnectionDraft, type SavedConnection, savedConnectionSchema } from '../../../shared/contract/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { SecretStore } from '../engine-options.ts';
import { StateFile } from '../state/state-file.ts';
import { changedSecrets, type ConnectionSecrets, knownSecrets, SecretsOfConnections } from './connection-secrets.ts';

const keptSchema = savedConnectionSchema.omit({ secrets: true });
type KeptConnection = z.infer<typeof keptSchema>;

const fileSchema = z.object({ connections: z.array(keptSchema).default([]) });

/** A connection with its secrets, as clients of a cluster take it. */
export interface ResolvedConnection {
  readonly connection: ConnectionSettings;
  /** In front of topics and groups of runs there. */
  readonly prefix?: string | undefined;
}

/** The saved connections of one person. Two files, see connection-secrets.ts. All may reject with a StateFault. */
export class ConnectionStore {
  readonly #file: StateFile<z.infer<typeof fileSchema>>;
  readonly #secrets: SecretsOfConnections;

  constructor(stateFolder: string, secretStore: SecretStore) {
    this.#file = new StateFile(stateFolder, 'connections.json', fileSchema);
    this.#secrets = new SecretsOfConnections(stateFolder, secretStore);
  }

  /** In the order in which they were first saved. */
  async list(): Promise<SavedConnection[]> {
    const { connections } = await this.#file.read();
    return await Promise.all(
      connections.map(async (kept) => ({ ...kept, secrets: knownSecrets(await this.#secrets.of(kept.id)) })),
    );
  }

  async save({ secrets, id = randomUUID(), ...draft }: ConnectionDraft): Promise<SavedConnection> {
    // First: a connection must not stand there without the secrets that it was saved with.
    await this.#secrets.change(id, secrets);
    const saved: KeptConnection = { ...draft, id };
    await this.#file.change(({ connections }) => ({
      connections: connections.some((kept) => kept.id === id)
        ? connections.map((kept) => (kept.id === id ? saved : kept))
        : [...connections, saved],
    }));
    return { ...saved, secrets: knownSecrets(await this.#secrets.of(id)) };
  }

  async remove(id: string): Promise<void> {
    await this.#file.change(({ connections }) => ({ connections: connections.filter((kept) => kept.id !== id) }));
    await this.#secrets.forget(id);
  }

  /** Undefined where none has this id. */
  async resolve(id: string): Promise<ResolvedConnection | undefined> {
    const { connections } = await this.#file.read();
    const kept = connections.find((each) => each.id === id);
    return kept && { connection: settingsOf(kept, await this.#secrets.of(id)), prefix: kept.prefix };
  }

  /** A draft as it would be once saved: with the saved secrets where it names none. */
  async resolveDraft(draft: ConnectionDraft): Promise<ConnectionSettings> {
    const former = draft.id === undefined ? {} : await this.#secrets.of(draft.id);
    return settingsOf(draft, changedSecrets(former, draft.secrets));
  }
}

function settingsOf(
  { brokers, clientId, tls, sasl }: Pick<KeptConnection, 'brokers' | 'clientId' | 'tls' | 'sasl'>,
  { password = '', key, passphrase }: ConnectionSecrets,
): ConnectionSettings {
  return {
    brokers,
    ...(clientId !== undefined && { clientId }),
    ...(tls && { tls: { ...tls, ...(key !== undefined && { key }), ...(passphrase !== undefined && { passphrase }) } }),
    ...(sasl && { sasl: { ...sasl, password } }),
  };
}
