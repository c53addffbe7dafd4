import { useEffect, useMemo, useState } from 'react';
import { useCanvas, useCanvasView } from '../../canvas/canvas-store.ts';
import { wireEndsOf, wiresOf } from '../../canvas/model/flow-elements.ts';
import { placeEmptyServices } from '../../canvas/model/place-empty-services.ts';
import { placeMissing } from '../../canvas/model/place-nodes.ts';
import { placeElements } from '../../canvas/model/placement.ts';
import type { Routes } from '../../canvas/routing/route-wires.ts';
import { surroundingsOf } from '../../canvas/routing/router.ts';
import { RoutingThread } from '../../canvas/routing/routing-thread.ts';
import { useGraph, useOpenProject } from '../../state/app-state.ts';
import type { Drawing } from './drawing.ts';

export interface DrawingOfPicture {
  /** Undefined until the wires' ways are known. */
  readonly drawing: Drawing | undefined;
  /** How many services are folded on the canvas. */
  readonly folded: number;
}

/** The drawing as it stands on the canvas, or with all its services unfolded. */
export function useDrawingOfPicture(unfolds: boolean): DrawingOfPicture {
  const asDrawn = useDrawn();
  const unfolded = useUnfolded(unfolds);
  const folded = [...(asDrawn?.placement.frames.values() ?? [])].filter((frame) => frame.folded).length;
  return { drawing: unfolds ? unfolded : asDrawn, folded };
}

function useDrawn(): Drawing | undefined {
  const graph = useGraph();
  const canvas = useCanvas();
  const routes = useCanvasView((view) => view.routes);
  const isWaiting = useCanvasView((view) => view.areRoutesPlain);
  const { placement } = canvas.now;
  return useMemo(
    () => (placement && !isWaiting ? { graph, placement, wires: wiresOf(graph, placement), routes } : undefined),
    [graph, placement, routes, isWaiting],
  );
}

/** Where nothing is folded wires run other ways, which are looked for in a worker. */
function useUnfolded(isWanted: boolean): Drawing | undefined {
  const graph = useGraph();
  const layout = useOpenProject(({ document }) => document.layout);
  const emptyServices = useCanvasView((view) => view.emptyServices);
  const [routes, setRoutes] = useState<{ of: object; routes: Routes }>();
  const placed = useMemo(() => {
    if (!isWanted) return undefined;
    const missing = placeMissing(graph, layout);
    const places = { missing, emptyServices: placeEmptyServices(graph, layout, missing, emptyServices) };
    const placement = placeElements(graph, { ...layout, services: {} }, places);
    return { graph, placement, wires: wiresOf(graph, placement) };
  }, [isWanted, graph, layout, emptyServices]);
  useEffect(() => {
    if (!placed) return undefined;
    const thread = new RoutingThread();
    const { placement, wires } = placed;
    const ends = wireEndsOf(wires, placed.graph, placement);
    thread.lead({ wires: ends, surroundings: surroundingsOf(placement) }, (led) =>
      setRoutes({ of: placed, routes: led }),
    );
    return () => thread.close();
  }, [placed]);
  return useMemo(
    () => (placed && routes?.of === placed ? { ...placed, routes: routes.routes } : undefined),
    [placed, routes],
  );
}
