import { safeStorage } from 'electron';

/** The system's keychain by Electron's safeStorage: it keeps a key, with which our secrets are encrypted. */
export interface Keychain {
  encrypt(text: string): Promise<string>;
  /** @throws where the text was encrypted under another key */
  decrypt(text: string): Promise<string>;
}

/** Undefined where there is none, and also where Linux would only pretend: `basic_text` is a key that everyone knows. */
export async function openKeychain(): Promise<Keychain | undefined> {
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return undefined;
  return hasAsync() ? await openAsync() : openSync();
}

/** Electron has had the calls that don't block since 40 only. */
function hasAsync(): boolean {
  return 'encryptStringAsync' in safeStorage;
}

async function openAsync(): Promise<Keychain | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return undefined;
  return {
    encrypt: async (text) => (await safeStorage.encryptStringAsync(text)).toString('base64'),
    decrypt: async (text) => (await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'))).result,
  };
}

function openSync(): Keychain | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  return {
    encrypt: async (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: async (text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
  };
}
