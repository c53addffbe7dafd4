import { BoxIndex, type BoxEntry } from './box-index.ts';
import { boxOfSegment, segmentsOf, type Route, type Segment, type WireEnds } from './route.ts';

/** Wires nearer than this run alongside. */
const tooNear = 5;

/** A wire that has been led. */
export interface LaidWire {
  readonly ends: WireEnds;
  readonly pieces: readonly LaidPiece[];
  /** The wire that is being led, where both leave or enter the same node. A mark, since it is asked for millions of times. */
  kinTo: WireEnds | undefined;
}

export interface LaidPiece {
  readonly segment: Segment;
  readonly wire: LaidWire;
}

/** The wires that lie already, by where their pieces are. */
export class LaidWires {
  private readonly across = new BoxIndex<LaidPiece>({ width: 160, height: 64 });
  private readonly upright = new BoxIndex<LaidPiece>({ width: 64, height: 160 });
  private readonly wires = new Map<string, { wire: LaidWire; entries: BoxEntry<LaidPiece>[] }>();
  private readonly atPort = new Map<string, Set<LaidWire>>();
  private marked: readonly LaidWire[] = [];

  lay(ends: WireEnds, route: Route): void {
    const pieces: LaidPiece[] = [];
    const wire: LaidWire = { ends, pieces, kinTo: undefined };
    const entries: BoxEntry<LaidPiece>[] = [];
    for (const segment of segmentsOf(route.points)) {
      const piece = { segment, wire };
      pieces.push(piece);
      entries.push(this.indexOf(segment.upright).add(boxOfSegment(segment, 2 * tooNear), piece));
    }
    this.wires.set(ends.id, { wire, entries });
    for (const port of portsOf(ends)) this.atPort.set(port, (this.atPort.get(port) ?? new Set()).add(wire));
  }

  takeUp(id: string): void {
    const laid = this.wires.get(id);
    if (!laid) return;
    for (const entry of laid.entries) this.indexOf(entry.item.segment.upright).remove(entry);
    for (const port of portsOf(laid.wire.ends)) this.atPort.get(port)?.delete(laid.wire);
    this.wires.delete(id);
  }

  /** Marks the wires that leave or enter where this one does as its kin, and no others. */
  markKin(ends: WireEnds): readonly LaidWire[] {
    for (const wire of this.marked) wire.kinTo = undefined;
    const kin = new Set(portsOf(ends).flatMap((port) => [...(this.atPort.get(port) ?? [])]));
    this.marked = [...kin];
    for (const wire of this.marked) wire.kinTo = ends;
    return this.marked;
  }

  /** Pieces that cross this one. */
  crossing(segment: Segment): BoxEntry<LaidPiece>[] {
    return this.indexOf(!segment.upright).within(boxOfSegment(segment, 1));
  }

  /** Pieces that run in the same direction, too near or on the same line. */
  beside(segment: Segment): BoxEntry<LaidPiece>[] {
    return this.indexOf(segment.upright).within(boxOfSegment(segment, 1));
  }

  private indexOf(upright: boolean): BoxIndex<LaidPiece> {
    return upright ? this.upright : this.across;
  }
}

function portsOf({ source, target }: WireEnds): [string, string] {
  return [`out of ${source}`, `into ${target}`];
}
