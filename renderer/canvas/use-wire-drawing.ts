import type { OnConnectEnd, OnConnectStart } from '@xyflow/react';
import { useMemo } from 'react';
import { useApp, type AppState } from '../state/app-state.ts';
import { canvasOf } from './canvas-store.ts';
import { connect, documentOf } from './edits.ts';
import { connectable } from './model/connect.ts';
import type { Point } from './model/geometry.ts';

export interface WireDrawing {
  readonly start: OnConnectStart;
  readonly end: OnConnectEnd;
}

/** Shorter drags are clicks that slipped. */
const leastPx = 8;

/** Wires drawn from a port: to a node anywhere on it, or to the empty canvas, which then offers what fits there. */
export function useWireDrawing(): WireDrawing {
  const app = useApp();
  return useMemo(() => wireDrawing(app), [app]);
}

function wireDrawing(app: AppState): WireDrawing {
  const canvas = canvasOf(app);
  let startedAt: Point | undefined;
  return {
    start: (event, { nodeId, handleType }) => {
      const document = documentOf(app);
      if (!document || nodeId === null || handleType === null) return;
      startedAt = pointOf(event);
      const allowed = connectable(document.graph, nodeId, handleType);
      canvas.setState({ wire: { node: nodeId, from: handleType, allowed } });
    },
    end: (event) => {
      const { wire } = canvas.getState();
      canvas.setState({ wire: undefined });
      const at = pointOf(event);
      if (!wire || !startedAt || Math.abs(at.x - startedAt.x) + Math.abs(at.y - startedAt.y) < leastPx) return;
      if (wire.over !== undefined) {
        if (!wire.allowed.has(wire.over)) return;
        if (wire.from === 'source') connect(app, wire.node, wire.over);
        else connect(app, wire.over, wire.node);
        return;
      }
      const { flow } = canvas.now;
      const isOnCanvas = event.target instanceof Element && event.target.closest('[data-canvas]') !== null;
      if (flow && isOnCanvas) canvas.setState({ popover: { type: 'offer', at: flow.screenToFlowPosition(at), wire } });
    },
  };
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const place = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: place?.clientX ?? 0, y: place?.clientY ?? 0 };
}
