import type { ByteRateKey, ClientQuotas } from './client-quotas.ts';

/** `quota.window.size.seconds`, and the whole ones of `quota.window.num`. */
const windowMs = 1000;
const fullWindows = 10;
/** Meters beyond so many are begun anew: client ids are the clients' to choose. */
const mostMeters = 10_000;
const longestThrottleMs = 2_147_483_647;

interface Sample {
  startMs: number;
  bytes: number;
}

/**
 * Measures what clients send and fetch against their quotas, over the last ten seconds and the one that has begun, as
 * Kafka does; a client that is over its quota waits until its mean is down to it again.
 */
export class ClientThrottle {
  readonly #quotas: ClientQuotas;
  readonly #meters = new Map<string, Sample[]>();

  constructor(quotas: ClientQuotas) {
    this.#quotas = quotas;
  }

  /** How long the client is to wait after this, in milliseconds; 0 where it is within its quota or has none. */
  record(
    key: ByteRateKey,
    { user, clientId }: { user: string; clientId: string },
    bytes: number,
    nowMs: number,
  ): number {
    if (this.#quotas.isEmpty) return 0;
    const limit = this.#quotas.limitOf(key, user, clientId);
    if (!limit) return 0;
    const samples = this.#samplesOf(`${key}/${limit.sharedBy}`, nowMs);
    const last = samples.at(-1);
    if (last && nowMs - last.startMs < windowMs) last.bytes += bytes;
    else samples.push({ startMs: nowMs, bytes });
    const elapsedMs = nowMs - (samples[0]?.startMs ?? nowMs);
    const spanMs = elapsedMs + Math.max(0, fullWindows - Math.floor(elapsedMs / windowMs)) * windowMs;
    const rate = samples.reduce((sum, sample) => sum + sample.bytes, 0) / (spanMs / 1000);
    if (rate <= limit.bytesPerSecond) return 0;
    const overMs = ((rate - limit.bytesPerSecond) / Math.max(limit.bytesPerSecond, Number.MIN_VALUE)) * spanMs;
    return Math.min(Math.round(overMs), longestThrottleMs);
  }

  #samplesOf(meter: string, nowMs: number): Sample[] {
    const kept = (this.#meters.get(meter) ?? []).filter(
      ({ startMs }) => nowMs - startMs < (fullWindows + 1) * windowMs,
    );
    if (this.#meters.size >= mostMeters) this.#meters.clear();
    this.#meters.set(meter, kept);
    return kept;
  }
}
