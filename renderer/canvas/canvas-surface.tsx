import { ReactFlow, SelectionMode, type EdgeChange, type NodeChange, type Viewport } from '@xyflow/react';
import { lazy, Suspense, useCallback, useRef, useState, type PointerEvent } from 'react';
import { openNode } from '../actions/open-node.ts';
import { useApp, useView, type AppState } from '../state/app-state.ts';
import { leastZoom, mostZoom, openingViewport } from './camera.ts';
import { useCanvas, useCanvasView, type CanvasStore } from './canvas-store.ts';
import styles from './canvas.module.css';
import { DrawnWire } from './edges/drawn-wire.tsx';
import { arrowheadId } from './edges/wire-edge.tsx';
import type { FlowEdge, FlowNode } from './model/flow-elements.ts';
import type { Size } from './model/node-size.ts';
import { NodeHint } from './nodes/node-hint.tsx';
import { edgeTypes, nodeTypes } from './nodes/node-types.ts';
import { CanvasPopover } from './popovers/canvas-popover.tsx';
import { selectNodes, selectWires } from './selection-changes.ts';
import { StartedFlow, type FlowStart } from './started-flow.tsx';
import { CanvasTools } from './tools/canvas-tools.tsx';
import { Dots } from './tools/dots.tsx';
import { useCamera } from './use-camera.ts';
import { useDragging } from './use-dragging.ts';
import { useDrawing } from './use-drawing.ts';
import { useFocusReach } from './use-focus-reach.ts';
import { usePaletteDrop } from './use-palette-drop.ts';
import { usePrunedSelection } from './use-pruned-selection.ts';
import { useWireDrawing } from './use-wire-drawing.ts';

const LifeOnCanvas = lazy(() =>
  import('../tracing/life-on-canvas.tsx').then((module) => ({ default: module.LifeOnCanvas })),
);

const severalKeys = ['Shift', 'Control', 'Meta'];
/** The middle button always pans; with the hand, the left one too. */
const panButtons = { select: [1], connect: [1], pan: [0, 1] };

/** React Flow, with the document as what it shows and the graph's commands as what it does. */
export function CanvasSurface({ sizeAtStart }: { sizeAtStart: Size }) {
  const app = useApp();
  const canvas = useCanvas();
  const { nodes, edges, placement } = useDrawing();
  const [start] = useState<FlowStart>(() => ({
    nodes,
    edges,
    size: sizeAtStart,
    viewport: cameraKept(app, canvas) ?? openingViewport(placement, sizeAtStart) ?? { x: 0, y: 0, zoom: 1 },
  }));
  const dragging = useDragging();
  const { attach, init, moves, moved } = useCamera();
  const tool = useView((view) => view.tool);
  const locked = useCanvasView((view) => view.locked);
  const wireDrawing = useWireDrawing();
  const paletteDrop = usePaletteDrop();
  const areRoutesPlain = useCanvasView((view) => view.areRoutesPlain);
  const isGliding = useCanvasView((view) => view.gliding);
  const isFollowing = useCanvasView((view) => view.followed !== undefined);
  const isMarquee = useRef(false);
  usePrunedSelection();
  useFocusReach();

  const changeNodes = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      dragging.take(changes);
      selectNodes(app, changes, (id) => canvas.now.placement?.frames.has(id) === true);
    },
    [app, canvas, dragging],
  );
  const changeEdges = useCallback(
    (changes: EdgeChange<FlowEdge>[]) => {
      // React Flow's marquee takes the wires of the nodes along; what one sees in it are the nodes.
      const taken = isMarquee.current
        ? changes.filter((change) => change.type !== 'select' || !change.selected)
        : changes;
      selectWires(app, taken, (wire) => canvas.now.flow?.getEdge(wire)?.data?.edges.map(({ id }) => id) ?? []);
    },
    [app, canvas],
  );

  return (
    <div
      className={styles.canvas}
      onPointerDownCapture={focusPressed}
      onPointerMove={({ clientX, clientY }) => canvas.note({ pointer: { x: clientX, y: clientY } })}
      onPointerLeave={() => canvas.note({ pointer: undefined })}
      {...paletteDrop}
    >
      <Arrowhead />
      <StartedFlow start={start}>
        <ReactFlow<FlowNode, FlowEdge>
          defaultViewport={start.viewport}
          ref={attach}
          className={styles.flow}
          data-canvas=""
          data-tool={tool}
          data-gliding={isGliding || undefined}
          data-following={isFollowing || undefined}
          aria-busy={areRoutesPlain || undefined}
          tabIndex={0}
          aria-label="Canvas"
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={changeNodes}
          onEdgesChange={changeEdges}
          onNodeDragStart={(_event, node, dragged) => dragging.start(node, dragged)}
          onNodeDragStop={dragging.stop}
          onSelectionDragStart={(_event, dragged) => dragged[0] && dragging.start(dragged[0], dragged)}
          onSelectionDragStop={dragging.stop}
          onSelectionStart={() => {
            isMarquee.current = true;
          }}
          onSelectionEnd={() => {
            isMarquee.current = false;
          }}
          onConnectStart={wireDrawing.start}
          onConnectEnd={wireDrawing.end}
          connectionLineComponent={DrawnWire}
          onInit={init}
          onMoveStart={moves}
          onMoveEnd={moved}
          onNodeClick={(_event, { id, type }) => {
            if (type === 'service') app.view.select([], [], id);
          }}
          onNodeDoubleClick={(_event, { data }) => {
            if ('node' in data) openNode(app, data.node);
          }}
          onlyRenderVisibleElements
          minZoom={leastZoom}
          maxZoom={mostZoom}
          nodesDraggable={!locked && tool !== 'pan'}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          elevateNodesOnSelect={false}
          nodeDragThreshold={3}
          selectNodesOnDrag
          selectionOnDrag={tool !== 'pan'}
          selectionMode={SelectionMode.Partial}
          selectionKeyCode={tool === 'pan' ? 'Shift' : null}
          multiSelectionKeyCode={severalKeys}
          deleteKeyCode={null}
          panOnDrag={panButtons[tool]}
          panOnScroll
          zoomOnDoubleClick={false}
          connectOnClick={false}
          proOptions={{ hideAttribution: true }}
        >
          <Dots />
          {isFollowing ? (
            <Suspense fallback={null}>
              <LifeOnCanvas />
            </Suspense>
          ) : (
            <NodeHint />
          )}
          <CanvasTools />
        </ReactFlow>
      </StartedFlow>
      <CanvasPopover />
    </div>
  );
}

/** Where the camera was when the canvas was last taken down, in the same project. */
function cameraKept(app: AppState, canvas: CanvasStore): Viewport | undefined {
  const { camera } = canvas.now;
  return camera?.projectId === app.project.getState().project?.projectId ? camera?.viewport : undefined;
}

/** A press on the canvas gives it the keyboard: the node under the pointer, or the canvas itself. */
function focusPressed({ target, currentTarget }: PointerEvent<HTMLElement>): void {
  if (!(target instanceof Element) || target.closest('button, input, [role="menu"]')) return;
  const place =
    target.closest<HTMLElement>('[data-node], [data-frame-handle]') ??
    currentTarget.querySelector<HTMLElement>('[data-canvas]');
  // Where the browser sets the focus by itself this changes nothing.
  requestAnimationFrame(() => place?.focus({ preventScroll: true }));
}

/** Of every wire, in the wire's own colour. */
function Arrowhead() {
  return (
    <svg className={styles.definitions} aria-hidden>
      <defs>
        <marker
          id={arrowheadId}
          viewBox="0 0 8 8"
          refX="3"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M1 .8 7.5 4 1 7.2Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  );
}
