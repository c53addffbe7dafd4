import type { LagTime } from '../../shared/contract/index.ts';

/** Kept looks of a partition's end: so long a wait can be told, beyond it only that it is longer. */
const mostLooks = 600;

/** When the end of a partition passed which offset, as looks showed it. Bounded. Pure. */
export class EndTimes {
  private looks: { readonly timeMs: number; readonly end: bigint }[] = [];

  add(timeMs: number, end: bigint): void {
    const last = this.looks.at(-1);
    if (last && end < last.end) this.looks = [];
    // While nothing comes only the last look of it matters.
    const before = this.looks.at(-2);
    if (last && before && last.end === end && before.end === end) this.looks.pop();
    this.looks.push({ timeMs, end });
    if (this.looks.length > mostLooks) this.looks.shift();
  }

  /** How long the record at `offset` has been there; between two looks it came evenly. */
  ageOf(offset: bigint, nowMs: number): LagTime {
    const first = this.looks[0];
    if (!first) return { known: 'no', because: 'not-looked-yet' };
    if (offset < first.end) return { known: 'at-least', ms: Math.max(0, nowMs - first.timeMs) };
    const next = this.looks.findIndex(({ end }) => end > offset);
    const after = this.looks[next];
    const before = this.looks[next - 1];
    if (!after || !before) return { known: 'estimated', ms: 0 };
    const part = Number(offset - before.end) / Number(after.end - before.end);
    return { known: 'estimated', ms: Math.max(0, nowMs - (before.timeMs + part * (after.timeMs - before.timeMs))) };
  }
}
