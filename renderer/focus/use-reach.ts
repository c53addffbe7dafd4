import { useMemo } from 'react';
import { useGraph, useView } from '../state/app-state.ts';
import { type Reach, reachOf } from './reach.ts';

/** What is in the focus; undefined where there is none, or what it was on has gone. */
export function useReach(): Reach | undefined {
  const graph = useGraph();
  const focus = useView((view) => view.focus);
  return useMemo(() => {
    const reach = focus && reachOf(graph, focus);
    return reach && reach.way.length > 0 ? reach : undefined;
  }, [graph, focus]);
}
