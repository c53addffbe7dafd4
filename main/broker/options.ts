import type { FaultPlan, FaultStanding } from './faults/fault-rule.ts';
import type { FsyncPolicy } from './log/flusher.ts';
import type { SecurityOptions } from './security/security-options.ts';

/** How a broker is started. */
export interface BrokerOptions {
  /** TCP port of the listener, the next ones being those of further brokers; 0, the default, takes any that are free. */
  port?: number;
  /** Interface to listen on and the host told to clients; loopback (127.0.0.1) unless said otherwise. */
  host?: string;
  /** Folder that keeps topics, records and committed offsets; undefined keeps everything in memory. */
  dataDirectory?: string;
  /** Whether Metadata may create a topic that a client asks for, as `auto.create.topics.enable`; true by default. */
  autoCreateTopics?: boolean;
  /** Partitions of a topic that is created without a count, as `num.partitions`; 1 by default. */
  defaultPartitions?: number;
  /** This broker's id in its cluster, as `node.id`, or that of the first of several; 1 by default. */
  nodeId?: number;
  /**
   * Brokers of the cluster, each with a port and a node id of its own, one by default. They run in this process and share one copy of the
   * data: what clients see when brokers fail is Kafka's, what a disk loses is lost.
   */
  brokers?: number;
  /** Replicas of a topic that is created without a count, as `default.replication.factor`; 1 by default. */
  defaultReplicationFactor?: number;
  /**
   * How long the first rebalance of an empty group waits for more members, as `group.initial.rebalance.delay.ms`. A real
   * Kafka waits 3 s; here 100 ms, enough for the members that one program starts together.
   */
  initialRebalanceDelayMs?: number;
  /**
   * Milliseconds for which a connection may be silent both ways before it is closed, logged in or not, as `connections.max.idle.ms`;
   * 600,000 by default, and below zero for ever.
   */
  connectionsMaxIdleMs?: number;
  /** TLS and logins; undefined lets in everybody who can reach the listener. */
  security?: SecurityOptions;
  /**
   * When what is written to `dataDirectory` is forced to the disk; `interval` by default. All of it outlives this process; after a power
   * cut, with `batch` all that was acknowledged is there, with `interval` all but the last second, with `never` what the operating system
   * had written.
   */
  fsync?: FsyncPolicy;
  /** What goes wrong on purpose, from the start on. `faultProblems` says what is wrong with it; what is wrong is never to happen. */
  faults?: FaultPlan;
  /** Told what an operator should know: a client's malformed request, a log cut back at start, a fault. */
  onLog?: (entry: BrokerLogEntry) => void;
}

/** One thing that an operator should know. */
export interface BrokerLogEntry {
  level: 'info' | 'warning' | 'error';
  message: string;
}

/** How logs were opened after a crash. */
export interface BrokerRecovery {
  /** Logs that were opened. */
  readonly partitions: number;
  /** Bytes after their recovery points, which were read and checked. */
  readonly readBytes: number;
  /** Bytes that weren't whole and were cut from the ends of logs. */
  readonly cutBytes: number;
  /** What was open on a partition or in a group, and which a power cut had left nobody to end. */
  readonly endedTransactions: number | 'failed';
  readonly durationMs: number;
}

/** The failure lab of a running broker. */
export interface BrokerFaults {
  /** Sets faults from now on, besides those that are set; one of the same id takes the place of the other. */
  set(plan: FaultPlan): void;
  /** Ends these, or all; an id that isn't set is passed over. */
  clear(ids?: readonly string[]): void;
  /** In the order in which they were set. */
  list(): FaultStanding[];
}

/** One of the brokers that run together. */
export interface RunningNode {
  readonly nodeId: number;
  readonly port: number;
  readonly isUp: boolean;
  /** Ends its connections and stops listening; others lead and coordinate in its place. Nothing where it is down. */
  takeDown(): Promise<void>;
  /** Listens on its port again; where it is needed it leads. Nothing where it is up. @throws Fault `cannot-listen` */
  bringUp(): Promise<void>;
}

/** Brokers that answer. Whoever started them closes them. */
export interface RunningBroker {
  /** `host:port` of each broker, as Kafka clients take it. */
  readonly bootstrap: string;
  /** The port of the first broker. */
  readonly port: number;
  /** By node id. */
  readonly nodes: readonly RunningNode[];
  /** What was done about a data folder whose last broker didn't end in good order; undefined after one that did. */
  readonly recovery: BrokerRecovery | undefined;
  readonly faults: BrokerFaults;
  /** Stops listening, ends every connection, and closes the data in good order. May be called twice. */
  close(): Promise<void>;
}
