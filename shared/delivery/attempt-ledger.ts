import type { JournalEntry, SurvivingAttempts } from './types.ts';

/** The journal of a host's deliveries, kept outside the host. Pure: whoever runs the host feeds and asks it. */
export interface AttemptLedger {
  /** `consumer` names the delivery that wrote the entry; deliveries of different consumers may work on one partition. */
  record(consumer: string, entry: JournalEntry): void;
  /**
   * The host died: what was in flight is marked (a single one is guilty, of several each is a suspect that must run
   * alone in the next host), and nothing is in flight any more.
   */
  hostDied(): void;
  /** What the next host's delivery of this consumer must know. */
  surviving(consumer: string): SurvivingAttempts[];
}

export function createAttemptLedger(): AttemptLedger {
  throw new Error('Delivery is not written yet.');
}
