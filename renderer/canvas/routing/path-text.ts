import type { Point } from '../model/geometry.ts';

export const cornerRadius = 10;

/** An SVG path along the points with rounded corners, the radius less where a piece is too short for it. */
export function pathText(points: readonly Point[], radius = cornerRadius): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${text(first)}`];
  for (const [index, corner] of rest.entries()) {
    const before = points[index];
    const after = rest[index + 1];
    if (!before || !after) {
      parts.push(`L${text(corner)}`);
      continue;
    }
    const most = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    parts.push(`L${text(towards(corner, before, most))}Q${text(corner)} ${text(towards(corner, after, most))}`);
  }
  return parts.join('');
}

/** Of a rounded corner (a quadratic curve), beside the two straight ends that it stands for: for a radius of 1. */
const cornerLength = (Math.SQRT2 + Math.asinh(1)) / Math.SQRT2;

/** The length of the path that `pathText` draws, in pixels. */
export function pathLength(points: readonly Point[], radius = cornerRadius): number {
  let length = 0;
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    const afterNext = points[index + 2];
    if (!next) break;
    length += distance(point, next);
    if (!afterNext) break;
    const most = Math.min(radius, distance(point, next) / 2, distance(next, afterNext) / 2);
    length -= most * (2 - cornerLength);
  }
  return length;
}

/** The same points, with the ends drawn in, so that a line stops at the rim of a port and leaves room for the arrowhead. */
export function shortened(points: readonly Point[], atStart: number, atEnd: number): Point[] {
  const inner = [...points];
  const [first, second] = inner;
  if (first && second) inner[0] = towards(first, second, Math.min(atStart, distance(first, second) / 2));
  const last = inner.at(-1);
  const beforeLast = inner.at(-2);
  if (last && beforeLast) {
    inner[inner.length - 1] = towards(last, beforeLast, Math.min(atEnd, distance(last, beforeLast) / 2));
  }
  return inner;
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to);
  if (length === 0) return from;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}

const distance = (left: Point, right: Point): number => Math.abs(left.x - right.x) + Math.abs(left.y - right.y);
const text = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
const round = (value: number): number => Math.round(value * 10) / 10;
