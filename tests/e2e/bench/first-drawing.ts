import type { Page } from '@playwright/test';

export interface FirstDrawing {
  /** Since the page's beginning. */
  readonly ms: number;
  /** What was on the screen then; that it is all there is to see, a later count shows. */
  readonly nodes: number;
  readonly edges: number;
}

declare global {
  interface Window {
    /** Resolves when nodes and wires are first on the screen. */
    firstDrawing?: Promise<FirstDrawing>;
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
        const drawn = { nodes: nodes.length, edges: wires.length };
        requestAnimationFrame(() =>
          requestAnimationFrame(() => resolve({ ms: Math.round(performance.now()), ...drawn })),
        );
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  });
}

export async function firstDrawing(page: Page): Promise<FirstDrawing> {
  return await page.evaluate(async () => {
    if (!window.firstDrawing) throw new Error('the page was not told to note it');
    return await window.firstDrawing;
  });
}
