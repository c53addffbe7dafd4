import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvas } from '../canvas-store.ts';

const farZoom = 0.6;
const tinyZoom = 0.35;

/**
 * Marks the canvas's element with the zoom when it is small, so that text can keep its size. Beside React: it would
 * otherwise run with each frame of a zoom.
 */
export function ZoomMarks() {
  const flow = useStoreApi();
  const canvas = useCanvas();
  useEffect(() => {
    let last = 0;
    const mark = (): void => {
      const zoom = flow.getState().transform[2];
      const { element } = canvas.now;
      if (zoom === last || !element) return;
      last = zoom;
      markZoom(element, zoom);
    };
    mark();
    return flow.subscribe(mark);
  }, [flow, canvas]);
  return null;
}

function markZoom(element: HTMLElement, zoom: number): void {
  const isFar = zoom < farZoom;
  element.dataset['zoom'] = zoom < tinyZoom ? 'tiny' : isFar ? 'far' : 'near';
  if (isFar) element.style.setProperty('--zoom', zoom.toFixed(3));
}
