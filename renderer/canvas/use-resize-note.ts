import { useCallback } from 'react';
import { tellOutcome } from '../actions/edit-actions.ts';
import { useApp } from '../state/app-state.ts';
import { useCanvas } from './canvas-store.ts';
import { gridSize, type Box } from './model/geometry.ts';

const onGrid = (value: number): number => Math.round(value / gridSize) * gridSize;

/** Keeps the new size of a note when its resizing has ended. */
export function useResizeNote(id: string): (box: Box) => void {
  const app = useApp();
  const canvas = useCanvas();
  return useCallback(
    ({ x, y, width, height }) => {
      const position = { x: onGrid(x), y: onGrid(y), width: onGrid(width), height: onGrid(height) };
      canvas.setState({ draft: undefined });
      tellOutcome(app, app.project.execute({ type: 'move-nodes', positions: { [id]: position } }, { label: 'resize' }));
    },
    [app, canvas, id],
  );
}
