import { boundsOf, grown, type Box } from '../model/geometry.ts';
import { BoxIndex } from './box-index.ts';
import { candidatesOf, portOf, type Candidate } from './candidates.ts';
import { boxOfSegment, lengthOf, segmentsOf, type Route, type Segment, type WireEnds } from './route.ts';

/** What each bend costs, in pixels of length. */
const bendCost = 30;
const hitCost = 3000;
/** Running along another wire costs this a pixel: two wires would look like one. */
const alongsideCost = 6;
const crossingCost = 12;
/** Wires nearer than this run alongside. */
const tooNear = 5;
/** Length that is shared with a wire of the same port costs little, which makes trunks. */
const sharedCost = 0.25;
/** Room around a node that a wire keeps out of. */
const nodeClearance = 6;
/** How far around the straight way a wire looks for what it has to go around. */
const outlook = 60;

interface Laid {
  readonly segment: Segment;
  readonly wire: WireEnds;
}

export type Routes = ReadonlyMap<string, Route>;

/**
 * Leads every wire: few bends, around nodes, not along other wires, but along those that leave or enter the same port,
 * which makes a shared trunk. Deterministic: the same drawing is routed in the same way, whatever was moved before.
 *
 * With `kept`, wires whose ends have not moved keep their way; that is for the time of a drag.
 */
export function routeWires(
  wires: readonly WireEnds[],
  obstacles: ReadonlyMap<string, Box>,
  kept?: { readonly wires: ReadonlyMap<string, WireEnds>; readonly routes: Routes },
): Map<string, Route> {
  const nodes = new BoxIndex<string>();
  for (const [id, box] of obstacles) nodes.add(grown(box, nodeClearance), id);
  const laid = new BoxIndex<Laid>();
  const routes = new Map<string, Route>();
  const put = (wire: WireEnds, route: Route): void => {
    routes.set(wire.id, route);
    for (const segment of segmentsOf(route.points)) laid.add(boxOfSegment(segment, 2 * tooNear), { segment, wire });
  };
  const open: WireEnds[] = [];
  for (const wire of wires) {
    const route = kept?.routes.get(wire.id);
    const former = kept?.wires.get(wire.id);
    if (route && former && sameEnds(former, wire)) put(wire, route);
    else open.push(wire);
  }
  // Short wires have least choice, so they come first.
  for (const wire of open.sort(byReach)) put(wire, bestRoute(wire, nodes, laid));
  return routes;
}

function bestRoute(wire: WireEnds, nodes: BoxIndex<string>, laid: BoxIndex<Laid>): Route {
  const around = boundsOf([wire.sourceBox, wire.targetBox]) ?? wire.sourceBox;
  const inBetween = nodes.within(grown(around, outlook));
  inBetween.delete(wire.source);
  inBetween.delete(wire.target);
  const candidates = candidatesOf(
    wire,
    [...inBetween.values()].map((box) => grown(box, -nodeClearance)),
  );
  const priced = candidates.map((candidate) => {
    const segments = segmentsOf(candidate.points);
    const length = segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
    return { candidate, segments, length, plain: bendCost * (segments.length - 1) };
  });
  // Sharing can take the price of the length down, but never below this; so the rest need not be looked at.
  priced.sort((left, right) => left.plain + sharedCost * left.length - (right.plain + sharedCost * right.length));
  let best: { candidate: Candidate; cost: number } | undefined;
  for (const { candidate, segments, length, plain } of priced) {
    if (best && plain + sharedCost * length >= best.cost) break;
    const cost = plain + length + costAmongOthers(wire, segments, nodes, laid, best?.cost ?? Infinity);
    if (!best || cost < best.cost) best = { candidate, cost };
  }
  if (best) return best.candidate;
  const points = [portOf(wire.sourceBox, 'right'), portOf(wire.targetBox, 'left')];
  return { points, sourceSide: 'right', targetSide: 'left' };
}

function costAmongOthers(
  wire: WireEnds,
  segments: readonly Segment[],
  nodes: BoxIndex<string>,
  laid: BoxIndex<Laid>,
  limit: number,
): number {
  let cost = 0;
  for (const [index, segment] of segments.entries()) {
    const box = boxOfSegment(segment, 1);
    for (const id of nodes.within(box).keys()) {
      // The first and the last piece touch the nodes at their ends.
      const atOwnEnd = (id === wire.source && index === 0) || (id === wire.target && index === segments.length - 1);
      if (!atOwnEnd) cost += hitCost;
    }
    if (cost >= limit) return cost;
    cost += costAmongWires(wire, segment, laid.within(box).keys());
  }
  return cost;
}

function costAmongWires(wire: WireEnds, segment: Segment, others: Iterable<Laid>): number {
  let cost = 0;
  let shared = 0;
  for (const { segment: other, wire: otherWire } of others) {
    if (other.upright !== segment.upright) {
      const samePort = otherWire.source === wire.source || otherWire.target === wire.target;
      if (!samePort) cost += crossingCost;
      continue;
    }
    const along = Math.min(segment.to, other.to) - Math.max(segment.from, other.from);
    if (along <= 0) continue;
    const sameTrunk = otherWire.source === wire.source || otherWire.target === wire.target;
    if (sameTrunk && other.at === segment.at) shared = Math.max(shared, along);
    else if (sameTrunk) cost += along;
    else cost += along * alongsideCost;
  }
  return cost - shared * (1 - sharedCost);
}

function byReach(left: WireEnds, right: WireEnds): number {
  return reach(left) - reach(right) || (left.id < right.id ? -1 : 1);
}

function reach({ sourceBox, targetBox }: WireEnds): number {
  const across = targetBox.x - sourceBox.x;
  // Wires that run back have to go around, and do so after the others.
  return Math.abs(across) + Math.abs(targetBox.y - sourceBox.y) + (across < sourceBox.width ? 5000 : 0);
}

function sameEnds(left: WireEnds, right: WireEnds): boolean {
  return (
    left.source === right.source &&
    left.target === right.target &&
    sameBox(left.sourceBox, right.sourceBox) &&
    sameBox(left.targetBox, right.targetBox)
  );
}

function sameBox(left: Box, right: Box): boolean {
  return left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;
}
