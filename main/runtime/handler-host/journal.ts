import type { JournalEntry } from '../../../shared/delivery/index.ts';
import { createOutbox } from '../outbox.ts';
import type { MessageFromHost } from '../protocol/engine-host.ts';

type JournalMessage = Extract<MessageFromHost, { type: 'journal' }>;
type TickEntry = JournalMessage['ticks'][number];

/**
 * What the engine must know should this process die: attempts and ticks that begin and end. Entries are told together, once
 * a turn, and always before the workers get the calls of that turn.
 */
export interface Journal {
  attempt(consumer: string, entry: JournalEntry): void;
  tick(entry: TickEntry): void;
  flush(): void;
}

export function createJournal(post: (message: JournalMessage) => void): Journal {
  const outbox = createOutbox<JournalMessage['attempts'][number] | TickEntry>((entries) =>
    post({
      type: 'journal',
      attempts: entries.filter((entry) => 'consumer' in entry),
      ticks: entries.filter((entry) => 'producer' in entry),
    }),
  );
  return {
    attempt: (consumer, entry) =>
      outbox.put({
        consumer,
        entry: {
          topic: entry.topic,
          partition: entry.partition,
          offsets: [...entry.offsets],
          type: entry.type,
          failedAttempts: entry.type === 'settled' ? 0 : entry.failedAttempts,
          isolation: entry.type === 'settled' ? 'shared' : entry.isolation,
        },
      }),
    tick: (entry) => outbox.put(entry),
    flush: () => outbox.flush(),
  };
}
