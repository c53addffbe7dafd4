import type { Box, Point } from '../model/geometry.ts';

/** The side of a node that a wire leaves or enters by. */
export type Side = 'left' | 'right' | 'top' | 'bottom';

/** A wire to be led. */
export interface WireEnds {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly sourceBox: Box;
  readonly targetBox: Box;
  /** A reader that stands above or below its topic is entered from there. */
  readonly mayRunUpright: boolean;
}

/** How a wire runs: straight pieces, each across or upright. */
export interface Route {
  /** From port to port; at least two, and no three in a line. */
  readonly points: readonly Point[];
  readonly sourceSide: Side;
  readonly targetSide: Side;
  /** Where its rate stands, and whether on an upright piece; absent where there is no room for it. */
  readonly label?: { readonly x: number; readonly y: number; readonly upright: boolean };
}

/** A piece of a route that runs across (`y` fixed) or upright (`x` fixed). */
export interface Segment {
  readonly upright: boolean;
  /** The fixed coordinate. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export function segmentsOf(points: readonly Point[]): Segment[] {
  const segments: Segment[] = [];
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next) segments.push(segmentBetween(point, next));
  }
  return segments;
}

function segmentBetween(start: Point, end: Point): Segment {
  const upright = Math.abs(start.x - end.x) < Math.abs(start.y - end.y);
  return upright
    ? { upright, at: start.x, from: Math.min(start.y, end.y), to: Math.max(start.y, end.y) }
    : { upright, at: start.y, from: Math.min(start.x, end.x), to: Math.max(start.x, end.x) };
}

export const lengthOf = ({ from, to }: Segment): number => to - from;

export function boxOfSegment({ upright, at, from, to }: Segment, thickness = 0): Box {
  const half = thickness / 2;
  return upright
    ? { x: at - half, y: from, width: thickness, height: to - from }
    : { x: from, y: at - half, width: to - from, height: thickness };
}

export function sameBox(left: Box, right: Box): boolean {
  return left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;
}

export function sameEnds(left: WireEnds, right: WireEnds): boolean {
  return (
    left.source === right.source &&
    left.target === right.target &&
    sameBox(left.sourceBox, right.sourceBox) &&
    sameBox(left.targetBox, right.targetBox)
  );
}

/** Without points that lie in a line between their neighbours, and without repeated ones. */
export function simplified(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    const beforeLast = kept.at(-2);
    if (last && last.x === point.x && last.y === point.y) continue;
    const inLine =
      last &&
      beforeLast &&
      ((last.x === point.x && beforeLast.x === last.x) || (last.y === point.y && beforeLast.y === last.y));
    if (inLine) kept[kept.length - 1] = point;
    else kept.push(point);
  }
  return kept;
}

/** Shifts by a pixel or less would show as a kink, and floating point makes them. */
export const almostSame = (left: number, right: number): boolean => Math.abs(left - right) < 1;
