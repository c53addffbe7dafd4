import type { AppState } from '../../state/app-state.ts';
import { fitAll, prefersReducedMotion } from '../camera.ts';
import { canvasOf, type CanvasStore } from '../canvas-store.ts';
import { documentOf, edit } from '../edits.ts';
import { drawnBounds } from '../model/placement.ts';
import { elkGraphOf, placesOf } from './elk-graph.ts';
import { layOut } from './elk.ts';

/** The movement's length, as `--dur-layout`. */
const glideMs = 220;

/** Lays everything out anew, as one undo step. */
export async function arrangeAll(app: AppState): Promise<void> {
  const canvas = canvasOf(app);
  const before = documentOf(app);
  const { placement } = canvas.now;
  if (!before || !placement) return;
  const laidOut = await layOut(elkGraphOf(before.graph, placement));
  // The layout takes a moment, in which the person may have gone on; theirs wins.
  if (documentOf(app)?.graph !== before.graph) return;
  const corner = drawnBounds(placement);
  const at = { x: Math.round((corner?.x ?? 0) / 10) * 10, y: Math.round((corner?.y ?? 0) / 10) * 10 };
  const places = placesOf(laidOut, placement, at);
  const positions = Object.fromEntries(
    [...places].map(([id, point]) => [id, { ...before.layout.nodes[id], x: point.x, y: point.y }]),
  );
  if (!prefersReducedMotion()) glide(canvas);
  if (edit(app, [{ type: 'move-nodes', positions }], 'arrange')) requestAnimationFrame(() => fitAll(canvas));
}

/** For a moment, changes of place are shown as movements. */
function glide(canvas: CanvasStore): void {
  canvas.setState({ gliding: true });
  setTimeout(() => canvas.setState({ gliding: false }), glideMs + 50);
}
