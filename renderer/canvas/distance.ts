import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useCanvas, type CanvasStore } from './canvas-store.ts';

/** How much of the drawing can be read: everything; kind, name and worst state; or not even names. */
export type Distance = 'near' | 'far' | 'tiny';

const farZoom = 0.6;
const tinyZoom = 0.35;

export function distanceAt(zoom: number): Distance {
  return zoom < tinyZoom ? 'tiny' : zoom < farZoom ? 'far' : 'near';
}

const stores = new WeakMap<CanvasStore, StoreApi<Distance>>();

/** A store of its own: it changes seldom, where React Flow's changes with each frame of a pan. */
export function distanceOf(canvas: CanvasStore): StoreApi<Distance> {
  const known = stores.get(canvas);
  if (known) return known;
  const store = createStore<Distance>(() => 'near');
  stores.set(canvas, store);
  return store;
}

export function useDistance(): Distance {
  return useStore(distanceOf(useCanvas()));
}
