import { z } from 'zod';

/** In the screen's own pixels (device-independent), as Electron counts them. */
const rectangleSchema = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
export type Rectangle = z.infer<typeof rectangleSchema>;

/** How a window was left. `bounds` are those that it has when it is neither maximised nor full screen. */
export const windowPlacementSchema = z.object({
  bounds: rectangleSchema,
  maximised: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowPlacement = z.infer<typeof windowPlacementSchema>;

/** The look's smallest window. */
export const smallestWindow = { width: 1024, height: 640 };

const usualWindow = { width: 1600, height: 1000 };

/** As much of the title bar as must be on a screen for a hand to reach it. */
const reachableWidth = 120;
const titleBarHeight = 40;

/** A second window doesn't lie exactly on the first. */
const cascade = 28;

/**
 * Where a window opens: where it was left, if its title bar can be reached on one of today's displays, and otherwise in
 * the middle of the first. `workAreas` are the displays without their docks and bars, the first one first.
 */
export function placeWindow(
  last: WindowPlacement | undefined,
  workAreas: readonly Rectangle[],
  taken: readonly Rectangle[] = [],
): WindowPlacement {
  const [first] = workAreas;
  if (!first) return { bounds: { x: 0, y: 0, ...usualWindow }, maximised: false, fullScreen: false };
  const area = last && workAreas.find((workArea) => isReachable(last.bounds, workArea));
  const placement =
    last && area
      ? { ...last, bounds: sizedFor(last.bounds, area) }
      : { bounds: centred(first), maximised: false, fullScreen: false };
  return { ...placement, bounds: besideOthers(placement.bounds, area ?? first, taken) };
}

function isReachable({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const titleBarVisible = y >= area.y && y + titleBarHeight <= area.y + area.height;
  return visibleWidth >= reachableWidth && titleBarVisible;
}

/** No smaller than the look allows, and no larger than the display. */
function sizedFor(bounds: Rectangle, area: Rectangle): Rectangle {
  return {
    ...bounds,
    width: Math.min(Math.max(bounds.width, smallestWindow.width), Math.max(area.width, smallestWindow.width)),
    height: Math.min(Math.max(bounds.height, smallestWindow.height), Math.max(area.height, smallestWindow.height)),
  };
}

function centred(area: Rectangle): Rectangle {
  const { width, height } = sizedFor({ x: 0, y: 0, ...usualWindow }, area);
  const x = area.x + Math.max(0, Math.round((area.width - width) / 2));
  const y = area.y + Math.max(0, Math.round((area.height - height) / 2));
  return { x, y, width, height };
}

function besideOthers(bounds: Rectangle, area: Rectangle, taken: readonly Rectangle[]): Rectangle {
  if (!taken.some(({ x, y }) => x === bounds.x && y === bounds.y)) return bounds;
  const moved = { ...bounds, x: bounds.x + cascade, y: bounds.y + cascade };
  return isReachable(moved, area) ? besideOthers(moved, area, taken) : bounds;
}
