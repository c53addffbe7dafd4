import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvas } from '../canvas-store.ts';
import { distanceAt, distanceOf, type Distance } from '../distance.ts';

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
      const distance = distanceAt(zoom);
      if (distanceOf(canvas).getState() !== distance) distanceOf(canvas).setState(distance, true);
      markZoom(element, distance, zoom);
    };
    mark();
    return flow.subscribe(mark);
  }, [flow, canvas]);
  return null;
}

function markZoom(element: HTMLElement, distance: Distance, zoom: number): void {
  element.dataset['zoom'] = distance;
  if (distance !== 'near') element.style.setProperty('--zoom', zoom.toFixed(3));
}
