import { describe, expect, it } from 'vitest';
import { judgeProducer, type ProducerFacts } from './judge-producer.ts';
import { judgeTopic } from './judge-topic.ts';

const healthy: ProducerFacts = {
  hasWorker: true,
  trigger: { type: 'rate', perSecond: 100 },
  runsForMs: 60_000,
  ticksPerSecond: 99.5,
  perSecond: 99.5,
  clusterAway: false,
};

describe('a producer', () => {
  it.each<[string, Partial<ProducerFacts>, string, string | undefined]>([
    ['works', {}, 'running', undefined],
    ['waits to be sent', { trigger: { type: 'manual' }, ticksPerSecond: 0, perSecond: 0 }, 'idle', undefined],
    ['comes up', { hasWorker: false }, 'starting', undefined],
    ['has code that does not compile', { broken: 'Unexpected ";"' }, 'error', 'Unexpected ";".'],
    ['has lost its worker', { lost: 'exit 3', hasWorker: false }, 'error', 'It ended and starts again: exit 3.'],
    ['has ended', { ended: {}, ticksPerSecond: 0, perSecond: 0 }, 'idle', undefined],
    [
      'could not go on',
      { ended: { error: 'port 80 is taken' }, perSecond: 0 },
      'error',
      'It ticks no more: port 80 is taken.',
    ],
    ['failed ticks', { failedTicks: { count: 3, message: 'no stock' } }, 'error', '3 ticks failed lately: no stock.'],
    ['has no cluster', { clusterAway: true }, 'stalled', 'The cluster gives no answer, so nothing can be emitted.'],
    [
      'is refused, which its ticks fail by',
      {
        refused: { topic: 'orders', error: 'TOPIC_AUTHORIZATION_FAILED' },
        failedTicks: { count: 3, message: 'An emit failed: Not authorized' },
      },
      'error',
      'The cluster refuses writes to orders: its user may not write to the topic (TOPIC_AUTHORIZATION_FAILED). Allow it WRITE there, or connect as another.',
    ],
    [
      'is slower than its rate',
      { ticksPerSecond: 41.2 },
      'warning',
      'It makes 41 of 100 ticks a second: its handler takes longer than the rate allows.',
    ],
    ['has only just begun', { ticksPerSecond: 20, runsForMs: 3000 }, 'running', undefined],
    [
      'is a tick short of a slow rate',
      { trigger: { type: 'rate', perSecond: 1 }, ticksPerSecond: 0.67, perSecond: 0.67 },
      'running',
      undefined,
    ],
  ])('%s', (_what, facts, state, reason) => {
    const { trouble, cause: _cause, ...judged } = judgeProducer({ ...healthy, ...facts });
    expect(judged).toEqual(reason === undefined ? { state } : { state, reason });
    expect(trouble !== undefined).toBe(state === 'warning');
  });
});

describe('a topic', () => {
  it('runs, idles, or has a hot partition', () => {
    expect(judgeTopic({ perSecond: 3 })).toEqual({ state: 'running' });
    expect(judgeTopic({ perSecond: 0 })).toEqual({ state: 'idle' });
    expect(judgeTopic({ perSecond: 3, hotPartition: { partition: 2, share: 0.709 } })).toEqual({
      state: 'warning',
      trouble: 'hot-partition',
      reason: 'Partition 2 has 71 % of the events.',
    });
  });
});
