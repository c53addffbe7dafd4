import type { Segment } from './route.ts';

/** What pieces cost, each found out once: the ways of one wire have most of their pieces in common. */
export class PieceCosts {
  private readonly across = new Map<number, { from: number; to: number; cost: number }[]>();
  private readonly upright = new Map<number, { from: number; to: number; cost: number }[]>();
  private readonly costOf: (segment: Segment) => number;

  constructor(costOf: (segment: Segment) => number) {
    this.costOf = costOf;
  }

  of(segment: Segment): number {
    const { upright, at, from, to } = segment;
    const lines = upright ? this.upright : this.across;
    const known = lines.get(at);
    const former = known?.find((piece) => piece.from === from && piece.to === to);
    if (former) return former.cost;
    const cost = this.costOf(segment);
    if (known) known.push({ from, to, cost });
    else lines.set(at, [{ from, to, cost }]);
    return cost;
  }
}
