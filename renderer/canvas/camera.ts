import type { Viewport } from '@xyflow/react';
import type { CanvasStore } from './canvas-store.ts';
import { boundsOf, centreOf, grown, overlap, type Box, type Point } from './model/geometry.ts';
import type { Size } from './model/node-size.ts';
import { drawnBounds, shownBox, type Placement } from './model/placement.ts';

/** Farther away even cells would be noise; nearer, a node would fill the screen. */
export const leastZoom = 0.05;
export const mostZoom = 2;
const flightMs = 220;
/** Room around what is fitted in, in the page's pixels. */
const margin = 48;

export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Jumping to a place is a movement, except where movement is unwanted. */
const flight = () => ({ duration: prefersReducedMotion() ? 0 : flightMs });

/** What part of the drawing is on screen. */
export function visibleBox({ now: { flow, element } }: CanvasStore): Box | undefined {
  return flow && element && boxSeenBy(flow.getViewport(), element.getBoundingClientRect());
}

function boxSeenBy({ x, y, zoom }: Viewport, { width, height }: Size): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/** Brings boxes into view, at no more than `mostNear` (a lone node need not fill the screen). */
export function fitBoxes(canvas: CanvasStore, boxes: Iterable<Box>, mostNear: number, fly = true): void {
  const viewport = fittingViewport(canvas, boxes, mostNear);
  if (viewport) canvas.now.flow?.setViewport(viewport, fly ? flight() : { duration: 0 }).catch(() => undefined);
}

function fittingViewport(canvas: CanvasStore, boxes: Iterable<Box>, mostNear: number): Viewport | undefined {
  const { element } = canvas.now;
  return element && viewportThatFits(boxes, element.getBoundingClientRect(), mostNear);
}

function viewportThatFits(boxes: Iterable<Box>, { width, height }: Size, mostNear: number): Viewport | undefined {
  const bounds = boundsOf(boxes);
  if (!bounds || width === 0 || height === 0) return undefined;
  const fitting = Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height);
  const zoom = Math.max(leastZoom, Math.min(mostNear, fitting));
  const { x, y } = centreOf(bounds);
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}

/** On opening no more is shown than can be read: a large graph begins at its upper left, where events start. */
const leastOpeningZoom = 0.4;

/** Where the camera stands when a project is opened; undefined where nothing is drawn, or the canvas has no size. */
export function openingViewport(placement: Placement, size: Size): Viewport | undefined {
  const bounds = drawnBounds(placement);
  const fitting = bounds && viewportThatFits([bounds], size, 1);
  if (!bounds || !fitting || fitting.zoom >= leastOpeningZoom) return fitting;
  const zoom = leastOpeningZoom;
  return { x: margin - bounds.x * zoom, y: margin - bounds.y * zoom, zoom };
}

export function fitAll(canvas: CanvasStore, fly = true): void {
  const bounds = canvas.now.placement && drawnBounds(canvas.now.placement);
  if (bounds) fitBoxes(canvas, [bounds], 1, fly);
}

/** Pans as far as it takes to see a box, and not at all where it can be seen already. */
export function reveal(canvas: CanvasStore, box: Box, fly = true): void {
  const { flow } = canvas.now;
  const visible = visibleBox(canvas);
  if (!flow || !visible) return;
  const { x, y, zoom } = flow.getViewport();
  const inner = grown(visible, -revealMargin / zoom);
  const dx = overhang(box.x, box.width, inner.x, inner.width);
  const dy = overhang(box.y, box.height, inner.y, inner.height);
  if (dx === 0 && dy === 0) return;
  flow
    .setViewport({ x: x - dx * zoom, y: y - dy * zoom, zoom }, fly ? flight() : { duration: 0 })
    .catch(() => undefined);
}

/** After the canvas had another size: what could be seen of a box then is not left behind a panel. */
export function keepInView(canvas: CanvasStore, box: Box, former: Size): void {
  const { flow } = canvas.now;
  if (flow && overlap(box, boxSeenBy(flow.getViewport(), former))) reveal(canvas, box, false);
}

/** Room between what is revealed and the canvas's rim, in the page's pixels. */
const revealMargin = 32;

/** How far a span stands out of another; negative to the left, and nothing of it where it is the longer one. */
function overhang(start: number, size: number, from: number, room: number): number {
  if (start < from || size > room) return start - from;
  return Math.max(0, start + size - from - room);
}

/** The box of a node, a service, or of both ends of an edge. */
export function boxOfElement(
  placement: Placement,
  edges: readonly { id: string; source: string; target: string }[],
  id: string,
): Box | undefined {
  const own = shownBox(placement, id) ?? placement.frames.get(id)?.box;
  if (own) return own;
  const edge = edges.find((candidate) => candidate.id === id);
  if (!edge) return undefined;
  return boundsOf([edge.source, edge.target].flatMap((end) => shownBox(placement, end) ?? []));
}

export function zoomIn({ now: { flow } }: CanvasStore): void {
  flow?.zoomIn(flight()).catch(() => undefined);
}

export function zoomOut({ now: { flow } }: CanvasStore): void {
  flow?.zoomOut(flight()).catch(() => undefined);
}

export function zoomTo({ now: { flow } }: CanvasStore, zoom: number): void {
  flow?.zoomTo(zoom, flight()).catch(() => undefined);
}

/** From one node to what is added after it. */
const nextTo = 190;

/** Where something new goes: under the pointer where it is over the canvas, else after the selected node, else in the middle. */
export function placeForNew(canvas: CanvasStore, selected?: string): Point {
  const { flow, pointer, placement } = canvas.now;
  if (flow && pointer) return flow.screenToFlowPosition(pointer);
  const box = selected === undefined ? undefined : placement?.boxes.get(selected);
  if (box) return { x: box.x + box.width / 2 + nextTo, y: box.y + box.height / 2 };
  const visible = visibleBox(canvas);
  return visible ? centreOf(visible) : { x: 0, y: 0 };
}
