import type { EdgeChange, NodeChange } from '@xyflow/react';
import type { AppState } from '../state/app-state.ts';
import type { FlowEdge, FlowNode } from './model/flow-elements.ts';

/** Takes up what React Flow selects and lets go of. Folded services are selected as nodes are, but one at a time. */
export function selectNodes(
  app: AppState,
  changes: readonly NodeChange<FlowNode>[],
  isService: (id: string) => boolean,
): void {
  const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
  const nodes = new Set(selectedNodes);
  let service = selectedService;
  let hasChanged = false;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    hasChanged = true;
    if (!isService(change.id)) {
      if (change.selected) nodes.add(change.id);
      else nodes.delete(change.id);
    } else if (change.selected) service = change.id;
    else if (service === change.id) service = undefined;
  }
  if (hasChanged) app.view.select([...nodes], selectedEdges, service);
}

/** A drawn wire may stand for several edges, which are selected together. */
export function selectWires(
  app: AppState,
  changes: readonly EdgeChange<FlowEdge>[],
  edgesOf: (wire: string) => readonly string[],
): void {
  const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
  const edges = new Set(selectedEdges);
  let hasChanged = false;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    hasChanged = true;
    for (const id of edgesOf(change.id)) {
      if (change.selected) edges.add(id);
      else edges.delete(id);
    }
  }
  if (hasChanged) app.view.select(selectedNodes, [...edges], selectedService);
}
