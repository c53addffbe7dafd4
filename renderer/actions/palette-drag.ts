import type { DragEvent } from 'react';

/** Type of the data that a drag from the palette carries: the kind of what is to be added. */
const paletteDragType = 'application/x-topicraft-kind';

/** While something is dragged a page may read the types of its data but not the data, so the kind stands in a type too. */
const kindPrefix = `${paletteDragType}.`;

export function startPaletteDrag(event: DragEvent, kind: string): void {
  event.dataTransfer.setData(paletteDragType, kind);
  event.dataTransfer.setData(kindPrefix + kind, kind);
  event.dataTransfer.effectAllowed = 'copy';
}

/** The kind of what is dragged; undefined where it doesn't come from the palette. */
export function paletteDragKind({ dataTransfer: { types } }: DragEvent): string | undefined {
  return types.find((type) => type.startsWith(kindPrefix))?.slice(kindPrefix.length);
}
