import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, service, topic } from '../../../tests/support/graph-builder.ts';
import type { ExportSource } from '../types.ts';
import { describeSystem } from './describe-system.ts';
import { slugOf, Slugs } from './slug.ts';

function sourceOf(graph: Graph, schemas: Record<string, unknown> = {}): ExportSource {
  return {
    graph,
    handlers: new Map(),
    schemas: new Map(Object.entries(schemas)),
    tests: new Map(),
    texts: new Map(),
  };
}

describe('a system', () => {
  it('has a service a service, and one for each node without', () => {
    const nodes = [
      producer('storefront', { service: 'shop' }),
      topic('orders'),
      consumer('billing', { service: 'shop' }),
      consumer('audit'),
    ];
    const graph = graphOf(nodes, ['storefront > orders > billing', 'orders > audit'], {
      services: [service('shop'), service('empty')],
    });
    const system = describeSystem(sourceOf(graph));
    expect(system.services.map(({ slug }) => slug)).toEqual(['shop', 'audit']);
    expect(system.services[0]).toMatchObject({ producers: [{ name: 'storefront' }], consumers: [{ name: 'billing' }] });
  });

  it('leaves instances to the platform, except beside a producer that ticks by itself', () => {
    const nodes = [
      producer('ticking', { service: 'one', trigger: { type: 'rate', perSecond: 1 } }),
      topic('orders'),
      consumer('beside', { service: 'one', instances: 3 }),
      consumer('alone', { instances: 3 }),
    ];
    const graph = graphOf(nodes, ['ticking > orders > beside', 'orders > alone'], { services: [service('one')] });
    const [one, alone] = describeSystem(sourceOf(graph)).services;
    expect(one).toMatchObject({ canScale: false, replicas: 1, consumers: [{ instances: 3 }] });
    expect(alone).toMatchObject({ canScale: true, replicas: 3, consumers: [{ instances: 1 }] });
  });

  it('has dead-letter topics that are not drawn', () => {
    const graph = graphOf(
      [topic('orders'), consumer('billing', { whenExhausted: 'dead-letter' })],
      ['orders > billing'],
    );
    const system = describeSystem(sourceOf(graph));
    expect(system.topics.at(-1)).toMatchObject({ name: 'billing.dlq', partitions: 1, format: 'bytes', isDrawn: false });
    expect(system.services[0]?.consumers[0]?.delivery).toMatchObject({ deadLetterTopic: 'billing.dlq' });
  });

  it('takes by request what is sent by hand in the app', () => {
    const graph = graphOf([producer('By Hand'), topic('orders')], ['By Hand > orders']);
    expect(describeSystem(sourceOf(graph)).services[0]?.producers[0]?.trigger).toEqual({
      type: 'http',
      port: 0,
      path: '/ticks/by-hand',
    });
  });

  it('leaves a consumer out that reads nothing', () => {
    expect(describeSystem(sourceOf(graphOf([consumer('idle')]))).services).toEqual([]);
  });
});

describe('a slug', () => {
  it.each([
    ['Order Service', 'order-service'],
    ['Zahlung & Lieferung', 'zahlung-lieferung'],
    ['Café', 'cafe'],
    ['3D prints', 'n-3d-prints'],
    ['注文', 'unnamed'],
    ['../..', 'unnamed'],
  ])('of %s is %s', (name, slug) => expect(slugOf(name)).toBe(slug));

  it('is given once', () => {
    const slugs = new Slugs(['kafka']);
    expect(['Kafka', 'shop', 'Shop', 'SHOP'].map((name) => slugs.take(name))).toEqual([
      'kafka-2',
      'shop',
      'shop-2',
      'shop-3',
    ]);
  });
});
