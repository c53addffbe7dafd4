import type { Graph } from '../../shared/graph/index.ts';
import { useGraph, useView } from '../state/app-state.ts';
import { type Focus, type Reach, reachOf } from './reach.ts';

/** Found once for all that ask: canvas, explorer and table, each of their groups. */
const found = new WeakMap<Focus, { readonly graph: Graph; readonly reach: Reach | undefined }>();

/** What is in the focus; undefined where there is none, or what it was on has gone. */
export function useReach(): Reach | undefined {
  const graph = useGraph();
  const focus = useView((view) => view.focus);
  if (!focus) return undefined;
  const known = found.get(focus);
  if (known?.graph === graph) return known.reach;
  const whole = reachOf(graph, focus);
  const reach = whole.way.length > 0 ? whole : undefined;
  found.set(focus, { graph, reach });
  return reach;
}
