import type { Graph } from '../../../shared/graph/index.ts';
import { boundsOf, grown, type Box } from '../../canvas/model/geometry.ts';
import type { Wire } from '../../canvas/model/flow-elements.ts';
import { drawnBounds, type Placement } from '../../canvas/model/placement.ts';
import type { Routes } from '../../canvas/routing/route-wires.ts';

/** What a picture is made from: the document, where its elements stand, and how its wires run. */
export interface Drawing {
  readonly graph: Graph;
  readonly placement: Placement;
  readonly wires: readonly Wire[];
  /** By the wire's id. */
  readonly routes: Routes;
}

const margin = 24;
const emptyBox: Box = { x: 0, y: 0, width: 240, height: 120 };

/** All that is drawn, with a margin. Whole pixels, so that lines are as sharp as on the canvas. */
export function pictureBox({ placement, routes }: Drawing): Box {
  const boxes: Box[] = [...routes.values()].flatMap(({ points }) =>
    points.map(({ x, y }) => ({ x, y, width: 0, height: 0 })),
  );
  const drawn = drawnBounds(placement);
  if (drawn) boxes.push(drawn);
  const { x, y, width, height } = grown(boundsOf(boxes) ?? emptyBox, margin);
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}
