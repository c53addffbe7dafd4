import { describe, expect, it } from 'vitest';
import type { Plan } from '../../runtime/index.ts';
import { Settlement } from './settlement.ts';

const producer = { kind: 'producer', handler: 'handlers/p.ts', publishes: ['orders'] } as const;
const retry = { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 };

const plan: Plan = {
  projectFolder: '/project',
  seed: 1,
  runOrdinal: 0,
  prefix: 'demo.',
  environment: {},
  drainTimeoutMs: 1000,
  topics: [],
  services: [
    {
      id: 's',
      name: 'shop',
      producers: [
        { ...producer, id: 'p', name: 'storefront', trigger: { type: 'rate', perSecond: 1 }, maxTicks: 5 },
        { ...producer, id: 'h', name: 'price-check', trigger: { type: 'http', port: 0, path: '/' } },
      ],
      consumers: [
        {
          kind: 'consumer',
          id: 'c',
          name: 'pricing',
          handler: 'handlers/c.ts',
          group: 'demo.pricing',
          subscribes: ['orders'],
          publishes: [],
          instances: 1,
          fromBeginning: true,
          delivery: { concurrency: 1, timeoutMs: 1000, retry, whenExhausted: 'stop-partition' },
        },
      ],
    },
  ],
};

const ended = { type: 'producer-ended', timeMs: 0, node: 'storefront', ticks: 5, reason: 'budget' } as const;

function lag(partition: number, behind: number) {
  return { group: 'demo.pricing', topic: 'demo.orders', partition, position: '0', lag: behind };
}

describe('settlement', () => {
  it('waits for the limited producers and for the end of their last ticks', () => {
    const settlement = new Settlement(plan);
    expect(settlement.producersEnded(() => 5)).toBe(false);
    settlement.observe(ended);
    expect(settlement.producersEnded(() => 4)).toBe(false);
    expect(settlement.producersEnded(() => 5)).toBe(true);
  });

  it('never comes where no producer is limited', () => {
    const { services, ...rest } = plan;
    const endless = services.map((service) => ({ ...service, producers: [] }));
    expect(new Settlement({ ...rest, services: endless }).producersEnded(() => 5)).toBe(false);
  });

  it('is there when no group has any lag', () => {
    const settlement = new Settlement(plan);
    expect(settlement.judge([lag(0, 0), lag(1, 2)])).toBe('busy');
    expect(settlement.judge([lag(0, 0), lag(1, 0)])).toBe('settled');
  });

  it('is stuck where only stopped partitions have lag', () => {
    const settlement = new Settlement(plan);
    settlement.observe({
      type: 'partition-stopped',
      timeMs: 0,
      node: 'pricing',
      topic: 'orders',
      partition: 1,
      offset: '3',
      eventId: 'x',
      attempts: 1,
      error: { name: 'Error', message: 'no price', stack: '' },
    });
    expect(settlement.judge([lag(0, 0), lag(1, 2)])).toBe('stuck');
    expect(settlement.judge([lag(0, 1), lag(1, 2)])).toBe('busy');
  });
});
