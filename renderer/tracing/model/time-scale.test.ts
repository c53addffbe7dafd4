import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisLabels, timeScale } from './time-scale.ts';

test('one wait that dwarfs the rest is cut out, and what stands on both sides can be read', () => {
  const scale = timeScale([0, 1, 2, 14, 44, 1860, 1872, 2070, 2082, 2482, 2494]);
  expect(scale.sections.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [0, 44],
    [1860, 2494],
  ]);
  expect(scale.cutMs).toBe(1816);
  // At one scale for all the first 44 ms would have 1.8 % of the width.
  expect(scale.place(44)).toBeGreaterThan(0.3);
});

test('times that can be read beside each other are drawn at one scale', () => {
  const scale = timeScale([0, 10, 25, 40, 80, 100]);
  expect(scale.cuts).toEqual([]);
  expect(scale.place(25)).toBeCloseTo(0.25);
  expect(scale.ticks.map(({ ms }) => ms)).toEqual([0, 20, 40, 60, 80, 100]);
});

test('a single moment, and none, have a place', () => {
  expect(timeScale([7]).place(7)).toBe(0.5);
  expect(timeScale([]).place(7)).toBe(1);
});

test('later is never farther left, all places are within the width, and every section tells its time', () => {
  const times = fc.array(fc.oneof(fc.nat(100), fc.nat(1e7), fc.double({ min: 0, max: 5, noNaN: true })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(times, (moments) => {
      const scale = timeScale(moments);
      const places = moments.toSorted((left, right) => left - right).map(scale.place);
      for (const [index, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual(places[index - 1] ?? 0);
        expect(place).toBeLessThanOrEqual(1 + 1e-9);
      }
      for (const { left, width } of scale.sections) {
        expect(scale.ticks.some(({ at }) => at >= left - 1e-9 && at <= left + width + 1e-9)).toBe(true);
      }
      expect(scale.ticks.length).toBeLessThan(16);
    }),
  );
});

test('labels name the unit once a section, and stand apart', () => {
  const scale = timeScale([0, 1, 2, 14, 44, 1860, 1872, 2070, 2082, 2482, 2494]);
  expect(axisLabels(scale, 0.13).map(({ text }) => text)).toEqual(['0', '20', '40 ms', '2', '2.4 s']);
  expect(axisLabels(scale, 0.5).map(({ text }) => text)).toEqual(['0 ms', '2.2 s']);
});
