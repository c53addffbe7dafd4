import { boundsOf, grown, overlap, type Box } from '../model/geometry.ts';
import { candidatesOf, portOf, type Candidate } from './candidates.ts';
import { nodeClearance, type Frame, type Ground } from './ground.ts';
import { PieceCosts } from './piece-costs.ts';
import { boxOfSegment, segmentsOf, type Route, type Segment, type WireEnds } from './route.ts';

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
/** Length that is shared with a wire of the same port costs little, which makes trunks. */
const sharedCost = 0.25;

/** A wire with more nodes than this on its way goes around the nearest ones only, and weighs so many ways at most. */
const manyBetween = 24;
const weighedAmongMany = 40;

/** How far around the straight way a wire looks for what it has to go around. */
const outlook = 60;

/** A way of which more and more is known. */
interface Way {
  readonly candidate: Candidate;
  readonly segments: readonly Segment[];
  /** What is known of it; the rest only adds to it. */
  readonly cost: number;
  /** Among the candidates: of two that cost the same, the first is taken. */
  readonly place: number;
}

/** The way with the lowest cost through the ground as it is. */
export function bestRoute(wire: WireEnds, ground: Ground): Route {
  const around = grown(boundsOf([wire.sourceBox, wire.targetBox]) ?? wire.sourceBox, outlook);
  const inBetween = ground.nodes
    .within(around)
    .filter(({ item: id }) => id !== wire.source && id !== wire.target)
    .map(({ box }) => box);
  const frames = ground.frames.within(around).map(({ item }) => item);
  const isCrowded = inBetween.length > manyBetween;
  const boxes = (isCrowded ? nearestToEnds(wire, inBetween) : inBetween).map((box) => grown(box, -nodeClearance));
  const candidates = candidatesOf(wire, [...boxes, ...frames.map((frame) => frame.box)]);
  const strange = frames.filter(({ box }) => !overlap(box, wire.sourceBox) && !overlap(box, wire.targetBox));
  const among = { ground, wire, heads: frames, strange };
  return cheapest(mostHopeful(candidates, isCrowded ? weighedAmongMany : candidates.length), among) ?? straight(wire);
}

/** The first way that leaves and enters rightly, with nothing weighed. */
export function plainRoute(wire: WireEnds): Route {
  return candidatesOf(wire, [])[0] ?? straight(wire);
}

/** The candidates by what they cost at least, where all of their length is shared. */
function mostHopeful(candidates: readonly Candidate[], count: number): Candidate[] {
  const least = candidates.map((candidate) => {
    return { candidate, cost: bendsOf(candidate) + sharedCost * lengthOfWay(candidate) };
  });
  least.sort((left, right) => left.cost - right.cost);
  return least.slice(0, count).map(({ candidate }) => candidate);
}

function bendsOf({ points }: Candidate): number {
  return bendCost * (points.length - 2);
}

function lengthOfWay({ points }: Candidate): number {
  let length = 0;
  let before = points[0];
  for (const point of points) {
    if (before) length += Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
    before = point;
  }
  return length;
}

/** So many ways are weighed against each other before the rest is given up. */
const weighedTogether = 24;

/**
 * The first among those that cost least. There are hundreds of ways and thousands of wires to cross; so what is quickly
 * known comes first, and the ways that are weighed in full are few.
 */
function cheapest(candidates: readonly Candidate[], among: Among): Candidate | undefined {
  const kin = among.ground.wires.markKin(among.wire).flatMap(({ pieces }) => pieces.map(({ segment }) => segment));
  const obstacles = obstaclesOf(among);
  const beside = new PieceCosts((segment) => costBeside(among, segment));
  const crossing = new PieceCosts((segment) => costOfCrossing(among, segment));
  let best: Way | undefined;
  const weigh = (ways: readonly Way[]): void => {
    const limit = best?.cost ?? Infinity;
    const hopeful = ways.filter(({ cost }) => cost <= limit).map((way) => withPieces(way, beside, limit));
    for (const way of hopeful.sort(byCost)) {
      if (best && way.cost > best.cost) break;
      const weighed = withPieces(way, crossing, best?.cost ?? Infinity);
      const isBetter = !best || weighed.cost < best.cost || (weighed.cost === best.cost && way.place < best.place);
      if (isBetter) best = weighed;
    }
  };
  const ways = candidates.map((candidate, place) => wayOf(candidate, place, kin)).sort(byCost);
  const obstructed: Way[] = [];
  for (let from = 0; from < ways.length; from += weighedTogether) {
    const together = ways.slice(from, from + weighedTogether);
    if (best && (together[0]?.cost ?? Infinity) > best.cost) break;
    const free: Way[] = [];
    for (const way of together) {
      const cost = obstacles(way.segments);
      if (cost === 0) free.push(way);
      else obstructed.push({ ...way, cost: way.cost + cost });
    }
    weigh(free);
  }
  weigh(obstructed);
  return best?.candidate;
}

function wayOf(candidate: Candidate, place: number, kin: readonly Segment[]): Way {
  const segments = segmentsOf(candidate.points);
  const saved = sharedLength(kin, segments) * (1 - sharedCost);
  return { candidate, segments, cost: bendsOf(candidate) + lengthOfWay(candidate) - saved, place };
}

const byCost = (left: Way, right: Way): number => left.cost - right.cost;

/** With the costs of its pieces; some of them, where the whole comes to more than `limit`. */
function withPieces(way: Way, costs: PieceCosts, limit: number): Way {
  let { cost } = way;
  for (const segment of way.segments) {
    cost += costs.of(segment);
    if (cost > limit) break;
  }
  return { ...way, cost };
}

/** How much of a way runs where a wire of the same port does. */
function sharedLength(kin: readonly Segment[], segments: readonly Segment[]): number {
  let length = 0;
  for (const segment of segments) {
    let most = 0;
    for (const other of kin) {
      if (other.upright === segment.upright && other.at === segment.at) most = Math.max(most, along(segment, other));
    }
    length += most;
  }
  return length;
}

function along(one: Segment, other: Segment): number {
  return Math.min(one.to, other.to) - Math.max(one.from, other.from);
}

function straight({ sourceBox, targetBox }: WireEnds): Route {
  const points = [portOf(sourceBox, 'right'), portOf(targetBox, 'left')];
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

interface Among {
  readonly ground: Ground;
  readonly wire: WireEnds;
  /** Frames whose heads may be in the way. */
  readonly heads: readonly Frame[];
  /** Frames that neither end is in. */
  readonly strange: readonly Frame[];
}

/** What the nodes and frames on a way cost. */
function obstaclesOf(among: Among): (segments: readonly Segment[]) => number {
  const { source, target } = among.wire;
  // The first and the last piece touch the nodes at their ends.
  const first = new PieceCosts((segment) => costOfObstacles(among, segment, (id) => id === source));
  const middle = new PieceCosts((segment) => costOfObstacles(among, segment, () => false));
  const last = new PieceCosts((segment) => costOfObstacles(among, segment, (id) => id === target));
  const only = new PieceCosts((segment) => costOfObstacles(among, segment, (id) => id === source || id === target));
  return (segments) => {
    const end = segments.length - 1;
    const costsAt = (index: number): PieceCosts => {
      if (end === 0) return only;
      return index === 0 ? first : index === end ? last : middle;
    };
    return segments.reduce((sum, segment, index) => sum + costsAt(index).of(segment), 0);
  };
}

function costOfObstacles({ ground, heads, strange }: Among, segment: Segment, isEnd: (id: string) => boolean): number {
  let cost = 0;
  const box = boxOfSegment(segment, 1);
  for (const { item: id } of ground.nodes.within(box)) if (!isEnd(id)) cost += hitCost;
  for (const frame of strange) if (overlap(frame.box, box)) cost += frameCost;
  if (segment.upright) return cost;
  for (const frame of heads) if (overlap({ ...frame.box, height: headHeight }, box)) cost += headCost;
  return cost;
}

/** What running beside other wires costs. */
function costBeside({ ground, wire }: Among, segment: Segment): number {
  let cost = 0;
  for (const { item: other } of ground.wires.beside(segment)) {
    const isKin = other.wire.kinTo === wire;
    const length = along(segment, other.segment);
    if (length > 0 && !(isKin && other.segment.at === segment.at)) cost += isKin ? length : length * alongsideCost;
  }
  return cost;
}

function costOfCrossing({ ground, wire }: Among, segment: Segment): number {
  let cost = 0;
  for (const { item: other } of ground.wires.crossing(segment)) if (other.wire.kinTo !== wire) cost += crossingCost;
  return cost;
}
