import { partitionKey } from './partition-key.ts';
import type { Isolation, JournalEntry, SurvivingAttempts, TopicPartition } from './types.ts';

/** The journal of a host's deliveries, kept outside the host. Pure: whoever runs the host feeds and asks it. */
export interface AttemptLedger {
  /** `consumer` names the delivery that wrote the entry; deliveries of different consumers may work on one partition. */
  record(consumer: string, entry: JournalEntry): void;
  /** What has begun and not ended. */
  inFlight(): AttemptInFlight[];
  /**
   * The host died: what was in flight is marked (a single one is guilty, of several each is a suspect that must run
   * alone in the next host), and nothing is in flight any more.
   */
  hostDied(): void;
  /** What the next host's delivery of this consumer must know. */
  surviving(consumer: string): SurvivingAttempts[];
}

export interface AttemptInFlight extends TopicPartition {
  consumer: string;
  /** Decimal, of its records. */
  offsets: readonly string[];
  failedAttempts: number;
}

interface RememberedAttempt {
  consumer: string;
  topic: string;
  partition: number;
  offsets: readonly string[];
  failedAttempts: number;
  isolation: Isolation;
  isInFlight: boolean;
}

export function createAttemptLedger(): AttemptLedger {
  /** By consumer and partition, since a partition has one attempt at a time; a batch that was split leaves several. */
  const attempts = new Map<string, RememberedAttempt[]>();

  return {
    record(consumer, entry) {
      const key = `${consumer}\u0000${partitionKey(entry)}`;
      const settled = new Set(entry.offsets);
      const others = (attempts.get(key) ?? []).flatMap((known): RememberedAttempt[] => {
        const offsets = known.offsets.filter((offset) => !settled.has(offset));
        return offsets.length === 0 ? [] : [{ ...known, offsets }];
      });
      if (entry.type !== 'settled') {
        const { topic, partition, offsets, failedAttempts, isolation } = entry;
        const isInFlight = entry.type === 'started';
        others.push({ consumer, topic, partition, offsets, failedAttempts, isolation, isInFlight });
      }
      if (others.length > 0) attempts.set(key, others);
      else attempts.delete(key);
    },

    inFlight() {
      return [...attempts.values()]
        .flat()
        .flatMap(({ isInFlight, consumer, topic, partition, offsets, failedAttempts }) =>
          isInFlight ? [{ consumer, topic, partition, offsets, failedAttempts }] : [],
        );
    },

    hostDied() {
      const inFlight = [...attempts.values()].flat().filter((attempt) => attempt.isInFlight);
      const guilt = inFlight.length === 1 ? 1 : 0;
      for (const attempt of inFlight) {
        attempt.isInFlight = false;
        attempt.failedAttempts += guilt;
        attempt.isolation = 'host';
      }
    },

    surviving(consumer) {
      return [...attempts.values()].flat().flatMap((attempt) => {
        if (attempt.consumer !== consumer) return [];
        const { topic, partition, offsets, failedAttempts, isolation } = attempt;
        return offsets.map((offset) => ({ topic, partition, offset, failedAttempts, isolation }));
      });
    },
  };
}
