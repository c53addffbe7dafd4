import type { LogEntry, LogFrame } from '../../../shared/contract/index.ts';

const kept = 10_000;
/** In one frame; of more the oldest are left out. */
const mostInFrame = 2000;

/** What the run and its handlers say: the newest 10 000 entries, numbered. Each reader has its own place. Pure. */
export class SessionLog {
  private entries: LogEntry[] = [];
  private nextSequence = 0;
  private readonly listeners = new Set<() => void>();

  add(entry: Omit<LogEntry, 'sequence'>): void {
    this.entries.push({ sequence: this.nextSequence, ...entry });
    this.nextSequence += 1;
    // Cut in lumps, since each cut copies all that is kept.
    if (this.entries.length >= 2 * kept) this.entries = this.entries.slice(-kept);
    for (const listener of this.listeners) listener();
  }

  /** Begins with the newest entries that are kept. `changed` is called whenever there is something to take. */
  read(changed: () => void): { take(): LogFrame | undefined; close(): void } {
    let next = Math.max(0, this.nextSequence - kept);
    let isFirst = true;
    this.listeners.add(changed);
    return {
      take: () => {
        if (next === this.nextSequence) return undefined;
        const most = isFirst ? kept : mostInFrame;
        isFirst = false;
        const from = Math.max(next, this.nextSequence - most);
        const frame = { entries: this.entries.slice(from - this.nextSequence), dropped: from - next };
        next = this.nextSequence;
        return frame;
      },
      close: () => void this.listeners.delete(changed),
    };
  }
}
