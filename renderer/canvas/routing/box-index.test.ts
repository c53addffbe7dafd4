import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap, type Box } from '../model/geometry.ts';
import { BoxIndex } from './box-index.ts';

const box: fc.Arbitrary<Box> = fc.record({
  x: fc.integer({ min: -600, max: 600 }),
  y: fc.integer({ min: -600, max: 600 }),
  width: fc.integer({ min: 1, max: 700 }),
  height: fc.integer({ min: 1, max: 700 }),
});

describe('BoxIndex', () => {
  it('finds what overlaps a box, each once, and nothing that was taken out', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(box, fc.boolean())), box, (boxes, looked) => {
        const index = new BoxIndex<number>({ width: 100, height: 70 });
        const entries = boxes.map(([each], place) => index.add(each, place));
        for (const [place, [, isGone]] of boxes.entries()) {
          const entry = entries[place];
          if (isGone && entry) index.remove(entry);
        }
        const expected = boxes.flatMap(([each, isGone], place) => (!isGone && overlap(each, looked) ? [place] : []));
        const found = index.within(looked).map(({ item }) => item);
        expect(found.sort((left, right) => left - right)).toEqual(expected);
        expect(index.some(looked, () => true)).toBe(expected.length > 0);
      }),
    );
  });
});
