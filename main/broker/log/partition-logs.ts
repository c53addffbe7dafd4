import path from 'node:path';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { fileSegments } from './file-segments.ts';
import type { Flusher } from './flusher.ts';
import { LogCleaner } from './log-cleaner.ts';
import { memorySegments } from './memory-segments.ts';
import type { PartitionLog } from './partition-log.ts';
import type { LogSettings } from './produced-batch.ts';
import { type CutReport, SegmentedLog } from './segmented-log.ts';

/** A topic as its logs need to know it. */
export interface LoggedTopic {
  name: string;
  topicId: string;
}

export interface PartitionLogsPorts {
  clock: Clock;
  /** Folder of all topics; undefined keeps records in memory. */
  folder?: string;
  /** A log couldn't be compacted, and isn't tried again by this broker. */
  onUncleanable: (failure: { topic: string; partition: number; cause: unknown }) => void;
  onCut: (cut: { topic: string; partition: number; offset: bigint; bytes: number }) => void;
  /** Told of each log that is written to; without it nothing is forced to the disk before the end. */
  flusher?: Flusher;
}

/** What opening logs has taken. */
export interface LogRecovery {
  partitions: number;
  /** After their recovery points. */
  readBytes: number;
  cutBytes: number;
}

/** `log.retention.check.interval.ms` */
const retentionCheckMs = 300_000;
/** As `log.flush.offset.checkpoint.interval.ms`, of which Kafka has 60 s. */
const checkpointMs = 10_000;

/** All partition logs of one broker, by topic id and partition: it opens, keeps, closes and deletes them. */
export class PartitionLogs {
  readonly #ports: PartitionLogsPorts;
  readonly #topics = new Map<string, Map<number, SegmentedLog>>();
  readonly #names = new WeakMap<PartitionLog, { topic: string; partition: number }>();
  readonly #cleaner: LogCleaner;
  #retentionTimer: Timer | undefined;
  #checkpointTimer: Timer | undefined;

  constructor(ports: PartitionLogsPorts) {
    this.#ports = ports;
    this.#scheduleRetention();
    if (ports.folder !== undefined) this.#scheduleCheckpoint();
    this.#cleaner = new LogCleaner({
      clock: ports.clock,
      logs: () => this.#openLogs(),
      onUncleanable: (log, cause) => {
        const place = this.#names.get(log);
        if (place) ports.onUncleanable({ ...place, cause });
      },
    });
  }

  /** The log of a partition, which is opened (and, after a crash, mended) the first time. */
  open(topic: LoggedTopic, partition: number, settings: () => LogSettings): PartitionLog {
    let partitions = this.#topics.get(topic.topicId);
    if (!partitions) this.#topics.set(topic.topicId, (partitions = new Map<number, SegmentedLog>()));
    let log = partitions.get(partition);
    if (!log) {
      const { clock, folder, flusher } = this.#ports;
      const store =
        folder === undefined ? memorySegments : fileSegments(path.join(topicFolder(folder, topic), String(partition)));
      const onCut: CutReport = (cut) => this.#ports.onCut({ topic: topic.name, partition, ...cut });
      log = new SegmentedLog(store, settings(), clock.nowMs(), onCut, folder === undefined ? undefined : flusher);
      partitions.set(partition, log);
      this.#names.set(log, { topic: topic.name, partition });
    }
    return log;
  }

  /** The topic's settings have changed; a log that isn't open yet learns them when it is opened. */
  configure(topic: LoggedTopic, settings: LogSettings): void {
    for (const log of this.#topics.get(topic.topicId)?.values() ?? []) log.configure(settings);
  }

  /** Deletes what the topics of open logs no longer keep; done by itself every five minutes, as in Kafka. */
  applyRetention(): void {
    const nowMs = this.#ports.clock.nowMs();
    for (const log of this.#openLogs()) log.applyRetention(nowMs);
  }

  *#openLogs(): Iterable<SegmentedLog> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }

  #scheduleRetention(): void {
    this.#retentionTimer = this.#ports.clock.schedule(retentionCheckMs, () => {
      this.applyRetention();
      this.#scheduleRetention();
    });
  }

  #scheduleCheckpoint(): void {
    this.#checkpointTimer = this.#ports.clock.schedule(checkpointMs, () => {
      for (const log of this.#openLogs()) log.checkpoint();
      this.#scheduleCheckpoint();
    });
  }

  /** Deletes the logs of a topic and what they kept. */
  remove(topic: LoggedTopic): void {
    const partitions = this.#topics.get(topic.topicId);
    this.#topics.delete(topic.topicId);
    for (const log of partitions?.values() ?? []) log.remove();
    const { folder } = this.#ports;
    if (folder !== undefined) fileSegments(topicFolder(folder, topic)).removeAll();
  }

  /** What opening the logs that are open has taken. */
  get recovery(): LogRecovery {
    return [...this.#openLogs()].reduce<LogRecovery>(
      ({ partitions, readBytes, cutBytes }, { recovery }) => ({
        partitions: partitions + 1,
        readBytes: readBytes + recovery.readBytes,
        cutBytes: cutBytes + recovery.cutBytes,
      }),
      { partitions: 0, readBytes: 0, cutBytes: 0 },
    );
  }

  close(): void {
    this.#retentionTimer?.cancel();
    this.#checkpointTimer?.cancel();
    this.#cleaner.close();
    for (const log of this.#openLogs()) log.close();
    this.#topics.clear();
  }
}

/**
 * The id as hexadecimal digits keeps topics apart where a file system takes `Orders` and `orders` for one; the name,
 * shortened, is for people.
 */
function topicFolder(folder: string, topic: LoggedTopic): string {
  const id = Buffer.from(topic.topicId, 'base64url').toString('hex');
  return path.join(folder, `${id}-${topic.name.slice(0, 200)}`);
}
