import { bottomOf, centreOf, rightOf, type Box, type Point } from '../model/geometry.ts';
import { almostSame, simplified, type Side, type WireEnds } from './route.ts';

export interface Candidate {
  readonly points: readonly Point[];
  readonly sourceSide: Side;
  readonly targetSide: Side;
}

/** How far from a node a wire bends; the first is the usual one, the others make room beside other wires. */
const bends = [20, 28, 12, 36];
/** Between a wire and the nodes that it runs past. */
const clearance = 16;
/** How far the middles may be apart for a reader to stand under its topic. */
const underneath = 30;

export function portOf(box: Box, side: Side): Point {
  const centre = centreOf(box);
  switch (side) {
    case 'left':
      return { x: box.x, y: centre.y };
    case 'right':
      return { x: rightOf(box), y: centre.y };
    case 'top':
      return { x: centre.x, y: box.y };
    case 'bottom':
      return { x: centre.x, y: bottomOf(box) };
  }
}

/** Ways that a wire could take, the plain ones first. `inBetween` are the boxes that it may have to go around. */
export function candidatesOf(ends: WireEnds, inBetween: readonly Box[]): Candidate[] {
  const upright = ends.mayRunUpright ? uprightCandidate(ends) : undefined;
  if (upright) return [upright, ...acrossCandidates(ends, inBetween)];
  return acrossCandidates(ends, inBetween);
}

function uprightCandidate({ sourceBox, targetBox }: WireEnds): Candidate | undefined {
  const apart = centreOf(targetBox).x - centreOf(sourceBox).x;
  if (Math.abs(apart) > underneath) return undefined;
  const below = targetBox.y - bottomOf(sourceBox);
  const above = sourceBox.y - bottomOf(targetBox);
  if (Math.max(below, above) < 24) return undefined;
  const [sourceSide, targetSide]: [Side, Side] = below > 0 ? ['bottom', 'top'] : ['top', 'bottom'];
  const start = portOf(sourceBox, sourceSide);
  const end = portOf(targetBox, targetSide);
  const middle = (start.y + end.y) / 2;
  const points = almostSame(start.x, end.x)
    ? [start, { x: start.x, y: end.y }]
    : simplified([start, { x: start.x, y: middle }, { x: end.x, y: middle }, end]);
  return { points, sourceSide, targetSide };
}

function acrossCandidates({ sourceBox, targetBox }: WireEnds, inBetween: readonly Box[]): Candidate[] {
  const start = portOf(sourceBox, 'right');
  const end = portOf(targetBox, 'left');
  const ways: Point[][] = [];
  const room = end.x - start.x;
  if (room > 0 && almostSame(start.y, end.y)) ways.push([start, { x: end.x, y: start.y }]);
  if (room >= 2 * Math.min(...bends)) {
    for (const bend of bends) {
      if (bend <= room - 8) ways.push(bendAt(start, end, start.x + bend), bendAt(start, end, end.x - bend));
    }
    ways.push(bendAt(start, end, (start.x + end.x) / 2));
    for (const box of inBetween) {
      for (const x of [box.x - clearance, rightOf(box) + clearance]) {
        if (x > start.x + 8 && x < end.x - 8) ways.push(bendAt(start, end, x));
      }
    }
  }
  for (const channel of channelsOf(start, end, [sourceBox, targetBox, ...inBetween])) {
    for (const out of bends) {
      for (const into of bends) {
        ways.push([
          start,
          { x: start.x + out, y: start.y },
          { x: start.x + out, y: channel },
          { x: end.x - into, y: channel },
          { x: end.x - into, y: end.y },
          end,
        ]);
      }
    }
  }
  return ways
    .map(simplified)
    .filter(leavesAndEntersRightly)
    .map((points) => ({ points, sourceSide: 'right', targetSide: 'left' }));
}

/** A wire leaves to the right and comes in from the left; one that turned at once would run through the node. */
function leavesAndEntersRightly(points: readonly Point[]): boolean {
  const [first, second] = points;
  const last = points.at(-1);
  const beforeLast = points.at(-2);
  return first !== undefined && second !== undefined && last !== undefined && beforeLast !== undefined
    ? second.x > first.x && beforeLast.x < last.x
    : false;
}

function bendAt(start: Point, end: Point, x: number): Point[] {
  return [start, { x, y: start.y }, { x, y: end.y }, end];
}

const mostChannels = 24;

/** Heights at which a wire could run past the boxes, the least detour first. */
function channelsOf(start: Point, end: Point, boxes: readonly Box[]): number[] {
  const heights = new Set<number>([(start.y + end.y) / 2]);
  for (const box of boxes) {
    heights.add(box.y - clearance);
    heights.add(bottomOf(box) + clearance);
  }
  const detour = (height: number): number => Math.abs(height - start.y) + Math.abs(height - end.y);
  return [...heights].sort((left, right) => detour(left) - detour(right) || left - right).slice(0, mostChannels);
}
