import { describe, expect, it } from 'vitest';
import { placeWindow, smallestWindow, type WindowPlacement } from './placement.ts';

const laptop = { x: 0, y: 25, width: 1920, height: 1055 };
const second = { x: 1920, y: 0, width: 2560, height: 1440 };

function left(x: number, y: number, width = 1400, height = 900): WindowPlacement {
  return { bounds: { x, y, width, height }, maximised: false, fullScreen: false };
}

describe('a window opens', () => {
  it('in the middle of the first display at first', () => {
    expect(placeWindow(undefined, [laptop, second])).toEqual({
      bounds: { x: 160, y: 53, width: 1600, height: 1000 },
      maximised: false,
      fullScreen: false,
    });
  });

  it('where it was left', () => {
    const last = { ...left(2000, 100), maximised: true };
    expect(placeWindow(last, [laptop, second])).toEqual(last);
  });

  it('where it was left, though partly beyond the edge', () => {
    expect(placeWindow(left(-1200, 100), [laptop])).toEqual(left(-1200, 100));
  });

  it.each([
    ['its display has gone', left(2000, 100)],
    ['its title bar is above the display', left(100, -10)],
    ['its title bar is below the display', left(100, 1060)],
    ['too little of it is on the display', left(1850, 100)],
  ])('in the middle again where %s', (_why, last) => {
    expect(placeWindow(last, [laptop])).toEqual(placeWindow(undefined, [laptop]));
  });

  it('no larger than the display has become, and no smaller than it can be', () => {
    const small = { x: 0, y: 0, width: 1280, height: 720 };
    expect(placeWindow(left(0, 0, 2000, 1300), [small]).bounds).toMatchObject({ width: 1280, height: 720 });
    expect(placeWindow(left(100, 100, 500, 300), [laptop]).bounds).toMatchObject(smallestWindow);
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 800, height: 600 }]).bounds).toEqual({
      x: 0,
      y: 0,
      ...smallestWindow,
    });
  });

  it('a little beside those that are open', () => {
    const first = placeWindow(undefined, [laptop]).bounds;
    const next = placeWindow(undefined, [laptop], [first]).bounds;
    expect(next).toEqual({ ...first, x: first.x + 28, y: first.y + 28 });
    expect(placeWindow(undefined, [laptop], [first, next]).bounds.x).toBe(next.x + 28);
  });

  it('somewhere where no display is known', () => {
    expect(placeWindow(undefined, []).bounds).toMatchObject({ x: 0, y: 0 });
  });
});
