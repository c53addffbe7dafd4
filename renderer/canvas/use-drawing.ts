import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useOpenProject, useView } from '../state/app-state.ts';
import { useCanvas, useCanvasView } from './canvas-store.ts';
import { FlowEdges, FlowNodes, wireEndsOf, wiresOf, type FlowEdge, type FlowNode } from './model/flow-elements.ts';
import { placeEmptyServices } from './model/place-empty-services.ts';
import { placeMissing } from './model/place-nodes.ts';
import { placeElements, type Placement } from './model/placement.ts';
import type { WireEnds } from './routing/route.ts';
import { Router } from './routing/router.ts';
import { RoutingThread } from './routing/routing-thread.ts';

export interface Drawing {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
  readonly placement: Placement;
}

/** What React Flow draws: the document, what is being dragged, what is selected. */
export function useDrawing(): Drawing {
  const canvas = useCanvas();
  const graph = useOpenProject(({ document }) => document.graph);
  const layout = useOpenProject(({ document }) => document.layout);
  const draft = useCanvasView((view) => view.draft);
  const emptyServices = useCanvasView((view) => view.emptyServices);
  const selectedNodes = useView((view) => view.selectedNodes);
  const selectedEdges = useView((view) => view.selectedEdges);
  const selectedService = useView((view) => view.selectedService);

  const folds = useFoldsByDefault();
  const missing = useMemo(() => placeMissing(graph, layout), [graph, layout]);
  const placement = useMemo(() => {
    const places = {
      missing,
      emptyServices: placeEmptyServices(graph, layout, missing, emptyServices),
      foldsByDefault: folds,
    };
    return placeElements(graph, layout, places, draft);
  }, [graph, layout, missing, emptyServices, folds, draft]);
  const wires = useMemo(() => wiresOf(graph, placement), [graph, placement]);
  useRoutes(
    useMemo(() => wireEndsOf(wires, graph, placement), [wires, graph, placement]),
    placement,
  );

  const [flowNodes] = useState(() => new FlowNodes());
  const [flowEdges] = useState(() => new FlowEdges());
  const selected = useMemo(() => {
    return new Set(selectedService === undefined ? selectedNodes : [...selectedNodes, selectedService]);
  }, [selectedNodes, selectedService]);
  const nodes = flowNodes.of(graph, placement, selected);
  const names = useMemo(() => {
    return new Map([...graph.nodes, ...graph.services].map(({ id, name }) => [id, name]));
  }, [graph]);
  const edges = flowEdges.of(wires, (id) => names.get(id) ?? id, selectedWires(wires, selectedEdges));

  useLayoutEffect(() => {
    canvas.note({ placement });
  }, [canvas, placement]);
  return { nodes, edges, placement };
}

/** Over this, services that nobody has unfolded open folded. */
const mostOpenNodes = 60;

function useFoldsByDefault(): boolean {
  const canvas = useCanvas();
  const projectId = useOpenProject((project) => project.projectId);
  const isLarge = useOpenProject(({ document }) => document.graph.nodes.length > mostOpenNodes);
  const opening = useCanvasView((view) => view.opening);
  const isKnown = opening?.projectId === projectId;
  useLayoutEffect(() => {
    if (!isKnown) canvas.setState({ opening: { projectId, folds: isLarge } });
  }, [canvas, projectId, isKnown, isLarge]);
  return isKnown ? opening.folds : isLarge;
}

function selectedWires(wires: ReturnType<typeof wiresOf>, selectedEdges: readonly string[]): ReadonlySet<string> {
  if (selectedEdges.length === 0) return new Set();
  const selected = new Set(selectedEdges);
  return new Set(wires.filter(({ edges }) => edges.every(({ id }) => selected.has(id))).map(({ id }) => id));
}

/** Puts the wires' routes into the canvas's store, where each wire looks for its own. */
function useRoutes(ends: readonly WireEnds[], placement: Placement): void {
  const canvas = useCanvas();
  const isDrafted = useCanvasView((view) => view.draft !== undefined);
  const [thread] = useState(() => new RoutingThread());
  const [router] = useState(() => new Router(thread.lead, (better) => canvas.setState(better)));
  useEffect(() => () => thread.close(), [thread]);
  useLayoutEffect(() => {
    canvas.setState(router.route(ends, placement, isDrafted));
  }, [canvas, router, ends, placement, isDrafted]);
}
