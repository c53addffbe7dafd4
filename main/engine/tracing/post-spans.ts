const requestTimeoutMs = 10_000;
/** What OTLP/HTTP lets a client send again. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** `later`: the same may be sent again, after as long as the collector asks for, where it does. `lost`: it never takes it. */
export type PostOutcome =
  | { readonly type: 'taken' }
  | { readonly type: 'lost'; readonly problem: string }
  | { readonly type: 'later'; readonly problem: string; readonly answered: boolean; readonly afterMs?: number };

/**
 * Posts spans to a collector. Never rejects. Source: the OTLP specification, OTLP/HTTP response, "Retryable response codes" and "OTLP/HTTP
 * throttling".
 *
 * @param timeMs now, for a collector that names a time
 */
export async function postSpans(
  endpoint: string,
  body: Uint8Array<ArrayBuffer>,
  ended: AbortSignal,
  timeMs: number,
): Promise<PostOutcome> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body,
      // A collector answers; one that sends elsewhere isn't the one that the person named.
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), ended]),
    });
    await response.body?.cancel();
    if (response.ok) return { type: 'taken' };
    const problem = `The collector answered ${response.status}.`;
    if (!passing.has(response.status)) return { type: 'lost', problem };
    const afterMs = retryAfterMs(response.headers.get('retry-after'), timeMs);
    return { type: 'later', problem, answered: true, ...(afterMs !== undefined && { afterMs }) };
  } catch (error) {
    return { type: 'later', problem: problemOf(error), answered: false };
  }
}

/** In the words of an error and of what is beneath it. */
export function problemOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error instanceof Error ? error.message : String(error)}${cause}`;
}

/** Seconds, or a date. Source: RFC 9110, section 10.2.3 */
function retryAfterMs(header: string | null, timeMs: number): number | undefined {
  if (header === null) return undefined;
  const afterMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - timeMs;
  return Number.isFinite(afterMs) && afterMs > 0 ? afterMs : undefined;
}
