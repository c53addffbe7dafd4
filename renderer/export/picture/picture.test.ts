import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Graph, Layout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, service, topic } from '../../../tests/support/graph-builder.ts';
import { wireEndsOf, wiresOf } from '../../canvas/model/flow-elements.ts';
import { placeMissing } from '../../canvas/model/place-nodes.ts';
import { placeElements } from '../../canvas/model/placement.ts';
import { leadAll } from '../../canvas/routing/lead-all.ts';
import { surroundingsOf } from '../../canvas/routing/router.ts';
import { pictureBox, type Drawing } from './drawing.ts';
import type { Look } from './picture-parts.tsx';
import { Picture } from './picture.tsx';
import { pngScale } from './png-file.ts';
import type { Colours } from './theme-colours.ts';

const look: Look = {
  colours: new Proxy({}, { get: () => ({ colour: '#123456', opacity: 0.5 }) }) as Colours,
  faces: { text: "'Inter', sans-serif", code: 'monospace' },
  measure: (text) => text.length * 7,
};

const hostile = '</text><script>alert(1)</script> "\' onload=x &amp; \u0000 \ud800';

const graph = graphOf(
  [
    producer('storefront', { service: 'front', name: hostile }),
    topic('orders', { partitions: 30 }),
    consumer('billing', { service: 'back', instances: 20 }),
    consumer('a-name-that-has-no-room-in-its-node', { service: 'back' }),
    topic('failed'),
    { id: 'note', kind: 'note', name: 'Why', text: `${hostile}\n${'word '.repeat(500)}` },
  ],
  ['storefront > orders > billing', 'orders > a-name-that-has-no-room-in-its-node', 'billing ! failed'],
  { name: hostile, services: [service('front', { name: hostile }), service('back'), service('empty')] },
);

function drawingOf(of: Graph, folded: readonly string[] = []): Drawing {
  const services = Object.fromEntries(folded.map((id) => [id, { collapsed: true }]));
  const layout: Layout = { format: 1, nodes: {}, services };
  const missing = placeMissing(of, layout);
  const placement = placeElements(of, layout, { missing, emptyServices: new Map() });
  const wires = wiresOf(of, placement);
  const routes = leadAll({ wires: wireEndsOf(wires, of, placement), surroundings: surroundingsOf(placement) });
  return { graph: of, placement, wires, routes };
}

function svgOf(drawing: Drawing): string {
  return renderToStaticMarkup(createElement(Picture, { drawing, look }));
}

describe('a picture', () => {
  it('has every node and service by its whole name, and every wire', () => {
    const svg = svgOf(drawingOf(graph));
    for (const name of ['topic orders', 'consumer billing', 'service back', 'note Why']) {
      expect(svg).toContain(`<title>${name}</title>`);
    }
    expect(svg).toContain('<title>consumer a-name-that-has-no-room-in-its-node</title>');
    expect(svg).toMatch(/>a-name-that[^<]*…<\/text>/);
    expect(svg).toContain('>30 partitions</text>');
    expect(svg).toContain('>20 instances</text>');
    expect(svg.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(graph.edges.length);
    expect(svg.match(/stroke-dasharray="4 4"/g)).toHaveLength(1);
  });

  it('names in the title of a folded service what is in it, and gathers its wires', () => {
    const svg = svgOf(drawingOf(graph, ['back']));
    expect(svg).toContain('<title>service back: billing, a-name-that-has-no-room-in-its-node</title>');
    expect(svg).not.toContain('<title>consumer billing</title>');
    expect(svg.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(3);
  });

  it('takes labels for text, and stands by itself', () => {
    const svg = svgOf(drawingOf(graph));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(svg).not.toMatch(/\0|href|<style|<foreignObject|<image|url\(|var\(|currentColor| on[a-z]+="/);
    expect(svg.isWellFormed()).toBe(true);
  });

  it('holds everything that is drawn, and something where nothing is', () => {
    const drawing = drawingOf(graph);
    const { x, y, width, height } = pictureBox(drawing);
    for (const box of drawing.placement.boxes.values()) {
      expect(box.x).toBeGreaterThan(x);
      expect(box.y).toBeGreaterThan(y);
      expect(box.x + box.width).toBeLessThan(x + width);
      expect(box.y + box.height).toBeLessThan(y + height);
    }
    expect(svgOf(drawingOf(graphOf([])))).toContain('viewBox="-24 -24 288 168"');
  });
});

it.each([
  [1000, 600, 2],
  [16_384, 100, 1],
  [163_840, 100, 0.1],
  [20_000, 16_000, 0.7906],
])('a PNG of %i by %i has %d times as many pixels across, as a canvas can hold them', (width, height, scale) => {
  expect(pngScale(width, height)).toBeCloseTo(scale, 3);
});
