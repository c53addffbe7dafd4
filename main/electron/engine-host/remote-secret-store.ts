import type { SecretStore } from '../../engine/index.ts';
import type { MessageFromEngine } from '../engine/messages.ts';

interface Waiting {
  resolve(text: string): void;
  reject(error: Error): void;
}

/** The system's keychain, which Electron's main process alone can reach. */
export class RemoteSecretStore implements SecretStore {
  readonly persistent = true;
  private readonly post: (message: MessageFromEngine) => void;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(post: (message: MessageFromEngine) => void) {
    this.post = post;
  }

  encrypt(text: string): Promise<string> {
    return this.ask('encrypt', text);
  }

  decrypt(text: string): Promise<string> {
    return this.ask('decrypt', text);
  }

  answered(id: number, text: string | undefined, problem: string): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (text === undefined) waiting?.reject(new Error(problem));
    else waiting?.resolve(text);
  }

  private ask(operation: 'encrypt' | 'decrypt', text: string): Promise<string> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.post({ type: 'secret', id, operation, text });
    });
  }
}
