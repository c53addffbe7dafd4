import '@xyflow/react/dist/base.css';
import { ReactFlowProvider } from '@xyflow/react';
import { CanvasMenu } from './canvas-menu.tsx';
import { CanvasSurface } from './canvas-surface.tsx';

/** The drawing: nodes and wires, what floats over them, and everything that can be done with them. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasMenu>
        <CanvasSurface />
      </CanvasMenu>
    </ReactFlowProvider>
  );
}
