import type { DragEvent } from 'react';

/** Type of the data that a drag from the palette carries: the kind of what is to be added. */
export const paletteDragType = 'application/x-topicraft-kind';

export function startPaletteDrag(event: DragEvent, kind: string): void {
  event.dataTransfer.setData(paletteDragType, kind);
  event.dataTransfer.effectAllowed = 'copy';
}
