import type { FsyncPolicy } from './log/flusher.ts';
import type { SecurityOptions } from './security/security-options.ts';

/** How a broker is started. */
export interface BrokerOptions {
  /** TCP port of the listener; 0, the default, takes any that is free. */
  port?: number;
  /** Interface to listen on and the host told to clients; loopback (127.0.0.1) unless said otherwise. */
  host?: string;
  /** Folder that keeps topics, records and committed offsets; undefined keeps everything in memory. */
  dataDirectory?: string;
  /** Whether Metadata may create a topic that a client asks for, as `auto.create.topics.enable`; true by default. */
  autoCreateTopics?: boolean;
  /** Partitions of a topic that is created without a count, as `num.partitions`; 1 by default. */
  defaultPartitions?: number;
  /** This broker's id in its cluster, as `node.id`; 1 by default. */
  nodeId?: number;
  /**
   * How long the first rebalance of an empty group waits for more members, as `group.initial.rebalance.delay.ms`. A real
   * Kafka waits 3 s; here 100 ms, enough for the members that one program starts together.
   */
  initialRebalanceDelayMs?: number;
  /** TLS and logins; undefined lets in everybody who can reach the listener. */
  security?: SecurityOptions;
  /**
   * When what is written to `dataDirectory` is forced to the disk; `interval` by default. All of it outlives this process; after a power
   * cut, with `batch` all that was acknowledged is there, with `interval` all but the last second, with `never` what the operating system
   * had written.
   */
  fsync?: FsyncPolicy;
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
  readonly durationMs: number;
}

/** A broker that answers. Whoever started it closes it. */
export interface RunningBroker {
  /** `host:port`, as Kafka clients take it. */
  readonly bootstrap: string;
  readonly port: number;
  /** What was done about a data folder whose last broker didn't end in good order; undefined after one that did. */
  readonly recovery: BrokerRecovery | undefined;
  /** Stops listening, ends every connection, and closes the data in good order. May be called twice. */
  close(): Promise<void>;
}
