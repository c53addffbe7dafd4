import { describe, expect, it } from 'vitest';
import { overlap, type Box } from '../model/geometry.ts';
import { LabelPlaces } from './place-labels.ts';
import type { Route } from './route.ts';
import type { Routes } from './route-wires.ts';

const route = (...corners: [number, number][]): Route => ({
  points: corners.map(([x, y]) => ({ x, y })),
  sourceSide: 'right',
  targetSide: 'left',
});
const byId = (boxes: readonly Box[]): Map<string, Box> => new Map(boxes.map((box, index) => [`${index}`, box]));

function placeLabels(wires: Routes, nodes: readonly Box[], frames: readonly Box[]): Routes {
  const places = new LabelPlaces();
  places.place(wires, [...wires.keys()], { nodes: byId(nodes), frames: byId(frames) });
  return places.routes;
}

const labelBox = ({ label }: Route): Box | undefined =>
  label && { x: label.x - 25, y: label.y - 7, width: 50, height: 14 };

describe('rates', () => {
  it('stand above the middle of a piece that runs across', () => {
    const placed = placeLabels(new Map([['a', route([0, 40], [80, 40])]]), [], []);
    expect(placed.get('a')?.label).toEqual({ x: 40, y: 30, upright: false });
  });

  it('break a piece that runs upright where there is no room across', () => {
    const placed = placeLabels(new Map([['a', route([0, 0], [20, 0], [20, 200], [40, 200])]]), [], []);
    expect(placed.get('a')?.label).toEqual({ x: 20, y: 100, upright: true });
  });

  it('never stand on a node, and are left out where there is no other place', () => {
    const wires = new Map([['a', route([0, 40], [80, 40])]]);
    const onNode = placeLabels(wires, [{ x: 0, y: 20, width: 80, height: 60 }], []);
    expect(onNode.get('a')?.label).toBeUndefined();
  });

  it('never stand on the line of a frame', () => {
    const wires = new Map([['a', route([0, 40], [200, 40])]]);
    const frame = { x: 95, y: 0, width: 300, height: 100 };
    const label = labelBox(placeLabels(wires, [], [frame]).get('a') ?? route());
    expect(label && (label.x + label.width <= 95 || label.x >= 97)).toBe(true);
  });

  it('never stand on each other', () => {
    const wires = new Map([
      ['a', route([0, 40], [160, 40])],
      ['b', route([0, 36], [160, 36])],
    ]);
    const boxes = [...placeLabels(wires, [], []).values()].flatMap((placed) => labelBox(placed) ?? []);
    for (const [index, left] of boxes.entries()) {
      for (const right of boxes.slice(index + 1)) expect(overlap(left, right)).toBe(false);
    }
  });

  it('stand on the part of a trunk that is theirs alone', () => {
    const wires = new Map([
      ['a', route([0, 0], [20, 0], [20, 100], [120, 100])],
      ['b', route([0, 0], [20, 0], [20, 200], [120, 200])],
    ]);
    const placed = placeLabels(wires, [], []);
    expect(placed.get('a')?.label).toEqual({ x: 70, y: 90, upright: false });
    expect(placed.get('b')?.label).toMatchObject({ x: 20, upright: true });
    expect(placed.get('b')?.label?.y).toBeGreaterThan(107);
  });

  it('stay while something else is dragged, and make way for what comes onto them', () => {
    const places = new LabelPlaces();
    const wires = new Map([
      ['a', route([0, 40], [200, 40])],
      ['b', route([0, 400], [200, 400])],
    ]);
    const frames = byId([]);
    places.place(wires, ['a', 'b'], { nodes: byId([]), frames });
    const former = places.routes.get('b');
    const label = (): number | undefined => places.routes.get('a')?.label?.x;
    expect(label()).toBe(100);
    places.place(wires, [], { nodes: byId([{ x: 90, y: 10, width: 20, height: 20 }]), frames });
    expect(label()).toBeLessThan(66);
    expect(places.routes.get('b')).toBe(former);
    const crossed = new Map(wires).set('c', route([50, 0], [50, 200]));
    places.place(crossed, ['c'], { nodes: byId([]), frames });
    expect(label()).toBeGreaterThan(75);
    places.place(wires, [], { nodes: byId([]), frames: byId([{ x: 60, y: 0, width: 80, height: 200 }]) });
    expect([...places.routes.keys()].sort()).toEqual(['a', 'b']);
  });
});
