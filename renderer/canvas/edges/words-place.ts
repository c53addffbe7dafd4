import { lengthOf, segmentsOf, type Route } from '../routing/route.ts';
import type { Point } from '../model/geometry.ts';

/** Where words stand that have no room of their own beside a wire: on the middle of its longest piece. */
export function wordsPlace({ points }: Route): Point {
  const longest = longestPiece(points);
  const middle = (longest.from + longest.to) / 2;
  return longest.upright ? { x: longest.at, y: middle } : { x: middle, y: longest.at };
}

export function longestPiece(points: Route['points']): ReturnType<typeof segmentsOf>[number] {
  return segmentsOf(points).reduce((most, segment) => (lengthOf(segment) > lengthOf(most) ? segment : most));
}
