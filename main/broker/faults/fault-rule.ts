import type { KafkaErrorName } from '../../../shared/kafka/index.ts';

/**
 * What a request must be about for a fault to happen to it. A part that is left out matches everything; of those that are given,
 * each must match. A request that asks for all topics is about each of them.
 */
export interface FaultMatch {
  /** Names as in Kafka: `Produce`, `Fetch`. */
  apis?: readonly string[];
  /** Names of topics. */
  topics?: readonly string[];
  partitions?: readonly number[];
  /** Client ids, as clients tell them. */
  clientIds?: readonly string[];
  /** Group ids. */
  groups?: readonly string[];
  /** Node ids: whom it is asked of, or, with `broker-down`, who is down. */
  brokers?: readonly number[];
}

/** Before or after the broker has acted upon the request. */
export type FaultMoment = 'before' | 'after';

/** What happens. Times are in milliseconds. */
export type FaultEffect =
  /** The request waits so long, and for a part of `jitterMs` that is drawn, before it is acted upon. */
  | { type: 'delay'; delayMs: number; jitterMs?: number }
  /**
   * What matches is answered with this error, everything else of the request as usual. `before`, the default: what matches isn't acted
   * upon. `after`: it is, and the client is told the error all the same.
   */
  | { type: 'error'; error: KafkaErrorName; when?: FaultMoment }
  /** The connection is closed without an answer. */
  | { type: 'disconnect'; when: FaultMoment }
  /** The request is read, and nothing happens until the fault is over; then it is acted upon. */
  | { type: 'freeze' }
  /** New connections are closed at once; those that are there stay. */
  | { type: 'refuse' }
  /** The listeners of the matching brokers and every connection are closed, until the fault is over: then the same ports answer again. */
  | { type: 'broker-down' }
  /**
   * Other brokers lead the matching partitions, or, where no other replica is in sync, nobody does until the fault is over. Each change
   * begins a new leader epoch.
   */
  | { type: 'leader-moved' };

/** One fault of the failure lab. */
export interface FaultRule {
  /** Names it, among those that are set. */
  id: string;
  match?: FaultMatch;
  effect: FaultEffect;
  /** How likely it happens to what matches, from 0 to 1, the default; drawn from the plan's seed. */
  probability?: number;
  /** How often it happens at most; without it there is no limit. */
  times?: number;
  /** Milliseconds from when it was set until it begins; 0 by default. A list of faults with other times is a script. */
  afterMs?: number;
  /** Milliseconds from its beginning to its end; without it, it lasts until it is cleared. */
  forMs?: number;
}

/** Faults that are set together. */
export interface FaultPlan {
  /** The same seed and the same requests give the same decisions; 0 by default. */
  seed?: number;
  faults: readonly FaultRule[];
}

/** A fault that was set, as it stands. */
export interface FaultStanding {
  rule: FaultRule;
  /** `over`: its time is up, or it has happened as often as it may. */
  state: 'waiting' | 'on' | 'over';
  /** How often it has happened. */
  happened: number;
  /** Milliseconds until it begins (`waiting`) or ends (`on`); undefined where no time ends it. */
  remainingMs: number | undefined;
}
