import type { Clock } from '../../../shared/lib/index.ts';
import { ActiveFault } from './active-fault.ts';
import type { FaultPlan, FaultRule, FaultStanding } from './fault-rule.ts';
import { type MatchedPlace, matchRequest, type SeenRequest } from './match-request.ts';

/** A fault that happens to a request, and where. */
export interface Happening {
  readonly fault: ActiveFault;
  readonly matched: MatchedPlace;
}

/** What faults do to more than single requests. Each is told when the first fault of its kind begins, and when the last one ends. */
export interface FaultPorts {
  /** All brokers that there are. */
  readonly nodeIds: readonly number[];
  /** Closes its listener and every connection. */
  takeBrokerDown(nodeId: number): void;
  /** It listens on the same port again. */
  bringBrokerUp(nodeId: number): void;
}

/** A partition, by its topic's name. */
export interface FaultyPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface LeaderPorts {
  /** All partitions that there are. */
  partitions(): readonly FaultyPartition[];
  /** The partition's leader is gone: to another broker, or, where there is none, for a time. */
  moveLeader(partition: FaultyPartition): void;
  /** The fault that moved it is over. */
  settleLeader(partition: FaultyPartition): void;
}

/**
 * The failure lab of a broker: the faults that are set, and which of them happen to what. It decides by its clock and by the seeds of
 * the faults alone. While none is set, requests don't come here.
 */
export class FaultLab {
  readonly #clock: Clock;
  readonly #leaders: LeaderPorts;
  readonly #faults = new Map<string, ActiveFault>();
  #ports: FaultPorts = { nodeIds: [], takeBrokerDown: () => undefined, bringBrokerUp: () => undefined };
  /** By node id: how many faults keep it down. */
  readonly #downs = new Map<number, number>();
  /** By topic and partition: how many faults keep its leader away. */
  readonly #moves = new Map<string, number>();

  constructor(clock: Clock, leaders: LeaderPorts) {
    this.#clock = clock;
    this.#leaders = leaders;
  }

  /** A listener is there that faults can act upon. */
  attach(ports: FaultPorts): void {
    this.#ports = ports;
  }

  /** Whether any fault is set, be it over. */
  get isOn(): boolean {
    return this.#faults.size > 0;
  }

  /** Sets faults from this moment on, besides those that are set; one of the same id takes the place of the other. */
  set({ seed = 0, faults }: FaultPlan): void {
    this.clear(faults.map(({ id }) => id));
    for (const rule of faults) {
      const fault = new ActiveFault(rule, seed, this.#clock);
      this.#faults.set(rule.id, fault);
      this.#follow(fault);
    }
  }

  /** Ends these faults, or all: what they hold goes on. An id that isn't set is passed over. */
  clear(ids: readonly string[] = [...this.#faults.keys()]): void {
    for (const id of ids) {
      this.#faults.get(id)?.clear();
      this.#faults.delete(id);
    }
  }

  /** In the order in which they were set. */
  list(): FaultStanding[] {
    return [...this.#faults.values()].map(({ standing }) => standing);
  }

  /** The faults that happen to a request, in the order in which they were set. Each call is one request. */
  happeningTo(seen: SeenRequest): Happening[] {
    const happenings: Happening[] = [];
    for (const fault of this.#faults.values()) {
      if (!requestEffects.has(fault.rule.effect.type) || !fault.isOn) continue;
      const matched = matchRequest(fault.rule, seen);
      if (matched && fault.happens()) happenings.push({ fault, matched });
    }
    return happenings;
  }

  /** Whether a connection that is made to this broker now is closed at once. Each call is one connection. */
  refusesConnection(nodeId: number): boolean {
    return [...this.#faults.values()].some(
      (fault) => fault.rule.effect.type === 'refuse' && isOfBroker(fault.rule, nodeId) && fault.happens(),
    );
  }

  /** The broker closes: nothing begins or ends any more. */
  close(): void {
    for (const fault of this.#faults.values()) fault.drop();
    this.#faults.clear();
  }

  #follow(fault: ActiveFault): void {
    const { rule } = fault;
    if (rule.effect.type === 'broker-down') {
      let down: readonly number[] = [];
      fault.follow(
        () => {
          down = this.#ports.nodeIds.filter((nodeId) => isOfBroker(rule, nodeId));
          for (const nodeId of down) if (count(this.#downs, nodeId, 1) === 1) this.#ports.takeBrokerDown(nodeId);
        },
        () => {
          for (const nodeId of down) if (count(this.#downs, nodeId, -1) === 0) this.#ports.bringBrokerUp(nodeId);
        },
      );
    }
    if (rule.effect.type === 'leader-moved') {
      let moved: readonly FaultyPartition[] = [];
      fault.follow(
        () => {
          moved = this.#leaders.partitions().filter((partition) => isAbout(rule, partition));
          for (const partition of moved) {
            if (count(this.#moves, keyOf(partition), 1) === 1) this.#leaders.moveLeader(partition);
          }
        },
        () => {
          for (const partition of moved) {
            if (count(this.#moves, keyOf(partition), -1) === 0) this.#leaders.settleLeader(partition);
          }
        },
      );
    }
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, step: number): number {
  const counted = (counts.get(key) ?? 0) + step;
  counts.set(key, counted);
  return counted;
}

function keyOf({ topic, partition }: FaultyPartition): string {
  return `${topic}/${partition}`;
}

function isOfBroker({ match }: FaultRule, nodeId: number): boolean {
  return match?.brokers?.includes(nodeId) ?? true;
}

const requestEffects: ReadonlySet<string> = new Set(['delay', 'error', 'disconnect', 'freeze']);

function isAbout({ match = {} }: FaultRule, { topic, partition }: FaultyPartition): boolean {
  const { topics, partitions } = match;
  return (!topics || topics.includes(topic)) && (!partitions || partitions.includes(partition));
}
