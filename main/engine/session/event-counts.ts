import type { Measure, ReportBatch } from '../../runtime/index.ts';

/** Rates look back this far, so that one slow second doesn't make them jump. */
const rateWindowMs = 3000;

type CountIncrement = ReportBatch['counts'][number];
export type CountKind = CountIncrement['kind'] | 'bytes-sent' | 'bytes-read';

/**
 * What the runtime counted since the session's start, by node, topic (both by id) and kind, and how fast it grows. Pure.
 * Where the topic is left out, all topics are meant.
 */
export class EventCounts {
  private readonly counts = new Map<string, number>();
  private samples: { readonly timeMs: number; readonly counts: ReadonlyMap<string, number> }[];

  constructor(startedMs: number) {
    this.samples = [{ timeMs: startedMs, counts: new Map() }];
  }

  /** @param idOf gives the id to a name of node or topic */
  add(increments: readonly CountIncrement[], idOf: (name: string) => string): void {
    for (const { node, topic, kind, count } of increments) this.addOne(kind, count, idOf(node), topic && idOf(topic));
  }

  /** @param idOf gives the id to a name of node or topic */
  weigh(measures: readonly Measure[], idOf: (name: string) => string): void {
    for (const measure of measures) {
      if (measure.kind === 'calls') continue;
      const { kind, bytes, node, topic } = measure;
      this.addOne(kind === 'sent' ? 'bytes-sent' : 'bytes-read', bytes, idOf(node), idOf(topic));
    }
  }

  /** Ends an interval of the rates; called about once a second. */
  sample(nowMs: number): void {
    this.samples.push({ timeMs: nowMs, counts: new Map(this.counts) });
    while (this.samples[1] && nowMs - this.samples[1].timeMs >= rateWindowMs) this.samples.shift();
  }

  total(kind: CountKind, node: string, topic?: string): number {
    return this.counts.get(keyOf(kind, node, topic)) ?? 0;
  }

  /** As of the last sample. */
  perSecond(kind: CountKind, node: string, topic?: string): number {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    const seconds = first && last ? (last.timeMs - first.timeMs) / 1000 : 0;
    if (!first || !last || seconds === 0) return 0;
    const key = keyOf(kind, node, topic);
    return ((last.counts.get(key) ?? 0) - (first.counts.get(key) ?? 0)) / seconds;
  }

  private addOne(kind: CountKind, count: number, node: string, topic: string | undefined): void {
    const keys = topic === undefined ? [keyOf(kind, node)] : [keyOf(kind, node), keyOf(kind, node, topic)];
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }
}

/** Ways in which a consumer is done with an event. */
export const doneKinds = ['handled', 'dead-lettered', 'skipped'] as const satisfies readonly CountKind[];

function keyOf(kind: CountKind, node: string, topic = ''): string {
  return `${kind}\n${node}\n${topic}`;
}
