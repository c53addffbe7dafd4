import type { Clock } from '../../../shared/lib/index.ts';
import { kafkaApis, type KafkaApi } from '../../wire/index.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { ClientThrottle, type QuotaClient } from '../quotas/client-throttle.ts';
import type { Peer } from '../server/connection.ts';
import { passOf } from './pass-of-time.ts';

export interface MeteredRequest {
  kafka: KafkaApi;
  peer: Peer;
  clientId: string;
  /** The request with its header. */
  sentBytes: number;
  /** By `startedMs`, when the broker began to look at it. */
  startedMs: number | undefined;
}

export interface QuotaGateOptions {
  broker: { readonly clock: Clock; readonly cluster: Cluster };
  /** Milliseconds since whenever, with their fractions: how long requests take. */
  preciseNowMs: () => number;
}

/** Requests of other brokers and of logins take the threads' time at nobody's expense, as in Kafka. */
const exemptKeys = new Set(
  [kafkaApis.writeTxnMarkers, kafkaApis.saslHandshake, kafkaApis.saslAuthenticate].map(({ key }) => key),
);
const percentagePerMs = 100 / 1000;

/**
 * Holds clients to their quotas: a response says how long its client must wait (`throttle_time_ms`), is sent at once, and the next
 * request of the connection is answered no sooner. Source: KIP-13, KIP-124 (the threads' time), KIP-219 (the client is told before it
 * waits).
 */
export class QuotaGate {
  readonly #clock: Clock;
  readonly #throttle: ClientThrottle;
  readonly #preciseNowMs: () => number;
  readonly #mutedUntilMs = new WeakMap<Peer, number>();

  constructor({ broker, preciseNowMs }: QuotaGateOptions) {
    this.#clock = broker.clock;
    this.#throttle = new ClientThrottle(broker.cluster.clientQuotas);
    this.#preciseNowMs = preciseNowMs;
  }

  /** When a request begins; undefined where nobody's time is measured. */
  startedMs(): number | undefined {
    return this.#throttle.isOn('request_percentage') ? this.#preciseNowMs() : undefined;
  }

  /** Resolves once the connection may go on or is gone; undefined where it may already. */
  waitOf(peer: Peer): Promise<void> | undefined {
    const untilMs = this.#mutedUntilMs.get(peer);
    if (untilMs === undefined) return undefined;
    const leftMs = untilMs - this.#clock.nowMs();
    return leftMs <= 0 ? undefined : passOf(leftMs, this.#clock, peer.gone);
  }

  of(request: MeteredRequest): RequestQuota {
    return new RequestQuota(request, {
      throttle: this.#throttle,
      clock: this.#clock,
      preciseNowMs: this.#preciseNowMs,
      mute: (throttleMs) => this.#mutedUntilMs.set(request.peer, this.#clock.nowMs() + throttleMs),
    });
  }
}

interface QuotaPorts {
  throttle: ClientThrottle;
  clock: Clock;
  preciseNowMs: () => number;
  mute: (throttleMs: number) => void;
}

/** What one request uses of its client's quotas. Each of the throttles is asked for once, when the answer is there. */
export class RequestQuota {
  readonly #request: MeteredRequest;
  readonly #ports: QuotaPorts;
  readonly #client: QuotaClient;
  /** undefined where nobody is to pay for its time. */
  readonly #startedMs: number | undefined;
  /** What it took until it had to wait; undefined until then. */
  #takenMs: number | undefined;
  #countedMs: number | undefined;

  constructor(request: MeteredRequest, ports: QuotaPorts) {
    const { kafka, peer, clientId, startedMs } = request;
    this.#request = request;
    this.#ports = ports;
    this.#client = { user: peer.session.principal.name, clientId };
    this.#startedMs = peer.session.isAuthenticated && !exemptKeys.has(kafka.key) ? startedMs : undefined;
  }

  /** A fetch that is given more is over its quota for certain, and would be each time. */
  get mostFetchBytes(): number {
    return Math.floor(this.#ports.throttle.mostAtOnce('consumer_byte_rate', this.#client));
  }

  /** From now on it waits for something that takes no time of ours. */
  noteWaiting(): void {
    if (this.#startedMs !== undefined) this.#takenMs ??= this.#ports.preciseNowMs() - this.#startedMs;
  }

  /**
   * How long a client must wait before it is given so many bytes, in milliseconds; 0 where it may have them now. Where it must wait, they
   * don't count, because it is given nothing.
   */
  throttleOfFetch(responseBytes: () => number): number {
    const { throttle, clock } = this.#ports;
    const nowMs = clock.nowMs();
    const bytes = throttle.isOn('consumer_byte_rate') ? responseBytes() : 0;
    const ofTimeMs = this.#throttleOfTime(nowMs);
    const ofBytesMs = throttle.record('consumer_byte_rate', this.#client, bytes, nowMs);
    const throttleMs = Math.max(ofTimeMs, ofBytesMs);
    if (throttleMs > 0) throttle.recordOnly('consumer_byte_rate', this.#client, -bytes, nowMs);
    return this.#hold(throttleMs);
  }

  /** How long the client must wait after its answer, in milliseconds; a fetch has asked for itself. */
  throttleOfAnswer(): number {
    const { kafka } = this.#request;
    if (kafka === kafkaApis.fetch) return 0;
    const ofBytesMs = this.#throttleOfProduce();
    return this.#hold(Math.max(ofBytesMs, this.#throttleOfTime(this.#ports.clock.nowMs())));
  }

  /** The same where nothing is answered (acks=0), at whose end nobody's time is counted. */
  throttleOfSilence(): void {
    this.#hold(this.#throttleOfProduce());
  }

  /** The answer is encoded: what that took counts for the next request. */
  noteEncoded(): void {
    if (this.#countedMs === undefined) return;
    const { throttle, clock, preciseNowMs } = this.#ports;
    const percentage = (preciseNowMs() - this.#countedMs) * percentagePerMs;
    throttle.recordOnly('request_percentage', this.#client, percentage, clock.nowMs());
  }

  #throttleOfProduce(): number {
    const { kafka, sentBytes } = this.#request;
    const { throttle, clock } = this.#ports;
    return kafka === kafkaApis.produce
      ? throttle.record('producer_byte_rate', this.#client, sentBytes, clock.nowMs())
      : 0;
  }

  #throttleOfTime(nowMs: number): number {
    if (this.#startedMs === undefined) return 0;
    const { throttle, preciseNowMs } = this.#ports;
    this.#countedMs = preciseNowMs();
    const takenMs = this.#takenMs ?? this.#countedMs - this.#startedMs;
    return throttle.record('request_percentage', this.#client, takenMs * percentagePerMs, nowMs);
  }

  #hold(throttleMs: number): number {
    if (throttleMs > 0) this.#ports.mute(throttleMs);
    return throttleMs;
  }
}
