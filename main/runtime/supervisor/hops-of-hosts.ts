import type { AttemptInFlight } from '../../../shared/delivery/index.ts';
import type { HopsSink, ToldHops } from '../types.ts';

/** Numbers the hosts of a session from their start to their end, and hands on what they record. One object a session. */
export class HopsOfHosts {
  readonly #sink: HopsSink | undefined;
  #hosts = 0;

  constructor(sink: HopsSink | undefined) {
    this.#sink = sink;
  }

  /** A host starts; its number. */
  begins(service: string): number {
    this.#hosts += 1;
    this.#sink?.hostStarted(this.#hosts, service);
    return this.#hosts;
  }

  /** Resolves when the batch is dealt with, well or not: the sink itself knows what it could not keep. */
  async take(host: number, batch: ToldHops): Promise<void> {
    await this.#sink?.take(host, batch).catch(() => undefined);
  }

  ended(host: number, inFlight: readonly AttemptInFlight[], hasToldAll: boolean): void {
    this.#sink?.hostEnded(host, inFlight, hasToldAll);
  }
}
