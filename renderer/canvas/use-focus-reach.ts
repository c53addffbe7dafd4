import { useLayoutEffect } from 'react';
import { useReach } from '../focus/use-reach.ts';
import { useCanvas } from './canvas-store.ts';

/** Nodes and wires look into the canvas's store for what is in the focus. */
export function useFocusReach(): void {
  const canvas = useCanvas();
  const reach = useReach();
  useLayoutEffect(() => canvas.setState({ reach }), [canvas, reach]);
}
