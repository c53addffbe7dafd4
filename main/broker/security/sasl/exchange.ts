/** What one token of a client leads to. */
export type SaslStep =
  | { type: 'challenge'; token: Uint8Array }
  /** The client is who it says it is. */
  | { type: 'done'; token: Uint8Array; user: string }
  /** `message` is for the client, and says nothing of who is known here; undefined where only that it failed is said. */
  | { type: 'failed'; message: string | undefined };

/** One login by one mechanism, from the client's first token on. */
export interface SaslExchange {
  /** Never throws, whatever the token is. */
  answer(token: Uint8Array): SaslStep;
}

export const saslFailed = (message?: string): SaslStep => ({ type: 'failed', message });
