import type { ActiveQuotaKey, ClientQuotas } from './client-quotas.ts';

/** `quota.window.size.seconds`, and the whole ones of `quota.window.num`. */
const windowMs = 1000;
const fullWindows = 10;
/** Beyond so many the meter that was used least lately is begun anew: client ids are the clients' to choose. */
const mostMeters = 10_000;
const longestThrottleMs = 2_147_483_647;
/** Who uses too much of the threads' time waits no longer at once. */
const longestRequestThrottleMs = windowMs;

interface Sample {
  startMs: number;
  lastMs: number;
  amount: number;
}

/** Whom limits are looked up by. */
export interface QuotaClient {
  user: string;
  clientId: string;
}

/**
 * Measures what clients use against their quotas, over the last ten seconds and the one that has begun; a client that is over its
 * quota waits until its mean is down to it again. Source: ClientQuotaManager, Rate and SampledStat of Kafka.
 */
export class ClientThrottle {
  readonly #quotas: ClientQuotas;
  readonly #meters = new Map<string, Sample[]>();

  constructor(quotas: ClientQuotas) {
    this.#quotas = quotas;
  }

  /** Whether anybody has such a limit. */
  isOn(key: ActiveQuotaKey): boolean {
    return this.#quotas.has(key);
  }

  /** How long the client is to wait after this, in milliseconds; 0 where it is within its quota or has none. */
  record(key: ActiveQuotaKey, client: QuotaClient, amount: number, nowMs: number): number {
    const limit = this.#limitOf(key, client);
    if (!limit) return 0;
    const samples = this.#add(key, limit.sharedBy, amount, nowMs);
    const elapsedMs = nowMs - (samples[0]?.startMs ?? nowMs);
    const spanMs = elapsedMs + Math.max(0, fullWindows - Math.floor(elapsedMs / windowMs)) * windowMs;
    const rate = samples.reduce((sum, sample) => sum + sample.amount, 0) / (spanMs / 1000);
    if (rate <= limit.perSecond) return 0;
    const overMs = ((rate - limit.perSecond) / Math.max(limit.perSecond, Number.MIN_VALUE)) * spanMs;
    return Math.min(Math.round(overMs), key === 'request_percentage' ? longestRequestThrottleMs : longestThrottleMs);
  }

  /** Counts for the next time; a negative amount takes back what wasn't used after all. */
  recordOnly(key: ActiveQuotaKey, client: QuotaClient, amount: number, nowMs: number): void {
    const limit = this.#limitOf(key, client);
    if (limit) this.#add(key, limit.sharedBy, amount, nowMs);
  }

  /** More than this at once is over the quota, whatever was used before; Infinity without a limit. */
  mostAtOnce(key: ActiveQuotaKey, client: QuotaClient): number {
    const limit = this.#limitOf(key, client);
    return limit ? (limit.perSecond * fullWindows * windowMs) / 1000 : Infinity;
  }

  #limitOf(key: ActiveQuotaKey, { user, clientId }: QuotaClient) {
    return this.#quotas.has(key) ? this.#quotas.limitOf(key, user, clientId) : undefined;
  }

  #add(key: ActiveQuotaKey, sharedBy: string, amount: number, nowMs: number): readonly Sample[] {
    const meter = `${key}/${sharedBy}`;
    const samples = (this.#meters.get(meter) ?? []).filter(
      ({ lastMs }) => nowMs - lastMs < (fullWindows + 1) * windowMs,
    );
    // The one that was used last stands last.
    this.#meters.delete(meter);
    const [unused] = this.#meters.keys();
    if (unused !== undefined && this.#meters.size >= mostMeters) this.#meters.delete(unused);
    this.#meters.set(meter, samples);
    const last = samples.at(-1);
    if (last && nowMs - last.startMs < windowMs) {
      last.amount += amount;
      last.lastMs = nowMs;
    } else {
      samples.push({ startMs: nowMs, lastMs: nowMs, amount });
    }
    return samples;
  }
}
