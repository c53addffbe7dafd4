import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** Resolves with when nodes and wires were first on the screen, in milliseconds since the page's beginning. */
    firstDrawing?: Promise<number>;
  }
}

/**
 * Has the page note by itself when nodes and wires are there and the frame with them has been drawn: asked from outside, again
 * and again, it would be kept from its work.
 */
export async function noteFirstDrawing(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.firstDrawing = new Promise((resolve) => {
      const nodes = document.getElementsByClassName('react-flow__node');
      const wires = document.getElementsByClassName('react-flow__edge');
      const observer = new MutationObserver(() => {
        if (nodes.length === 0 || wires.length === 0) return;
        observer.disconnect();
        // The next frame draws them, and the one after it comes when that has been done.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(Math.round(performance.now()))));
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  });
}

export async function firstDrawingMs(page: Page): Promise<number> {
  return await page.evaluate(async () => (await window.firstDrawing) ?? Number.NaN);
}
