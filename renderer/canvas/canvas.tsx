import '@xyflow/react/dist/base.css';
import { ReactFlowProvider } from '@xyflow/react';
import { CanvasSurface } from './canvas-surface.tsx';

/** The drawing: nodes and wires, what floats over them, and everything that can be done with them. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasSurface />
    </ReactFlowProvider>
  );
}
