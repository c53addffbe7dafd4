/** Whether nobody asks any more how the attempt with this signal ends. */
export function isAbandoned(signal: AbortSignal): boolean {
  return signal.aborted && (signal.reason === 'revoked' || signal.reason === 'drained');
}
