import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { addressText, type BrokerAddress, parseAddress } from './broker-address.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { ClusterFault, isFarther } from './cluster-fault.ts';
import { openBroker } from './open-broker.ts';

export interface BrokerPoolOptions {
  readonly settings: ConnectionSettings;
  readonly clock: Clock;
  /** See `openBroker`. */
  readonly timeoutMs?: number | undefined;
}

/**
 * At most one connection a broker. A connection that has ended is opened anew when it is next asked for. The pool owns them
 * all, those that are just opening included, and closes them together.
 */
export class BrokerPool {
  readonly #options: BrokerPoolOptions;
  readonly #connections = new Map<string, Promise<BrokerConnection>>();
  readonly #closing = new AbortController();
  /** The bootstrap addresses, and what metadata named besides: the last resort when no bootstrap answers. */
  readonly #bootstrap: readonly BrokerAddress[];
  #known: readonly BrokerAddress[] = [];
  /** Asked first, so that a bootstrap address that is down is not waited for each time. */
  #lastGood: BrokerAddress | undefined;

  constructor(options: BrokerPoolOptions) {
    this.#options = options;
    this.#bootstrap = options.settings.brokers.map(parseAddress);
  }

  /** Brokers that the cluster has named. */
  setKnown(addresses: readonly BrokerAddress[]): void {
    this.#known = addresses;
  }

  /** Any broker that answers. Where none does, rejects with the fault of the one that was reached farthest. */
  async any(): Promise<BrokerConnection> {
    const tried = new Set<string>();
    let best: ClusterFault | undefined;
    const lastGood = this.#lastGood === undefined ? [] : [this.#lastGood];
    for (const address of [...lastGood, ...this.#bootstrap, ...this.#known]) {
      if (tried.has(addressText(address))) continue;
      tried.add(addressText(address));
      try {
        const connection = await this.to(address);
        this.#lastGood = address;
        return connection;
      } catch (error) {
        if (!(error instanceof ClusterFault)) throw error;
        if (!best || isFarther(error, best)) best = error;
      }
    }
    throw best ?? new ClusterFault('refused', 'No broker is known');
  }

  /** A connection to this broker. Rejects with a ClusterFault. */
  async to(address: BrokerAddress): Promise<BrokerConnection> {
    if (this.#closing.signal.aborted) throw new ClusterFault('closed', 'The connections were closed');
    const key = addressText(address);
    const existing = this.#connections.get(key);
    if (existing) {
      const connection = await existing;
      if (!connection.fault) return connection;
      if (this.#connections.get(key) === existing) this.#connections.delete(key);
      return await this.to(address);
    }
    const { signal } = this.#closing;
    const opening = openBroker({ ...this.#options, address, signal });
    this.#connections.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
      throw error;
    }
  }

  /** Closes all; what is asked over them rejects with `closed`. May be called twice. */
  close(): void {
    this.#closing.abort();
    for (const opening of this.#connections.values()) {
      opening.then(
        (connection) => connection.close(),
        // It never was open.
        () => undefined,
      );
    }
    this.#connections.clear();
  }
}
