import type { Box } from '../model/geometry.ts';
import type { Placement } from '../model/placement.ts';
import type { WholeDrawing } from './lead-all.ts';
import { LabelPlaces } from './place-labels.ts';
import type { Route, WireEnds } from './route.ts';
import { WireLead, type Routes, type Surroundings } from './route-wires.ts';

export interface Routed {
  readonly routes: Routes;
  /** `NODE_ID:top`, `NODE_ID:bottom`: where a wire comes in from above or below. */
  readonly uprightPorts: ReadonlySet<string>;
  /** Better ways are still to come. */
  readonly areRoutesPlain: boolean;
}

/** Leads a whole drawing elsewhere and tells its routes, unless it is asked for another one first. */
export type LeadElsewhere = (drawing: WholeDrawing, tell: (routes: Routes) => void) => void;

/** More wires than this are led elsewhere: here they would stop the window for longer than one notices. */
const mostAtOnce = 200;

/**
 * Routes a drawing again and again; a wire that runs as before has the same object as before, and isn't drawn again. In a
 * large drawing what is new takes a way at once, and `improve` tells the better ones as soon as they are known.
 */
export class Router {
  private lead = new WireLead();
  private labels = new LabelPlaces();
  private routes: Routes = new Map();
  private drawings = 0;
  private readonly elsewhere: LeadElsewhere;
  private readonly improve: (routed: Routed) => void;

  constructor(elsewhere: LeadElsewhere, improve: (routed: Routed) => void) {
    this.elsewhere = elsewhere;
    this.improve = improve;
  }

  /** While something is dragged (`isDrafted`), only the wires of what moves are led anew. */
  route(wires: readonly WireEnds[], placement: Placement, isDrafted: boolean): Routed {
    const isLarge = wires.length > mostAtOnce;
    const drawing = (this.drawings += 1);
    const surroundings = surroundingsOf(placement);
    if (!isDrafted && !isLarge) {
      this.lead = new WireLead();
      this.labels = new LabelPlaces();
    }
    const led = this.lead.lead(wires, surroundings, mostAtOnce);
    if (led.length > mostAtOnce) this.labels.adopt(this.lead.routes, surroundings);
    else this.labels.place(this.lead.routes, led, surroundings);
    if (!isDrafted && isLarge) {
      this.elsewhere({ wires, surroundings }, (routes) => {
        if (this.drawings !== drawing) return;
        this.lead.adopt(wires, routes, surroundings);
        this.labels.adopt(routes, surroundings);
        this.improve(this.routed(wires, false));
      });
    }
    return this.routed(wires, !isDrafted && isLarge);
  }

  private routed(wires: readonly WireEnds[], areRoutesPlain: boolean): Routed {
    const routes = new Map<string, Route>();
    const uprightPorts = new Set<string>();
    for (const { id, source, target } of wires) {
      const route = this.labels.routes.get(id);
      if (!route) continue;
      const former = this.routes.get(id);
      routes.set(id, former && isSame(former, route) ? former : route);
      if (isUpright(route.sourceSide)) uprightPorts.add(`${source}:${route.sourceSide}`);
      if (isUpright(route.targetSide)) uprightPorts.add(`${target}:${route.targetSide}`);
    }
    this.routes = routes;
    return { routes, uprightPorts, areRoutesPlain };
  }
}

export function surroundingsOf({ boxes, frames, hiddenIn }: Placement): Surroundings {
  const nodes = new Map<string, Box>();
  const open = new Map<string, Box>();
  for (const [id, box] of boxes) if (!hiddenIn.has(id)) nodes.set(id, box);
  for (const [id, { folded, box }] of frames) (folded ? nodes : open).set(id, box);
  return { nodes, frames: open };
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
