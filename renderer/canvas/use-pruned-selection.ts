import { useEffect } from 'react';
import { useApp, useGraph } from '../state/app-state.ts';

/** Lets go of what is selected and no longer there: after an undo, or a change on disk. */
export function usePrunedSelection(): void {
  const app = useApp();
  const graph = useGraph();
  useEffect(() => {
    const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
    const nodes = new Set(graph.nodes.map(({ id }) => id));
    const edges = new Set(graph.edges.map(({ id }) => id));
    const isThere =
      selectedNodes.every((id) => nodes.has(id)) &&
      selectedEdges.every((id) => edges.has(id)) &&
      (selectedService === undefined || graph.services.some(({ id }) => id === selectedService));
    if (isThere) return;
    const service = graph.services.find(({ id }) => id === selectedService)?.id;
    app.view.select(
      selectedNodes.filter((id) => nodes.has(id)),
      selectedEdges.filter((id) => edges.has(id)),
      service,
    );
  }, [app, graph]);
}
