import type { BrokerContext } from './apis/api.ts';
import type { RunningNode } from './options.ts';
import { Listener, type ListenerOptions } from './server/listener.ts';

/**
 * One broker of the cluster as clients reach it. It owns its listener, which can be taken down and brought up again on the same
 * port; the data is the cluster's.
 */
export class BrokerNode implements RunningNode {
  readonly context: BrokerContext;
  readonly port: number;
  readonly #options: ListenerOptions;
  #listener: Listener | undefined;
  #isClosed = false;
  /** Changes happen one after the other. */
  #changing: Promise<void> = Promise.resolve();

  private constructor(context: BrokerContext, options: ListenerOptions, listener: Listener) {
    this.context = context;
    this.port = listener.port;
    this.#options = { ...options, port: listener.port };
    this.#listener = listener;
  }

  /** Listens; whoever opens it tells the cluster, once all of its brokers do. @throws Fault `cannot-listen` or `bad-certificate` */
  static async open(context: BrokerContext, options: ListenerOptions): Promise<BrokerNode> {
    return new BrokerNode(context, options, await Listener.open(options));
  }

  get nodeId(): number {
    return this.context.nodeId;
  }

  get endpoint() {
    return { nodeId: this.nodeId, host: this.#options.host, port: this.port };
  }

  get isUp(): boolean {
    return this.#listener !== undefined;
  }

  takeDown(): Promise<void> {
    return this.#change(async () => {
      const listener = this.#listener;
      this.#listener = undefined;
      if (!listener) return;
      try {
        this.context.cluster.deregister(this.nodeId);
      } finally {
        await listener.close();
      }
    });
  }

  bringUp(): Promise<void> {
    return this.#change(async () => {
      if (this.#listener || this.#isClosed) return;
      this.#listener = await Listener.open(this.#options);
      this.context.cluster.register(this.endpoint);
    });
  }

  /** Stops listening for good: the cluster ends, so that nobody leads in its place. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#change(async () => {
      await this.#listener?.close();
      this.#listener = undefined;
      this.context.fetchSessions.close();
    });
  }

  #change(act: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(act);
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}
