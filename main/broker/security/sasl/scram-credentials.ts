import type { ScramCredential, ScramMechanism } from './scram-credential.ts';

/** One change of the credentials, as the cluster's journal keeps it; bytes are base64. */
export type ScramEntry =
  | {
      type: 'scram-credential';
      user: string;
      mechanism: ScramMechanism;
      salt: string;
      iterations: number;
      storedKey: string;
      serverKey: string;
    }
  | { type: 'scram-credential-deleted'; user: string; mechanism: ScramMechanism };

/** The SCRAM credentials of a cluster: by user, and of each user by mechanism. No password can be had from them. */
export class ScramCredentials {
  readonly #append: (entry: ScramEntry) => void;
  readonly #byUser = new Map<string, Map<ScramMechanism, ScramCredential>>();

  /** `append` remembers a change beyond the process; called before it counts. */
  constructor(append: (entry: ScramEntry) => void) {
    this.#append = append;
  }

  /** By name. */
  get users(): string[] {
    return [...this.#byUser.keys()].sort();
  }

  /** By mechanism; empty where nobody has the name. */
  of(user: string): ReadonlyMap<ScramMechanism, ScramCredential> {
    return this.#byUser.get(user) ?? new Map<ScramMechanism, ScramCredential>();
  }

  set(user: string, mechanism: ScramMechanism, credential: ScramCredential): void {
    this.#append(entryOf(user, mechanism, credential));
    this.#put(user, mechanism, credential);
  }

  delete(user: string, mechanism: ScramMechanism): void {
    this.#append({ type: 'scram-credential-deleted', user, mechanism });
    this.#drop(user, mechanism);
  }

  restore(entry: ScramEntry): void {
    const { user, mechanism } = entry;
    if (entry.type === 'scram-credential-deleted') return this.#drop(user, mechanism);
    const { salt, iterations, storedKey, serverKey } = entry;
    return this.#put(user, mechanism, {
      salt: bytesOf(salt),
      iterations,
      storedKey: bytesOf(storedKey),
      serverKey: bytesOf(serverKey),
    });
  }

  /** The least that `restore` needs. */
  *entries(): Iterable<ScramEntry> {
    for (const [user, credentials] of this.#byUser) {
      for (const [mechanism, credential] of credentials) yield entryOf(user, mechanism, credential);
    }
  }

  #put(user: string, mechanism: ScramMechanism, credential: ScramCredential): void {
    const ofUser = this.#byUser.get(user) ?? new Map<ScramMechanism, ScramCredential>();
    ofUser.set(mechanism, credential);
    this.#byUser.set(user, ofUser);
  }

  #drop(user: string, mechanism: ScramMechanism): void {
    const ofUser = this.#byUser.get(user);
    ofUser?.delete(mechanism);
    if (ofUser?.size === 0) this.#byUser.delete(user);
  }
}

function entryOf(user: string, mechanism: ScramMechanism, credential: ScramCredential): ScramEntry {
  const { salt, iterations, storedKey, serverKey } = credential;
  return {
    type: 'scram-credential',
    user,
    mechanism,
    salt: textOf(salt),
    iterations,
    storedKey: textOf(storedKey),
    serverKey: textOf(serverKey),
  };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'base64');
