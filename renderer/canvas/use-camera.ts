import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { useCallback, useEffect } from 'react';
import { useApp, useView } from '../state/app-state.ts';
import { boxOfElement, keepInView, reveal } from './camera.ts';
import { useCanvas } from './canvas-store.ts';
import type { FlowEdge, FlowNode } from './model/flow-elements.ts';
import type { Size } from './model/node-size.ts';

export interface Camera {
  readonly attach: (element: HTMLElement | null) => void;
  readonly init: (flow: ReactFlowInstance<FlowNode, FlowEdge>) => void;
  readonly moves: () => void;
  readonly moved: (event: unknown, viewport: Viewport) => void;
}

/** Ties the canvas on screen to its store, and moves it to where the app wants it. */
export function useCamera(): Camera {
  const app = useApp();
  const canvas = useCanvas();
  const reach = useView((view) => view.reach);

  useEffect(() => {
    if (!reach) return;
    app.view.setState({ reach: undefined });
    const { project } = app.project.getState();
    const { placement } = canvas.now;
    const box = project && placement && boxOfElement(placement, project.document.graph.edges, reach.element);
    if (box) reveal(canvas, box);
    // Whoever sent us here may not know what kind of element it is.
    const graph = project?.document.graph;
    if (graph?.edges.some(({ id }) => id === reach.element)) app.view.select([], [reach.element]);
    else if (graph?.services.some(({ id }) => id === reach.element)) app.view.select([], [], reach.element);
  }, [app, canvas, reach]);

  // A panel that opens makes the canvas narrower: what the person is at stays in sight.
  useEffect(() => {
    const { element } = canvas.now;
    if (!element) return;
    let former: Size = element.getBoundingClientRect();
    const observer = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect();
      const { selectedNodes, selectedService } = app.view.getState();
      const selected = selectedNodes.at(-1) ?? selectedService;
      const { placement } = canvas.now;
      const box = placement && selected !== undefined ? boxOfElement(placement, [], selected) : undefined;
      if (box && (width < former.width || height < former.height)) keepInView(canvas, box, former);
      former = { width, height };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [app, canvas]);

  const attach = useCallback(
    (element: HTMLElement | null) => {
      if (element) canvas.note({ element });
      else canvas.note({ element: undefined, flow: undefined, pointer: undefined });
    },
    [canvas],
  );
  const init = useCallback((flow: ReactFlowInstance<FlowNode, FlowEdge>) => canvas.note({ flow }), [canvas]);
  // While the camera moves, the drawing is a layer of its own: the page is then moved, not painted anew.
  const moves = useCallback(() => canvas.now.element?.setAttribute('data-moving', ''), [canvas]);
  const moved = useCallback(
    (_event: unknown, viewport: Viewport) => {
      canvas.now.element?.removeAttribute('data-moving');
      const projectId = app.project.getState().project?.projectId;
      if (projectId !== undefined) canvas.note({ camera: { projectId, viewport } });
    },
    [app, canvas],
  );
  return { attach, init, moves, moved };
}
