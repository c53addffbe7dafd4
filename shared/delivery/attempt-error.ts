import type { AttemptError } from './types.ts';

/** Whatever was thrown, as plain data. */
export function toAttemptError(thrown: unknown): AttemptError {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  return { message, stack, code };
}
