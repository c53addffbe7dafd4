/*
 * What users of the package `topicraft-broker` see, but for `startBroker` itself. Its declarations are made from this file and
 * start.ts alone, so whatever stands in a signature of either is declared here. docs/broker-library.md tells it to its users.
 */

/** How a broker is started. Everything has a default: `startBroker()` is an empty Kafka in memory, on a port of its own. */
export interface StartOptions {
  /** TCP port on 127.0.0.1, the next ones being those of further brokers; 0, the default, takes any that are free. */
  port?: number;
  /**
   * Brokers of the cluster, each with a port of its own; 1 by default. They run in this process and share one copy of the data: what
   * clients see when one is taken down is what they see of a Kafka.
   */
  brokers?: number;
  /** Replicas of a topic that is made without a number, as `default.replication.factor`; 1 by default. */
  defaultReplicationFactor?: number;
  /** Folder that keeps topics, records and committed offsets for the next start; without it everything is in memory. */
  dataDir?: string;
  /** Topics that are there once the broker answers. One that a data folder already has is left as it is. */
  topics?: readonly (string | NewTopic)[];
  /** Whether a client that asks for a topic that isn't there makes it, as `auto.create.topics.enable`; true by default. */
  autoCreateTopics?: boolean;
  /** Partitions of a topic that is made without a count, as `num.partitions`; 1 by default. */
  defaultPartitions?: number;
  /**
   * Milliseconds that the first member of an empty group waits for others, as `group.initial.rebalance.delay.ms`. 0 by default, so
   * that a test's consumer begins at once; a real Kafka waits 3000.
   */
  initialRebalanceDelayMs?: number;
  /**
   * When what is written to `dataDir` is forced to the disk. All of it outlives this process in any case; after a power cut, with
   * `batch` all that was acknowledged is there, with `interval`, the default, all but the last second, with `never` what the operating
   * system had written by then.
   */
  fsync?: 'batch' | 'interval' | 'never';
  /** What goes wrong on purpose, from the start on. */
  faults?: FaultPlan;
  /** Told what an operator should know, a client's malformed request among it. Without it nothing is said. */
  onLog?: (entry: LogEntry) => void;
}

/** A topic to be made. */
export interface NewTopic {
  name: string;
  /** `defaultPartitions` where it isn't given. */
  partitions?: number;
  /** `defaultReplicationFactor` where it isn't given; not more than there are brokers. */
  replicationFactor?: number;
  /** Kafka's topic settings, such as `{ 'retention.ms': '60000' }`. */
  config?: Readonly<Record<string, string>>;
}

/** Faults that are set together. docs/broker-faults.md says more. */
export interface FaultPlan {
  /** The same seed and the same requests give the same decisions; 0 by default. */
  seed?: number;
  faults: readonly FaultRule[];
}

/** One fault. Times are in milliseconds. */
export interface FaultRule {
  /** Names it; setting another one of the same id replaces it. */
  id: string;
  /** What a request must be about; what is left out matches everything. */
  match?: {
    /** Names as in Kafka: `Produce`, `Fetch`. An error must name them. */
    apis?: readonly string[];
    topics?: readonly string[];
    partitions?: readonly number[];
    clientIds?: readonly string[];
    /** Node ids: whom it is asked of, or, with `broker-down`, who is down. */
    brokers?: readonly number[];
    groups?: readonly string[];
  };
  effect: FaultEffect;
  /** How likely it happens to what matches, 0 to 1, the default. */
  probability?: number;
  /** How often it happens at most. */
  times?: number;
  /** From when it is set to its beginning; 0 by default. */
  afterMs?: number;
  /** From its beginning to its end; without it, it lasts until it is cleared. */
  forMs?: number;
}

/** What happens. `before` and `after` are those of the broker's acting upon the request: of the append, say. */
export type FaultEffect =
  | { type: 'delay'; delayMs: number; jitterMs?: number }
  /** Kafka's error by its name, for what matches of the request; `before` by default. */
  | { type: 'error'; error: string; when?: 'before' | 'after' }
  | { type: 'disconnect'; when: 'before' | 'after' }
  /** Requests are read, and nothing happens until it is over. */
  | { type: 'freeze' }
  /** New connections are closed at once. */
  | { type: 'refuse' }
  /** The port and all connections are closed for `forMs`. */
  | { type: 'broker-down' }
  /** Matching partitions have no leader for `forMs`, and then a new leader epoch. */
  | { type: 'leader-moved' };

/** A fault as it stands. */
export interface FaultStanding {
  rule: FaultRule;
  /** `over`: its time is up, or it has happened as often as it may. */
  state: 'waiting' | 'on' | 'over';
  /** How often it has happened. */
  happened: number;
  /** Until it begins (`waiting`) or ends (`on`); undefined where no time ends it. */
  remainingMs: number | undefined;
}

/** One thing that an operator should know. */
export interface LogEntry {
  level: 'info' | 'warning' | 'error';
  message: string;
}

/** One of several brokers. */
export interface BrokerNode {
  readonly nodeId: number;
  readonly port: number;
  readonly isUp: boolean;
  /** Ends its connections and stops listening; others lead and coordinate in its place. Nothing where it is down. */
  takeDown(): Promise<void>;
  /** Listens on its port again. Nothing where it is up. @throws BrokerError `cannot-listen` */
  bringUp(): Promise<void>;
}

/** A broker that answers, or several. Whoever started it closes it; `await using` does so by itself. */
export interface Broker {
  /** `127.0.0.1:PORT`, as Kafka clients take it; of several brokers, with commas between. */
  readonly bootstrap: string;
  /** The port of the first broker. */
  readonly port: number;
  /** The brokers, by node id. */
  readonly nodes: readonly BrokerNode[];
  /** Makes a topic. @throws BrokerError `topic-exists`, `topic-refused`, `storage-failed` or `closed` */
  createTopic(topic: string | NewTopic): Promise<void>;
  /**
   * Empties the broker between two tests: all topics with their records, and all groups that nobody is in with their offsets, are
   * deleted, and the topics and the faults of the start are made anew. Clients may stay connected, but a consumer that is still in a group has its
   * position from before: disconnect consumers first.
   * @throws BrokerError `storage-failed` or `closed`
   */
  reset(): Promise<void>;
  /** The faults that are set, in that order. */
  readonly faults: readonly FaultStanding[];
  /** Sets faults from now on, besides those that are set. @throws BrokerError `invalid-option` or `closed` */
  setFaults(plan: FaultPlan): Promise<void>;
  /** Ends the faults of these ids, or all. @throws BrokerError `closed` */
  clearFaults(...ids: string[]): Promise<void>;
  /** Ends every connection, stops listening, and closes the data in good order. May be called twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export type BrokerErrorCode =
  /** An option has a value that it can't have, or there is no option of that name. */
  | 'invalid-option'
  /** The port is taken. */
  | 'cannot-listen'
  /** Another broker has the data folder open. */
  | 'data-in-use'
  /** The data folder was written by a newer version; nothing in it was changed. */
  | 'data-too-new'
  /** The data folder was kept by a broker with another node id. */
  | 'data-of-other-node'
  /** A file of the data folder can't be read or written. */
  | 'storage-failed'
  /** There is a topic of that name. */
  | 'topic-exists'
  /** A topic can't be called or configured so; `message` says why in Kafka's words. */
  | 'topic-refused'
  /** The broker was closed. */
  | 'closed';

/** Everything that the functions of this package throw. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'BrokerError';
    this.code = code;
  }
}
