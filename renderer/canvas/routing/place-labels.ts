import { contains, overlap, type Box, type Point } from '../model/geometry.ts';
import { BoxIndex } from './box-index.ts';
import { boxOfSegment, lengthOf, segmentsOf, type Route, type Segment } from './route.ts';

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
export function placeLabels(
  routes: ReadonlyMap<string, Route>,
  nodes: Iterable<Box>,
  frames: Iterable<Box>,
): Map<string, Route> {
  const taken = new BoxIndex<string>();
  // A node's tags stand above its upper line.
  for (const box of nodes) taken.add({ ...box, y: box.y - 12, height: box.height + 14 }, 'node');
  const lines = new BoxIndex<string>();
  for (const [id, route] of routes)
    for (const segment of segmentsOf(route.points)) lines.add(boxOfSegment(segment, 2), id);
  const frameBoxes = [...frames];
  const labels = new BoxIndex<string>();
  const placed = new Map<string, Route>();
  for (const [id, route] of routes) {
    const isFree = (box: Box, segment: Segment): boolean =>
      !taken.some(box, () => true) &&
      !labels.some(box, () => true) &&
      !lines.some(box, (other, otherBox) => other !== id || !overlap(otherBox, boxOfSegment(segment, 2))) &&
      !lines.some(onLine(segment, box), (other) => other !== id) &&
      !frameBoxes.some((frame) => touchesLine(frame, box));
    const spot = firstSpot(route, isFree);
    const { label: _former, ...bare } = route;
    if (!spot) {
      placed.set(id, bare);
      continue;
    }
    labels.add(labelBox(spot.point), id);
    placed.set(id, { ...bare, label: { ...spot.point, upright: spot.upright } });
  }
  return placed;
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
