import { boundsOf, grown, overlap, type Box } from '../model/geometry.ts';
import { BoxIndex } from './box-index.ts';
import { candidatesOf, portOf, type Candidate } from './candidates.ts';
import { boxOfSegment, lengthOf, segmentsOf, type Route, type Segment, type WireEnds } from './route.ts';

/** What each bend costs, in pixels of length. */
const bendCost = 30;
const hitCost = 3000;
/** Running along another wire costs this a pixel: two wires would look like one. */
const alongsideCost = 6;
const crossingCost = 12;
/** Running through the frame of a service that neither end is in. */
const frameCost = 120;
/** Running along a frame's head, where its name stands. */
const headCost = 90;
const headHeight = 28;
/** Wires nearer than this run alongside. */
const tooNear = 5;
/** Length that is shared with a wire of the same port costs little, which makes trunks. */
const sharedCost = 0.25;
/** Room around a node that a wire keeps out of. */
const nodeClearance = 6;
/** What a wire may cross, but had better not: frames of services. */
interface Frame {
  readonly id: string;
  readonly box: Box;
}

/** A wire with more nodes than this on its way goes around the nearest ones only, and weighs so many ways at most. */
const manyBetween = 24;
const weighedAmongMany = 40;

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
 * `frames` are those of open services, by id. With `kept`, wires whose ends have not moved keep their way; that is for the time of a drag.
 */
export function routeWires(
  wires: readonly WireEnds[],
  obstacles: ReadonlyMap<string, Box>,
  frames: ReadonlyMap<string, Box>,
  kept?: { readonly wires: ReadonlyMap<string, WireEnds>; readonly routes: Routes },
): Map<string, Route> {
  const nodes = new BoxIndex<string>();
  for (const [id, box] of obstacles) nodes.add(grown(box, nodeClearance), id);
  const open = new BoxIndex<Frame>();
  for (const [id, box] of frames) open.add(box, { id, box });
  const laid = new BoxIndex<Laid>();
  const surroundings: Surroundings = { nodes, frames: open, laid };
  const routes = new Map<string, Route>();
  const put = (wire: WireEnds, route: Route): void => {
    routes.set(wire.id, route);
    for (const segment of segmentsOf(route.points)) laid.add(boxOfSegment(segment, 2 * tooNear), { segment, wire });
  };
  const loose: WireEnds[] = [];
  for (const wire of wires) {
    const route = kept?.routes.get(wire.id);
    const former = kept?.wires.get(wire.id);
    if (route && former && sameEnds(former, wire)) put(wire, route);
    else loose.push(wire);
  }
  // Short wires have least choice, so they come first.
  for (const wire of loose.sort(byReach)) put(wire, bestRoute(wire, surroundings));
  return routes;
}

interface Surroundings {
  readonly nodes: BoxIndex<string>;
  readonly frames: BoxIndex<Frame>;
  readonly laid: BoxIndex<Laid>;
}

function bestRoute(wire: WireEnds, surroundings: Surroundings): Route {
  const around = grown(boundsOf([wire.sourceBox, wire.targetBox]) ?? wire.sourceBox, outlook);
  const inBetween = surroundings.nodes.within(around);
  inBetween.delete(wire.source);
  inBetween.delete(wire.target);
  const frames = [...surroundings.frames.within(around).keys()];
  const isCrowded = inBetween.size > manyBetween;
  const boxes = (isCrowded ? nearestToEnds(wire, [...inBetween.values()]) : [...inBetween.values()]).map((box) =>
    grown(box, -nodeClearance),
  );
  const candidates = candidatesOf(wire, [...boxes, ...frames.map((frame) => frame.box)]);
  const strange = frames.filter(({ box }) => !overlap(box, wire.sourceBox) && !overlap(box, wire.targetBox));
  const among = { ...surroundings, wire, heads: frames, strange };
  const priced = candidates.map((candidate) => {
    const segments = segmentsOf(candidate.points);
    const length = segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
    return { candidate, segments, length, plain: bendCost * (segments.length - 1) };
  });
  // Sharing can take the price of the length down, but never below this; so the rest need not be looked at.
  priced.sort((left, right) => left.plain + sharedCost * left.length - (right.plain + sharedCost * right.length));
  let best: { candidate: Candidate; cost: number } | undefined;
  for (const { candidate, segments, length, plain } of isCrowded ? priced.slice(0, weighedAmongMany) : priced) {
    if (best && plain + sharedCost * length >= best.cost) break;
    const cost = plain + length + costAmongOthers(among, segments, best?.cost ?? Infinity);
    if (!best || cost < best.cost) best = { candidate, cost };
  }
  if (best) return best.candidate;
  const points = [portOf(wire.sourceBox, 'right'), portOf(wire.targetBox, 'left')];
  return { points, sourceSide: 'right', targetSide: 'left' };
}

/** The boxes that a way out of the source or into the target meets first. */
function nearestToEnds({ sourceBox, targetBox }: WireEnds, boxes: readonly Box[]): Box[] {
  const reachOf = (box: Box): number => Math.min(distance(box, sourceBox), distance(box, targetBox));
  return boxes
    .map((box) => ({ box, reach: reachOf(box) }))
    .sort((left, right) => left.reach - right.reach)
    .slice(0, manyBetween / 2)
    .map(({ box }) => box);
}

function distance(one: Box, other: Box): number {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
}

interface Among extends Surroundings {
  readonly wire: WireEnds;
  /** Frames whose heads may be in the way. */
  readonly heads: readonly Frame[];
  /** Frames that neither end is in. */
  readonly strange: readonly Frame[];
}

function costAmongOthers(among: Among, segments: readonly Segment[], limit: number): number {
  const { wire, nodes, laid, heads, strange } = among;
  let cost = 0;
  for (const [index, segment] of segments.entries()) {
    const box = boxOfSegment(segment, 1);
    for (const id of nodes.within(box).keys()) {
      // The first and the last piece touch the nodes at their ends.
      const atOwnEnd = (id === wire.source && index === 0) || (id === wire.target && index === segments.length - 1);
      if (!atOwnEnd) cost += hitCost;
    }
    for (const frame of strange) if (overlap(frame.box, box)) cost += frameCost;
    if (!segment.upright) {
      for (const frame of heads) if (overlap({ ...frame.box, height: headHeight }, box)) cost += headCost;
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
