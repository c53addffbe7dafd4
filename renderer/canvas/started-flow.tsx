import { ReactFlowProvider, useStoreApi, type Viewport } from '@xyflow/react';
import { useState, type ReactNode } from 'react';
import type { FlowEdge, FlowNode } from './model/flow-elements.ts';
import type { Size } from './model/node-size.ts';

/** What React Flow would otherwise learn only after it has drawn an empty canvas, and then a part of the drawing. */
export interface FlowStart {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
  readonly size: Size;
  readonly viewport: Viewport;
}

/** React Flow's store, begun with what is there: a large drawing is drawn once, and whole. What changes later it hears from ReactFlow itself. */
export function StartedFlow({ start, children }: { start: FlowStart; children: ReactNode }) {
  const { nodes, edges, size } = start;
  return (
    <ReactFlowProvider initialNodes={nodes} initialEdges={edges} initialWidth={size.width} initialHeight={size.height}>
      <CameraAtStart viewport={start.viewport} />
      {children}
    </ReactFlowProvider>
  );
}

/** Puts the camera in its place before anything asks what it sees. */
function CameraAtStart({ viewport: { x, y, zoom } }: { viewport: Viewport }) {
  const store = useStoreApi();
  useState(() => store.setState({ transform: [x, y, zoom] }));
  return null;
}
