import type { Box } from '../model/geometry.ts';
import { bestRoute, plainRoute } from './best-route.ts';
import { Ground } from './ground.ts';
import { sameEnds, type Route, type WireEnds } from './route.ts';

export type Routes = ReadonlyMap<string, Route>;

/** Nodes, and the frames of open services; both by id. */
export interface Surroundings {
  readonly nodes: ReadonlyMap<string, Box>;
  readonly frames: ReadonlyMap<string, Box>;
}

/**
 * Leads wires: few bends, around nodes, not along other wires, but along those that leave or enter the same port, which
 * makes a shared trunk. Led at once they run the same way in the same drawing, whatever was moved before; led again, those
 * whose ends have not moved keep their way, which is for the time of a drag.
 */
export class WireLead {
  private readonly ground = new Ground();
  private wires: ReadonlyMap<string, WireEnds> = new Map();
  private readonly led = new Map<string, Route>();

  /** By the wire's id. */
  get routes(): Routes {
    return this.led;
  }

  /** Takes the routes as they are for those of all these wires. */
  adopt(wires: readonly WireEnds[], routes: Routes, { nodes, frames }: Surroundings): void {
    for (const id of this.wires.keys()) this.takeUp(id);
    this.ground.stand(nodes, frames);
    this.wires = new Map(wires.map((wire) => [wire.id, wire]));
    for (const wire of wires) {
      const route = routes.get(wire.id);
      if (route) this.lay(wire, route);
    }
  }

  /**
   * Gives the ids of the wires that were led anew, in that order. More than `mostWeighed` at once take the plain way, whatever
   * stands in it: to weigh all that they could take would keep the window waiting.
   */
  lead(
    wires: readonly WireEnds[],
    { nodes, frames }: Surroundings,
    mostWeighed = Number.POSITIVE_INFINITY,
  ): readonly string[] {
    const now = new Map(wires.map((wire) => [wire.id, wire]));
    this.ground.stand(nodes, frames);
    for (const id of this.wires.keys()) if (!now.has(id)) this.takeUp(id);
    const loose: WireEnds[] = [];
    for (const wire of wires) {
      const former = this.wires.get(wire.id);
      if (former && sameEnds(former, wire)) continue;
      if (former) this.takeUp(wire.id);
      loose.push(wire);
    }
    this.wires = now;
    // Short wires have least choice, so they come first.
    const weighs = loose.length <= mostWeighed;
    for (const wire of loose.sort(byReach)) this.lay(wire, weighs ? bestRoute(wire, this.ground) : plainRoute(wire));
    return loose.map(({ id }) => id);
  }

  private lay(wire: WireEnds, route: Route): void {
    this.ground.wires.lay(wire, route);
    this.led.set(wire.id, route);
  }

  private takeUp(id: string): void {
    this.ground.wires.takeUp(id);
    this.led.delete(id);
  }
}

function byReach(left: WireEnds, right: WireEnds): number {
  return reach(left) - reach(right) || (left.id < right.id ? -1 : 1);
}

function reach({ sourceBox, targetBox }: WireEnds): number {
  const across = targetBox.x - sourceBox.x;
  // Wires that run back have to go around, and do so after the others.
  return Math.abs(across) + Math.abs(targetBox.y - sourceBox.y) + (across < sourceBox.width ? 5000 : 0);
}
