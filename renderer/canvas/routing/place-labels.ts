import { contains, overlap, type Box, type Point } from '../model/geometry.ts';
import { BoxIndex, type BoxEntry } from './box-index.ts';
import { KeyedBoxes } from './keyed-boxes.ts';
import { boxOfSegment, lengthOf, segmentsOf, type Route, type Segment } from './route.ts';
import type { Routes, Surroundings } from './route-wires.ts';

/** Room for a rate such as `12.3k/s` at 11 px. */
const labelSize = { width: 50, height: 14 };
/** Above a piece that runs across. */
const lift = 10;
/** The ends of a piece are its corners and ports. */
const endRoom = 6;
/** Where along a piece the rate may stand, the best first. */
const spots = [0.5, 0.35, 0.65, 0.2, 0.8];

/**
 * Where each wire's rate can stand: above a piece that runs across, or in a gap of one that runs upright, and only on a
 * piece that is this wire's alone. Never on a node, on a frame's line or on another rate or wire. Wires without such
 * a place get none, and show their rate when hovered.
 */
export class LabelPlaces {
  // A node's tags stand above its upper line.
  private readonly nodes = new KeyedBoxes<string>((id, box) => ({
    box: { ...box, y: box.y - 12, height: box.height + 14 },
    item: id,
  }));
  private readonly frames = new KeyedBoxes<string>((id, box) => ({ box, item: id }));
  private readonly lines = new BoxIndex<string>();
  private readonly labels = new BoxIndex<string>();
  private readonly drawn = new Map<string, { lines: BoxEntry<string>[]; label?: BoxEntry<string> }>();
  private readonly labelled = new Map<string, Route>();

  /** By the wire's id, with their labels. */
  get routes(): Routes {
    return this.labelled;
  }

  /** Takes these routes for all that there are, their labels where they stand. */
  adopt(routes: Routes, { nodes, frames }: Surroundings): void {
    for (const id of this.drawn.keys()) this.takeAway(id);
    this.nodes.become(nodes);
    this.frames.become(frames);
    for (const [id, route] of routes) {
      this.draw(id, route);
      this.labelled.set(id, route);
      if (route.label) this.stand(id, route.label);
    }
  }

  /** Places the labels of the wires that were `led`, the first with the first choice, and of those whose label is now in the way. */
  place(routes: Routes, led: readonly string[], { nodes, frames }: Surroundings): void {
    const waiting = new Set(led);
    for (const id of this.drawn.keys()) if (waiting.has(id) || !routes.has(id)) this.takeAway(id);
    const lines = led.flatMap((id) => this.draw(id, routes.get(id)));
    for (const { box } of [...this.nodes.become(nodes), ...lines]) {
      for (const { item: id } of this.labels.within(box)) waiting.add(id);
    }
    for (const { box } of this.frames.become(frames)) {
      for (const { item: id, box: label } of this.labels.within(box)) if (touchesLine(box, label)) waiting.add(id);
    }
    for (const id of waiting) {
      const route = routes.get(id);
      if (route) this.label(id, route);
    }
  }

  private draw(id: string, route: Route | undefined): BoxEntry<string>[] {
    const lines = segmentsOf(route?.points ?? []).map((segment) => this.lines.add(boxOfSegment(segment, 2), id));
    this.drawn.set(id, { lines });
    return lines;
  }

  private label(id: string, route: Route): void {
    const drawn = this.drawn.get(id);
    if (!drawn) return;
    if (drawn.label) this.labels.remove(drawn.label);
    const spot = firstSpot(route, (label, segment) => this.isFree(id, label, segment));
    if (!spot) {
      this.drawn.set(id, { lines: drawn.lines });
      this.labelled.set(id, route);
      return;
    }
    this.stand(id, spot.point);
    this.labelled.set(id, { ...route, label: { ...spot.point, upright: spot.upright } });
  }

  private stand(id: string, label: Point): void {
    this.drawn.set(id, { lines: this.drawn.get(id)?.lines ?? [], label: this.labels.add(labelBox(label), id) });
  }

  private isFree(id: string, label: Box, segment: Segment): boolean {
    const line = boxOfSegment(segment, 2);
    return (
      !this.nodes.index.some(label, () => true) &&
      !this.labels.some(label, () => true) &&
      !this.lines.some(label, (other, otherLine) => other !== id || !overlap(otherLine, line)) &&
      !this.lines.some(onLine(segment, label), (other) => other !== id) &&
      !this.frames.index.some(label, (_frame, box) => touchesLine(box, label))
    );
  }

  private takeAway(id: string): void {
    const drawn = this.drawn.get(id);
    for (const line of drawn?.lines ?? []) this.lines.remove(line);
    if (drawn?.label) this.labels.remove(drawn.label);
    this.drawn.delete(id);
    this.labelled.delete(id);
  }
}

function firstSpot(route: Route, isFree: (box: Box, segment: Segment) => boolean) {
  const pieces = segmentsOf(route.points).filter(hasRoom);
  // The longest piece first: that is where one looks for it. Across before upright where they are alike.
  pieces.sort((left, right) => worth(right) - worth(left));
  for (const segment of pieces) {
    for (const spot of spots) {
      const point = pointOn(segment, spot);
      if (isFree(labelBox(point), segment)) return { point, upright: segment.upright };
    }
  }
  return undefined;
}

const worth = (segment: Segment): number => lengthOf(segment) + (segment.upright ? 0 : 40);

function hasRoom(segment: Segment): boolean {
  return lengthOf(segment) >= (segment.upright ? labelSize.height + 16 : labelSize.width / 2);
}

function pointOn({ upright, at, from, to }: Segment, part: number): Point {
  const along = from + endRoom + (to - from - 2 * endRoom) * part;
  return upright ? { x: at, y: along } : { x: along, y: at - lift };
}

function labelBox({ x, y }: Point): Box {
  return { x: x - labelSize.width / 2, y: y - labelSize.height / 2, ...labelSize };
}

/** The part of the line beside which, or in which, the label stands. */
function onLine(segment: Segment, label: Box): Box {
  return segment.upright
    ? { x: segment.at - 2, y: label.y, width: 4, height: label.height }
    : { x: label.x + 12, y: segment.at - 2, width: label.width - 24, height: 4 };
}

function touchesLine(frame: Box, label: Box): boolean {
  if (!overlap(frame, label)) return false;
  const corner = { x: label.x + label.width, y: label.y + label.height };
  const inner = { x: frame.x + 2, y: frame.y + 2, width: frame.width - 4, height: frame.height - 4 };
  return !contains(inner, label) || !contains(inner, corner);
}
