import type { CanvasStore } from './canvas-store.ts';
import { reveal } from './camera.ts';
import { shownBox } from './model/placement.ts';

/** Frames that are waited for an element that has yet to be drawn. */
const patience = 40;

/** Brings a node or service into view and gives it the keyboard, as soon as it is drawn. */
export function focusElement(canvas: CanvasStore, id: string): void {
  let isRevealed = false;
  const tryFocus = (left: number): void => {
    const { placement, element } = canvas.now;
    const box = placement && (shownBox(placement, id) ?? placement.frames.get(id)?.box);
    // Once, so that who pans away meanwhile is let go; but not before there is a place, since what is out of sight isn't drawn.
    if (box && !isRevealed) {
      isRevealed = true;
      reveal(canvas, box);
    }
    const found = element?.querySelector<HTMLElement>(
      `[data-node="${id}"], [data-service="${id}"] [data-frame-handle]`,
    );
    if (found) found.focus({ preventScroll: true });
    else if (left > 0) requestAnimationFrame(() => tryFocus(left - 1));
  };
  requestAnimationFrame(() => tryFocus(patience));
}

/** The node or service that has the keyboard. */
export function focusedElement(): string | undefined {
  const { activeElement } = document;
  const node = activeElement?.closest<HTMLElement>('[data-node]')?.dataset['node'];
  return node ?? activeElement?.closest<HTMLElement>('[data-service]')?.dataset['service'];
}
