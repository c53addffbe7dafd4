import { kafkaApis, type KafkaApi } from '../../wire/index.ts';
import { ClientThrottle } from '../quotas/client-throttle.ts';
import type { Peer } from '../server/connection.ts';
import type { BrokerContext } from './api.ts';

interface Traffic {
  peer: Peer;
  clientId: string;
  sentBytes: number;
  receivedBytes: number;
}

/**
 * Holds clients to their byte rates: a response says how long its client must wait (`throttle_time_ms`), and the next request of the
 * connection is answered no sooner. Source: KIP-13, KIP-219 (the client is told before it waits).
 */
export class QuotaGate {
  readonly #broker: BrokerContext;
  readonly #throttle: ClientThrottle;
  readonly #mutedUntilMs = new WeakMap<Peer, number>();

  constructor(broker: BrokerContext) {
    this.#broker = broker;
    this.#throttle = new ClientThrottle(broker.cluster.clientQuotas);
  }

  /** Resolves once the connection may go on or is gone; undefined where it may already. */
  waitOf(peer: Peer): Promise<void> | undefined {
    const untilMs = this.#mutedUntilMs.get(peer);
    if (untilMs === undefined) return undefined;
    const leftMs = untilMs - this.#broker.clock.nowMs();
    if (leftMs <= 0) return undefined;
    return new Promise((resolve) => {
      const goOn = () => {
        timer.cancel();
        peer.gone.removeEventListener('abort', goOn);
        resolve();
      };
      const timer = this.#broker.clock.schedule(leftMs, goOn);
      peer.gone.addEventListener('abort', goOn);
    });
  }

  /** What a client has sent (Produce) or is about to be sent (Fetch): how long it must wait, in milliseconds. */
  record(kafka: KafkaApi, { peer, clientId, sentBytes, receivedBytes }: Traffic): number {
    if (kafka !== kafkaApis.produce && kafka !== kafkaApis.fetch) return 0;
    const nowMs = this.#broker.clock.nowMs();
    const client = { user: peer.session.principal.name, clientId };
    const throttleMs =
      kafka === kafkaApis.produce
        ? this.#throttle.record('producer_byte_rate', client, sentBytes, nowMs)
        : this.#throttle.record('consumer_byte_rate', client, receivedBytes, nowMs);
    if (throttleMs > 0) this.#mutedUntilMs.set(peer, nowMs + throttleMs);
    return throttleMs;
  }
}
