/** A place on the canvas, in the drawing's own pixels (as at 100 % zoom). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are the top left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Nodes snap to this. */
export const gridSize = 10;

export const rightOf = (box: Box): number => box.x + box.width;
export const bottomOf = (box: Box): number => box.y + box.height;

export function centreOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= rightOf(box) && y >= box.y && y <= bottomOf(box);
}

/** Whether they share more than an edge. */
export function overlap(left: Box, right: Box): boolean {
  return left.x < rightOf(right) && right.x < rightOf(left) && left.y < bottomOf(right) && right.y < bottomOf(left);
}

/** Larger on every side; smaller where the amounts are negative. */
export function grown(box: Box, horizontal: number, vertical = horizontal): Box {
  return {
    x: box.x - horizontal,
    y: box.y - vertical,
    width: box.width + 2 * horizontal,
    height: box.height + 2 * vertical,
  };
}

/** The smallest box around all of them; undefined around none. */
export function boundsOf(boxes: Iterable<Box>): Box | undefined {
  let bounds: { left: number; top: number; right: number; bottom: number } | undefined;
  for (const box of boxes) {
    bounds = {
      left: Math.min(bounds?.left ?? box.x, box.x),
      top: Math.min(bounds?.top ?? box.y, box.y),
      right: Math.max(bounds?.right ?? rightOf(box), rightOf(box)),
      bottom: Math.max(bounds?.bottom ?? bottomOf(box), bottomOf(box)),
    };
  }
  if (!bounds) return undefined;
  const { left, top, right, bottom } = bounds;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * The grid holds the left side and the middle line of a box, not its top: nodes of different heights in a row then have
 * their ports on one line, and the wire between them is straight.
 */
export function snapped(box: Box): Point {
  const middle = Math.round((box.y + box.height / 2) / gridSize) * gridSize;
  return { x: Math.round(box.x / gridSize) * gridSize, y: middle - box.height / 2 };
}
