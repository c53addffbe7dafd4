import type { Consumer } from './schema.ts';

/** What a new consumer does until somebody decides otherwise, wherever it comes from: drawn, or read from another format. */
export const newConsumerSettings = {
  instances: 1,
  fromBeginning: true,
  concurrency: 3,
  timeoutMs: 30_000,
  retry: { limit: 3, backoffMs: 100, factor: 2, maxBackoffMs: 1000 },
  whenExhausted: 'dead-letter',
} satisfies Partial<Consumer>;
