import { bottomOf, boundsOf, centreOf, gridSize, rightOf, snapped, type Box, type Point } from './geometry.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';

/** New top left corners of boxes (by id) that stand in a line. */
export function aligned(boxes: ReadonlyMap<string, Box>, alignment: Alignment): Map<string, Point> {
  const bounds = boundsOf(boxes.values());
  if (!bounds) return new Map();
  const centre = centreOf(bounds);
  const place = (box: Box): Point => {
    switch (alignment) {
      case 'left':
        return { x: bounds.x, y: box.y };
      case 'centre':
        return { x: centre.x - box.width / 2, y: box.y };
      case 'right':
        return { x: rightOf(bounds) - box.width, y: box.y };
      case 'top':
        return { x: box.x, y: bounds.y };
      case 'middle':
        return { x: box.x, y: onGrid(centre.y) - box.height / 2 };
      case 'bottom':
        return { x: box.x, y: bottomOf(bounds) - box.height };
    }
  };
  return new Map([...boxes].map(([id, box]) => [id, place(box)]));
}

/** New top left corners with the same room between each box and the next; the outer two stay. */
export function distributed(boxes: ReadonlyMap<string, Box>, along: 'across' | 'down'): Map<string, Point> {
  const isAcross = along === 'across';
  const start = (box: Box): number => (isAcross ? box.x : box.y);
  const size = (box: Box): number => (isAcross ? box.width : box.height);
  const ordered = [...boxes].sort(([, left], [, right]) => start(left) - start(right));
  const first = ordered[0]?.[1];
  const last = ordered.at(-1)?.[1];
  const places = new Map<string, Point>();
  if (!first || !last || ordered.length < 3) return places;
  const taken = ordered.reduce((sum, [, box]) => sum + size(box), 0);
  const room = (start(last) + size(last) - start(first) - taken) / (ordered.length - 1);
  let at = start(first);
  for (const [index, [id, box]] of ordered.entries()) {
    const isOuter = index === 0 || index === ordered.length - 1;
    const moved = isAcross ? { ...box, x: at } : { ...box, y: at };
    const point = isOuter ? box : snapped(moved);
    places.set(id, isAcross ? { x: point.x, y: box.y } : { x: box.x, y: point.y });
    at += size(box) + room;
  }
  return places;
}

const onGrid = (value: number): number => Math.round(value / gridSize) * gridSize;
