import { useLayoutEffect } from 'react';
import { useCanvas } from './canvas-store.ts';

/** Nodes out of sight are taken down; the keyboard then stays with the canvas. */
export function useKeepFocus(element: { readonly current: HTMLElement | null }): void {
  const canvas = useCanvas();
  useLayoutEffect(() => {
    const node = element.current;
    return () => {
      if (node?.contains(document.activeElement)) canvas.now.element?.focus({ preventScroll: true });
    };
  }, [canvas, element]);
}
