import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { FaultPorts } from '../faults/fault-lab.ts';
import type { BrokerLogEntry, RunningNode } from '../options.ts';

/** Another program may have taken the port meanwhile. */
const nextTryMs = 1000;

/** Takes brokers down and up again, as the failure lab wants. Owns the timers of what has to be tried again. */
export class Outage implements FaultPorts {
  readonly #nodes: readonly RunningNode[];
  readonly #clock: Clock;
  readonly #log: (entry: BrokerLogEntry) => void;
  readonly #nextTries = new Map<number, Timer>();
  readonly #under = new Set<Promise<void>>();
  #isClosed = false;

  constructor(nodes: readonly RunningNode[], clock: Clock, log: (entry: BrokerLogEntry) => void) {
    this.#nodes = nodes;
    this.#clock = clock;
    this.#log = log;
  }

  get nodeIds(): readonly number[] {
    return this.#nodes.map(({ nodeId }) => nodeId);
  }

  takeBrokerDown(nodeId: number): void {
    this.#nextTries.get(nodeId)?.cancel();
    this.#log({ level: 'info', message: `a fault takes broker ${nodeId} down` });
    this.#follow(this.#node(nodeId)?.takeDown());
  }

  bringBrokerUp(nodeId: number): void {
    this.#follow(this.#bringUp(nodeId));
  }

  /** Resolves once nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#nextTries.values()) timer.cancel();
    await Promise.all(this.#under);
  }

  #node(nodeId: number): RunningNode | undefined {
    return this.#nodes.find((node) => node.nodeId === nodeId);
  }

  async #bringUp(nodeId: number): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#node(nodeId)?.bringUp();
      this.#log({ level: 'info', message: `broker ${nodeId} answers again` });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log({ level: 'error', message: `broker ${nodeId} cannot answer again yet: ${reason}` });
      this.#nextTries.set(
        nodeId,
        this.#clock.schedule(nextTryMs, () => this.bringBrokerUp(nodeId)),
      );
    }
  }

  #follow(work: Promise<void> | undefined): void {
    if (!work) return;
    const done = work.finally(() => this.#under.delete(done));
    this.#under.add(done);
  }
}
