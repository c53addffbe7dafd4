import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProjectDocument } from '../../../shared/graph/index.ts';
import { overlap } from './geometry.ts';
import { boxForNew } from './new-node.ts';
import { placeEmptyServices } from './place-empty-services.ts';
import { placeMissing } from './place-nodes.ts';
import { drawnBounds, placeElements, shownAs, shownBox } from './placement.ts';
import { boxesOf, placementOf, sampleDocument } from './sample-document.ts';

const without = (document: ProjectDocument, ...ids: string[]): ProjectDocument => ({
  ...document,
  layout: {
    ...document.layout,
    nodes: Object.fromEntries(Object.entries(document.layout.nodes).filter(([id]) => !ids.includes(id))),
  },
});

describe('places of nodes that have none', () => {
  it('are right of what feeds them, in a line with it', () => {
    const document = without(sampleDocument(), 'payments');
    const { graph, layout } = document;
    expect(placeMissing(graph, layout).get('payments')).toEqual({ x: 630, y: -8 });
  });

  it('go from the producers to the right where nothing is placed', () => {
    const document = without(sampleDocument(), 'storefront', 'orders', 'billing', 'payments');
    const xs = ['storefront', 'orders', 'billing', 'payments'].map((id) => boxesOf(document).get(id)?.x ?? 0);
    expect(xs).toEqual([...xs].sort((left, right) => left - right));
    expect(new Set(xs).size).toBe(4);
  });

  it('never lie on each other, whichever are missing', () => {
    const ids = ['storefront', 'orders', 'billing', 'payments'];
    fc.assert(
      fc.property(fc.subarray(ids), (missing) => {
        const boxes = [...boxesOf(without(sampleDocument(), ...missing)).values()];
        for (const [index, left] of boxes.entries()) {
          for (const right of boxes.slice(index + 1)) expect(overlap(left, right)).toBe(false);
        }
      }),
    );
  });

  it('are none where the layout has all', () => {
    const { graph, layout } = sampleDocument();
    expect(placeMissing(graph, layout).size).toBe(0);
  });

  it('of a new node are where it is wanted, or below what stands there', () => {
    const taken = boxesOf(sampleDocument());
    expect(boxForNew({ kind: 'topic', name: 'new' }, { x: 0, y: 400 }, taken)).toMatchObject({ x: -60, y: 362 });
    const beside = boxForNew({ kind: 'topic', name: 'new' }, { x: 260, y: 30 }, taken);
    expect([...taken.values()].some((box) => overlap(box, beside))).toBe(false);
  });
});

describe('services', () => {
  it('are framed 8 px around their nodes and 40 above', () => {
    expect(placementOf(sampleDocument()).frames.get('money')?.box).toEqual({ x: 392, y: -52, width: 166, height: 132 });
  });

  it('hide their nodes when folded, and stand in for them', () => {
    const document = sampleDocument();
    const layout = { ...document.layout, services: { money: { collapsed: true } } };
    const placement = placementOf({ ...document, layout });
    expect(shownAs(placement, 'billing')).toBe('money');
    expect(shownBox(placement, 'billing')).toMatchObject({ x: 392, y: -52, width: 150 });
    expect(drawnBounds(placement)?.x).toBe(0);
  });

  it('without nodes stand below everything, or where they were put', () => {
    const { graph, layout } = sampleDocument();
    const services = [...graph.services, { id: 'a', name: 'A' }, { id: 'b', name: 'B' }];
    const put = new Map([['b', { x: 5, y: 6 }]]);
    const places = placeEmptyServices({ ...graph, services }, layout, new Map(), put);
    expect([...places]).toEqual([
      ['a', { x: 0, y: 160 }],
      ['b', { x: 5, y: 6 }],
    ]);
    const placement = placeElements({ ...graph, services }, layout, { missing: new Map(), emptyServices: places });
    expect(placement.frames.get('a')?.box).toMatchObject({ x: 0, y: 160, width: 200 });
  });
});
