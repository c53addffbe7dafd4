import { LabelPlaces } from './place-labels.ts';
import type { WireEnds } from './route.ts';
import { WireLead, type Routes, type Surroundings } from './route-wires.ts';

/** All wires of a drawing. */
export interface WholeDrawing {
  readonly wires: readonly WireEnds[];
  readonly surroundings: Surroundings;
}

/** Leads them at once, which gives the same drawing the same ways, and places their labels. By the wire's id. */
export function leadAll({ wires, surroundings }: WholeDrawing): Routes {
  const lead = new WireLead();
  const labels = new LabelPlaces();
  labels.place(lead.routes, lead.lead(wires, surroundings), surroundings);
  return labels.routes;
}
