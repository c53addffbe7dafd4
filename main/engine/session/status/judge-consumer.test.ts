import { describe, expect, it } from 'vitest';
import type { InstanceStatus } from '../../../../shared/contract/index.ts';
import { type ConsumerFacts, judgeConsumer } from './judge-consumer.ts';

function instances(...states: InstanceStatus['state'][]): InstanceStatus[] {
  return states.map((state, instance) => ({ instance, state, assignment: [] }));
}

const healthy: ConsumerFacts = {
  instances: instances('running', 'running'),
  partitions: 6,
  perSecond: 10,
  lag: 2,
  waitingMs: 500,
  clusterAway: false,
  stoppedPartitions: [],
};

describe('a consumer', () => {
  it.each<[string, Partial<ConsumerFacts>, string, string | undefined]>([
    ['works', {}, 'running', undefined],
    ['has nothing to do', { perSecond: 0, lag: 0 }, 'idle', undefined],
    ['has something to do', { perSecond: 0, lag: 1 }, 'running', undefined],
    ['comes up', { instances: instances('joining', 'joining'), perSecond: 0, lag: 0 }, 'starting', undefined],
    ['is partly up', { instances: instances('running', 'joining') }, 'running', undefined],
    [
      'has code that does not compile',
      { broken: 'Expected ")" but found end of file\nmore' },
      'error',
      'Expected ")" but found end of file.',
    ],
    [
      'has no process',
      { lost: 'JavaScript heap out of memory', instances: instances('restarting', 'restarting') },
      'error',
      'It ended and starts again: JavaScript heap out of memory.',
    ],
    [
      'has lost an instance of two',
      { lost: 'exit 3', instances: instances('running', 'restarting') },
      'warning',
      '1 of 2 instances ended and starts again: exit 3.',
    ],
    [
      'stands still at an event',
      { stoppedPartitions: [{ topic: 'orders', partition: 2, offset: '17' }] },
      'error',
      'Partition 2 of orders stands still at offset 17.',
    ],
    [
      'stands still at two',
      {
        stoppedPartitions: [
          { topic: 'orders', partition: 2, offset: '17' },
          { topic: 'orders', partition: 3, offset: '1' },
        ],
      },
      'error',
      'Partition 2 of orders stands still at offset 17, and 1 partition more.',
    ],
    [
      'gave up events',
      { givenUp: { count: 101, message: 'amount is undefined' } },
      'error',
      'Gave up 101 events lately: amount is undefined.',
    ],
    [
      'emits what the cluster refuses',
      { refused: { topic: 'payments', error: 'NOT_ENOUGH_REPLICAS' }, lag: 902, waitingMs: 18_400 },
      'stalled',
      'The cluster refuses writes to payments: fewer replicas are in sync than min.insync.replicas asks for (NOT_ENOUGH_REPLICAS). Bring brokers back, or lower it.',
    ],
    [
      'has a cluster that does not tell of it',
      { refusedLook: 'The coordinator is not available', perSecond: 0 },
      'stalled',
      'The cluster answers, but doesn’t tell how far the group is: The coordinator is not available.',
    ],
    [
      'works while the cluster does not tell of it',
      { refusedLook: 'The coordinator is not available' },
      'running',
      undefined,
    ],
    [
      'does nothing with what waits',
      { lag: 902, waitingMs: 18_400 },
      'stalled',
      '902 events wait, and none was handled for 18 s.',
    ],
    ['waits with a full queue for a moment', { lag: 902, waitingMs: 7000 }, 'running', undefined],
    [
      'has no cluster',
      { clusterAway: true, perSecond: 0 },
      'stalled',
      'The cluster gives no answer, so nothing moves.',
    ],
    ['falls behind', { lagGrowsBy: 2.04, lag: 217 }, 'warning', 'Lag grows by 2/s.'],
    [
      'falls behind for a hot partition',
      { lagGrowsBy: 2, lag: 217, hotPartition: { partition: 2, share: 0.713 } },
      'warning',
      'Lag grows by 2/s. Partition 2 has 71 % of the events, so one instance is full.',
    ],
    [
      'falls behind for a key that most events have',
      { lagGrowsBy: 2, lag: 217, hotKey: { key: 'm-17', share: 0.58 }, hotPartition: { partition: 2, share: 0.713 } },
      'warning',
      'Lag grows by 2/s. Key m-17 is 58 % of the events, so one instance is full.',
    ],
    [
      'does not catch up, for a partition that stands',
      { lagGrowsBy: 0, lag: 217, standing: { topic: 'orders', partition: 2, forMs: 8000 } },
      'warning',
      '217 events wait, and it doesn’t catch up. Partition 2 of orders stands still for 8 s.',
    ],
    ['has a hot partition that hurts nobody', { hotPartition: { partition: 2, share: 0.7 } }, 'running', undefined],
    [
      'has failures that are tried again',
      { failedAttempts: { count: 4, message: 'Timeout!' } },
      'warning',
      '4 attempts failed lately: Timeout!',
    ],
    [
      'has more instances than partitions',
      { instances: instances('running', 'running', 'idle'), partitions: 2 },
      'warning',
      '1 of 3 instances is idle: there are only 2 partitions to read.',
    ],
    ['has an instance without work in a rebalance', { instances: instances('running', 'idle') }, 'running', undefined],
  ])('%s', (_what, facts, state, reason) => {
    const { trouble, cause: _cause, ...judged } = judgeConsumer({ ...healthy, ...facts });
    expect(judged).toEqual(reason === undefined ? { state } : { state, reason });
    expect(trouble !== undefined).toBe(state === 'warning');
  });

  it.each<[string, Partial<ConsumerFacts>]>([
    ['falling-behind', { lagGrowsBy: 2, lag: 217 }],
    ['attempts-fail', { failedAttempts: { count: 4, message: 'no' } }],
    ['instances-down', { lost: 'exit 3', instances: instances('running', 'restarting') }],
    ['instances-idle', { instances: instances('running', 'running', 'idle'), partitions: 2 }],
  ])('names its trouble: %s', (trouble, facts) => {
    expect(judgeConsumer({ ...healthy, ...facts }).trouble).toBe(trouble);
  });

  it.each<[string, Partial<ConsumerFacts>]>([
    ['code-broken', { broken: 'Unexpected ";"' }],
    ['ended', { lost: 'exit 3', instances: instances('restarting', 'restarting') }],
    ['cluster-away', { clusterAway: true }],
  ])('names what no event has done: %s', (cause, facts) => {
    expect(judgeConsumer({ ...healthy, ...facts }).cause).toBe(cause);
    expect(
      judgeConsumer({ ...healthy, ...facts, clusterAway: false, givenUp: { count: 1, message: 'no' } }).cause,
    ).toBe(cause === 'cluster-away' ? undefined : cause);
  });

  it('shows the worst where there is more than one thing', () => {
    const all: Partial<ConsumerFacts> = {
      givenUp: { count: 1, message: 'no' },
      lag: 50,
      waitingMs: 20_000,
      lagGrowsBy: 3,
      failedAttempts: { count: 9, message: 'no' },
    };
    expect(judgeConsumer({ ...healthy, ...all, broken: 'bad' }).reason).toBe('bad.');
    expect(judgeConsumer({ ...healthy, ...all }).state).toBe('error');
    const { givenUp: _givenUp, ...rest } = all;
    expect(judgeConsumer({ ...healthy, ...rest }).state).toBe('stalled');
    expect(judgeConsumer({ ...healthy, ...rest, waitingMs: 0 }).reason).toBe('Lag grows by 3/s.');
  });
});
