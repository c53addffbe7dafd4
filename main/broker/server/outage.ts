import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { FaultPorts } from '../faults/fault-lab.ts';
import type { BrokerLogEntry, RunningNode } from '../options.ts';

/** Another program may have taken the port meanwhile. */
const nextTryMs = 1000;

type Node = Pick<RunningNode, 'nodeId' | 'takeDown' | 'bringUp'>;

/** Takes brokers down and up again, as the failure lab wants. Owns the timers of what has to be tried again. */
export class Outage implements FaultPorts {
  readonly #nodes: readonly Node[];
  readonly #clock: Clock;
  readonly #log: (entry: BrokerLogEntry) => void;
  readonly #nextTries = new Map<number, Timer>();
  readonly #down = new Set<number>();
  #isClosed = false;

  constructor(nodes: readonly Node[], clock: Clock, log: (entry: BrokerLogEntry) => void) {
    this.#nodes = nodes;
    this.#clock = clock;
    this.#log = log;
  }

  get nodeIds(): readonly number[] {
    return this.#nodes.map(({ nodeId }) => nodeId);
  }

  takeBrokerDown(nodeId: number): void {
    this.#log({ level: 'info', message: `a fault takes broker ${nodeId} down` });
    this.#down.add(nodeId);
    this.#forgetTry(nodeId);
    const node = this.#node(nodeId);
    node
      ?.takeDown()
      .catch((error: unknown) => this.#complain(`broker ${nodeId} could not go down in good order`, error));
  }

  bringBrokerUp(nodeId: number): void {
    this.#down.delete(nodeId);
    void this.#bringUp(nodeId);
  }

  /** Nothing is brought up any more. */
  close(): void {
    this.#isClosed = true;
    for (const nodeId of this.nodeIds) this.#forgetTry(nodeId);
  }

  #node(wanted: number): Node | undefined {
    return this.#nodes.find(({ nodeId }) => nodeId === wanted);
  }

  async #bringUp(nodeId: number): Promise<void> {
    if (this.#isClosed || this.#down.has(nodeId)) return;
    try {
      await this.#node(nodeId)?.bringUp();
      this.#log({ level: 'info', message: `broker ${nodeId} answers again` });
    } catch (error) {
      this.#complain(`broker ${nodeId} cannot answer again yet`, error);
      if (this.#down.has(nodeId) || this.#isClosed) return;
      const tryAgain = () => void this.#bringUp(nodeId);
      this.#forgetTry(nodeId);
      this.#nextTries.set(nodeId, this.#clock.schedule(nextTryMs, tryAgain));
    }
  }

  #complain(what: string, error: unknown): void {
    this.#log({ level: 'error', message: `${what}: ${error instanceof Error ? error.message : String(error)}` });
  }

  #forgetTry(nodeId: number): void {
    this.#nextTries.get(nodeId)?.cancel();
    this.#nextTries.delete(nodeId);
  }
}
