import type { MessageFromHost, ProducerPosition, UnfinishedTick } from '../protocol/engine-host.ts';
import type { ReportBatch } from '../reports.ts';

type TickEntry = Extract<MessageFromHost, { type: 'journal' }>['ticks'][number];

interface ProducerRecord {
  firstTick: number;
  nextTick: number;
  unfinished: Map<number, UnfinishedTick>;
  endedTicks: number;
  reportedTicks: number;
  port?: number;
}

/** Where the producers of a session stand, kept outside of their hosts: a restarted one goes on with the next tick. Pure. */
export class ProducerLedger {
  private readonly producers = new Map<string, ProducerRecord>();

  /** The trigger begins anew, a replay with its first row; ticks count on. */
  restart(producer: string): void {
    const record = this.record(producer);
    record.firstTick = record.nextTick;
    record.unfinished.clear();
    delete record.port;
  }

  tick(entry: TickEntry): void {
    const record = this.record(entry.producer);
    if (entry.phase === 'ended') {
      record.unfinished.delete(entry.index);
      record.endedTicks += 1;
      return;
    }
    const attempts = (record.unfinished.get(entry.index)?.attempts ?? 0) + 1;
    record.unfinished.set(entry.index, { index: entry.index, timeMs: entry.timeMs, attempts });
    record.nextTick = Math.max(record.nextTick, entry.index + 1);
  }

  listening(producer: string, port: number): void {
    this.record(producer).port = port;
  }

  /** Takes note of what reports have counted. */
  counted(producer: string, ticks: number): void {
    this.record(producer).reportedTicks += ticks;
  }

  /** Ends of ticks that the journal told and whose report died with the host of these producers, so that counts stay exact. */
  uncountedTicks(names: ReadonlyMap<string, string>): ReportBatch['counts'] {
    return [...names].flatMap(([producer, node]) => {
      const record = this.producers.get(producer);
      if (!record) return [];
      const count = record.endedTicks - record.reportedTicks;
      record.reportedTicks = record.endedTicks;
      return count > 0 ? [{ node, kind: 'tick-ended' as const, count }] : [];
    });
  }

  position(producer: string): ProducerPosition {
    const { firstTick, nextTick, unfinished, port } = this.record(producer);
    return { firstTick, nextTick, unfinished: [...unfinished.values()], ...(port !== undefined && { port }) };
  }

  private record(producer: string): ProducerRecord {
    const known = this.producers.get(producer);
    if (known) return known;
    const record = { firstTick: 0, nextTick: 0, unfinished: new Map(), endedTicks: 0, reportedTicks: 0 };
    this.producers.set(producer, record);
    return record;
  }
}
