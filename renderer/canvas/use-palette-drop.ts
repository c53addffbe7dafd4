import { useMemo, type DragEvent } from 'react';
import { paletteDragKind } from '../actions/palette-drag.ts';
import { useApp, type AppState } from '../state/app-state.ts';
import { canvasOf, type AddedKind, type DropHint } from './canvas-store.ts';
import { addElement, documentOf, serviceAt } from './edits.ts';
import type { Point } from './model/geometry.ts';
import { insertionUnder } from './model/insertion-under.ts';
import { sizeOfKind } from './model/node-size.ts';

const kinds: Readonly<Record<string, AddedKind>> = {
  producer: 'producer',
  topic: 'topic',
  consumer: 'consumer',
  service: 'service',
  note: 'note',
};

export interface PaletteDrop {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** Kinds dragged in from the palette: onto the canvas, into a service, or onto a wire. */
export function usePaletteDrop(): PaletteDrop {
  const app = useApp();
  return useMemo(() => paletteDrop(app), [app]);
}

function kindOf(event: DragEvent): AddedKind | undefined {
  return kinds[paletteDragKind(event) ?? ''];
}

function paletteDrop(app: AppState): PaletteDrop {
  const canvas = canvasOf(app);
  const placeOf = (event: DragEvent): Point | undefined =>
    canvas.now.flow?.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  const hintFor = (kind: AddedKind, at: Point): DropHint => {
    const document = documentOf(app);
    const service = kind === 'producer' || kind === 'consumer' ? serviceAt(app, at) : undefined;
    if (!document || kind === 'service') return { service };
    const size = sizeOfKind(kind);
    const box = { x: at.x - size.width / 2, y: at.y - size.height / 2, ...size };
    return { service, wire: insertionUnder(document.graph, canvas.getState().routes, box, { id: '', kind }) };
  };
  return {
    onDragOver: (event) => {
      const kind = kindOf(event);
      const at = placeOf(event);
      if (!kind || !at) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      const hint = hintFor(kind, at);
      const { drop } = canvas.getState();
      if (drop?.service !== hint.service || drop?.wire !== hint.wire) canvas.setState({ drop: hint });
    },
    onDragLeave: (event) => {
      const isStillInside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
      if (!isStillInside) canvas.setState({ drop: undefined });
    },
    onDrop: (event) => {
      const kind = kindOf(event);
      const at = placeOf(event);
      canvas.setState({ drop: undefined });
      if (!kind || !at) return;
      event.preventDefault();
      addElement(app, kind, at, hintFor(kind, at).wire);
    },
  };
}
