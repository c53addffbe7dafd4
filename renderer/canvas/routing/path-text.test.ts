import { describe, expect, it } from 'vitest';
import { pathLength, pathText, shortened } from './path-text.ts';
import { simplified } from './route.ts';

const at = (...corners: [number, number][]) => corners.map(([x, y]) => ({ x, y }));

describe('the path of a wire', () => {
  it('has corners of 10 px', () => {
    expect(pathText(at([0, 0], [40, 0], [40, 50]))).toBe('M0 0L30 0Q40 0 40 10L40 50');
  });

  it('has smaller ones where a piece is short', () => {
    expect(pathText(at([0, 0], [40, 0], [40, 8], [80, 8]))).toBe('M0 0L36 0Q40 0 40 4L40 4Q40 8 44 8L80 8');
  });

  it('stops before the port, but never turns around', () => {
    expect(shortened(at([0, 0], [40, 0]), 4, 9)).toEqual(at([4, 0], [31, 0]));
    expect(shortened(at([0, 0], [4, 0]), 4, 9)).toEqual(at([2, 0], [3, 0]));
  });

  it('is as long as its straight pieces, but for the corners', () => {
    expect(pathLength(at([0, 0], [40, 0]))).toBe(40);
    // The arc of a quadratic corner of 10 px, by integration: 16.23.
    expect(pathLength(at([0, 0], [40, 0], [40, 50]))).toBeCloseTo(30 + 16.23 + 40, 2);
  });

  it('has no needless points', () => {
    expect(simplified(at([0, 0], [10, 0], [10, 0], [20, 0], [20, 30], [20, 40]))).toEqual(
      at([0, 0], [20, 0], [20, 40]),
    );
  });
});
