import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, service, topic } from '../../tests/support/graph-builder.ts';
import { type Focus, reachOf } from './reach.ts';

const graph = graphOf(
  [
    producer('web', { service: 'shop' }),
    producer('app', { service: 'shop' }),
    topic('orders'),
    consumer('billing', { service: 'money' }),
    topic('payments'),
    consumer('shipping'),
    topic('failed'),
    topic('other'),
  ],
  ['web > orders > billing > payments > shipping', 'app > other', 'billing ! failed', 'shipping > orders'],
  { services: [service('shop'), service('money')] },
);

const names = (focus: Focus): string[] =>
  reachOf(graph, focus).way.map(({ node, distance }) => `${distance} ${node.name}`);

describe('a focus', () => {
  it('is on what feeds a node, in the order that events take', () => {
    expect(names({ element: 'billing', direction: 'upstream', steps: 2 })).toEqual([
      '-2 web',
      '-2 shipping',
      '-1 orders',
      '0 billing',
    ]);
  });

  it('is on what a node feeds, dead letters too, and takes a cycle once', () => {
    expect(names({ element: 'orders', direction: 'downstream', steps: 'all' })).toEqual([
      '0 orders',
      '1 billing',
      '2 payments',
      '2 failed',
      '3 shipping',
    ]);
    expect(reachOf(graph, { element: 'orders', direction: 'downstream', steps: 'all' }).edges.size).toBe(5);
  });

  it('goes no further than it is told', () => {
    expect(names({ element: 'orders', direction: 'both', steps: 1 })).toEqual([
      '-1 web',
      '-1 shipping',
      '0 orders',
      '1 billing',
    ]);
  });

  it('is on a service with all its nodes, and tells of services within reach and of ways in', () => {
    const { elements, way, sources } = reachOf(graph, { element: 'shop', direction: 'downstream', steps: 'all' });
    expect(elements).toEqual(
      new Set(['web', 'app', 'orders', 'other', 'billing', 'payments', 'failed', 'shipping', 'shop', 'money']),
    );
    expect(way[0]).toMatchObject({ distance: 0, node: { name: 'web' } });
    expect(sources).toBe(2);
  });

  it('on what is gone is on nothing', () => {
    expect(reachOf(graph, { element: 'gone', direction: 'both', steps: 'all' })).toMatchObject({ way: [], sources: 0 });
  });
});
