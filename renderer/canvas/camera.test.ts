import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepInView, openingViewport, reveal, visibleBox } from './camera.ts';
import type { CanvasStore } from './canvas-store.ts';
import { focusElement } from './focus-element.ts';
import { contains, type Box } from './model/geometry.ts';

const size = { width: 800, height: 600 };
const far: Box = { x: 1500, y: 900, width: 120, height: 70 };
const near: Box = { x: 600, y: 300, width: 120, height: 70 };

let viewport: { x: number; y: number; zoom: number };
let frames: (() => void)[];
let boxes: Map<string, Box>;
let drawn: Set<string>;
let focused: string[];
let now: Partial<CanvasStore['now']>;

/** A canvas that draws, as the real one does, only what it shows. */
function canvas(): CanvasStore {
  return {
    get now() {
      return now;
    },
  } as unknown as CanvasStore;
}

function isInSight(box: Box): boolean {
  const visible = visibleBox(canvas());
  const { x, y, width, height } = box;
  return visible !== undefined && contains(visible, { x, y }) && contains(visible, { x: x + width, y: y + height });
}

function frame(): void {
  for (const run of frames.splice(0)) run();
}

beforeEach(() => {
  viewport = { x: 0, y: 0, zoom: 1 };
  frames = [];
  boxes = new Map();
  drawn = new Set();
  focused = [];
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  now = {
    flow: {
      getViewport: () => viewport,
      setViewport: async (next: typeof viewport) => {
        viewport = next;
        return await Promise.resolve(true);
      },
    } as unknown as NonNullable<CanvasStore['now']['flow']>,
    element: {
      getBoundingClientRect: () => size,
      querySelector: (selector: string) => {
        const id = /data-node="(.*?)"/.exec(selector)?.[1] ?? '';
        const box = boxes.get(id);
        if (!drawn.has(id) || !box || !isInSight(box)) return null;
        return { focus: () => focused.push(id) };
      },
    } as unknown as HTMLElement,
    placement: { boxes, frames: new Map(), hiddenIn: new Map() },
  };
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a new node', () => {
  it('is brought into view and has the keyboard', () => {
    boxes.set('new', far);
    drawn.add('new');
    focusElement(canvas(), 'new');
    frame();
    expect(isInSight(far)).toBe(true);
    expect(focused).toEqual(['new']);
  });

  it('is brought into view where its place is known only some frames later', () => {
    focusElement(canvas(), 'new');
    frame();
    frame();
    boxes.set('new', far);
    drawn.add('new');
    frame();
    expect(isInSight(far)).toBe(true);
    expect(focused).toEqual(['new']);
  });

  it('holds nobody who pans away while it is being drawn', () => {
    boxes.set('new', far);
    focusElement(canvas(), 'new');
    frame();
    viewport = { x: 4000, y: 0, zoom: 1 };
    frame();
    expect(viewport.x).toBe(4000);
  });

  it('moves nothing where it is in sight already', () => {
    reveal(canvas(), near);
    expect(viewport).toEqual({ x: 0, y: 0, zoom: 1 });
  });
});

describe('a canvas that becomes narrower', () => {
  const wider = { width: 1700, height: 1000 };

  it('keeps in view what was in view', () => {
    keepInView(canvas(), far, wider);
    expect(isInSight(far)).toBe(true);
  });

  it('goes nowhere for what had been left', () => {
    keepInView(canvas(), { ...far, x: 5000 }, wider);
    expect(viewport.x).toBe(0);
  });
});

it('a project opens with all of it in view', () => {
  boxes.set('a', near).set('b', far);
  viewport = openingViewport({ boxes, frames: new Map(), hiddenIn: new Map() }, size) ?? viewport;
  expect([near, far].every(isInSight)).toBe(true);
});

it('a project too large to be read as a whole opens at its upper left', () => {
  boxes.set('a', near).set('b', { ...far, x: 9000 });
  viewport = openingViewport({ boxes, frames: new Map(), hiddenIn: new Map() }, size) ?? viewport;
  expect([near, { ...far, x: 9000 }].map(isInSight)).toEqual([true, false]);
});
