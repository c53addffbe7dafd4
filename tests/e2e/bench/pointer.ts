import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from '@playwright/test';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A hand moves on while the page is busy: as many moves a second as a mouse sends for each frame, none awaited. */
const movesPerSecond = 60;
const dragSeconds = 4;

/** Drags there and back with a button held down. The middle one pans, wherever it is pressed. */
export async function drag(page: Page, from: Place, button: 'left' | 'middle'): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button });
  const moves: Promise<void>[] = [];
  const beganMs = performance.now();
  const steps = movesPerSecond * dragSeconds;
  for (let step = 1; step <= steps; step += 1) {
    await passed(Math.max(0, beganMs + (step * 1000) / movesPerSecond - performance.now()));
    const way = step / steps;
    const to = { x: from.x - 300 * Math.sin(way * Math.PI), y: from.y + 60 * Math.sin(way * 4 * Math.PI) };
    moves.push(page.mouse.move(to.x, to.y));
  }
  await Promise.all(moves);
  await page.mouse.up({ button });
}

/** On a node of the drawing, away from its ports: the `nth`, or the next one that the pointer could take; counted round and round. */
export async function placeOnNode(page: Page, nth: number): Promise<Place> {
  return await page.evaluate((first) => {
    const nodes = [...document.querySelectorAll('[data-canvas] [data-node]')];
    const start = first % nodes.length;
    for (const node of [...nodes.slice(start), ...nodes.slice(0, start)]) {
      const { x, y, width, height } = node.getBoundingClientRect();
      const place = { x: x + width * 0.4, y: y + height * 0.4 };
      if (node.contains(document.elementFromPoint(place.x, place.y))) return place;
    }
    throw new Error('no node can be seen');
  }, nth);
}
