import type { Box } from '../model/geometry.ts';
import type { Placement } from '../model/placement.ts';
import { placeLabels } from './place-labels.ts';
import type { Route, WireEnds } from './route.ts';
import { routeWires, type Routes } from './route-wires.ts';

export interface Routed {
  readonly routes: Routes;
  /** `NODE_ID:top`, `NODE_ID:bottom`: where a wire comes in from above or below. */
  readonly uprightPorts: ReadonlySet<string>;
}

/** Routes a drawing again and again; a wire that runs as before has the same object as before, and isn't drawn again. */
export class Router {
  private wires: ReadonlyMap<string, WireEnds> = new Map();
  private routes: Routes = new Map();

  /** While something is dragged (`isDrafted`), only the wires of what moves are led anew. */
  route(wires: readonly WireEnds[], placement: Placement, isDrafted: boolean): Routed {
    const obstacles = obstaclesOf(placement);
    const frames = new Map<string, Box>();
    for (const [id, { folded, box }] of placement.frames) if (!folded) frames.set(id, box);
    const kept = isDrafted ? { wires: this.wires, routes: this.routes } : undefined;
    const led = placeLabels(routeWires(wires, obstacles, frames, kept), obstacles.values(), frames.values());
    const routes = new Map<string, Route>();
    const uprightPorts = new Set<string>();
    for (const { id, source, target } of wires) {
      const route = led.get(id);
      if (!route) continue;
      const former = this.routes.get(id);
      routes.set(id, former && isSame(former, route) ? former : route);
      if (isUpright(route.sourceSide)) uprightPorts.add(`${source}:${route.sourceSide}`);
      if (isUpright(route.targetSide)) uprightPorts.add(`${target}:${route.targetSide}`);
    }
    this.wires = new Map(wires.map((wire) => [wire.id, wire]));
    this.routes = routes;
    return { routes, uprightPorts };
  }
}

function obstaclesOf({ boxes, frames, hiddenIn }: Placement): Map<string, Box> {
  const obstacles = new Map<string, Box>();
  for (const [id, box] of boxes) if (!hiddenIn.has(id)) obstacles.set(id, box);
  for (const [id, frame] of frames) if (frame.folded) obstacles.set(id, frame.box);
  return obstacles;
}

const isUpright = (side: Route['sourceSide']): boolean => side === 'top' || side === 'bottom';

function isSame(former: Route, route: Route): boolean {
  if (former.points.length !== route.points.length) return false;
  if (former.label?.x !== route.label?.x || former.label?.y !== route.label?.y) return false;
  return former.points.every((point, index) => {
    const other = route.points[index];
    return point.x === other?.x && point.y === other.y;
  });
}
