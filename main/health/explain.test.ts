import { describe, expect, it } from 'vitest';
import type { KeyShares, PartitionHealth } from '../../shared/contract/index.ts';
import { type ExplainedConsumer, explainConsumer, explainTopic } from './explain.ts';

const noKeys: KeyShares = { known: 'no', because: 'no-keys' };
const hotKey: KeyShares = {
  known: 'sent',
  records: 700,
  seen: 40,
  top: [{ key: 'm-17', partition: 2, share: 0.58, perSecond: 70 }],
};

function partition(index: number, fields: Partial<PartitionHealth> = {}): PartitionHealth {
  return {
    topic: 'payments',
    partition: index,
    share: 1 / 3,
    lag: 50,
    waits: { known: 'exact', ms: 900 },
    instance: index,
    verdict: 'falling-behind',
    ...fields,
  };
}

function behind(fields: Partial<ExplainedConsumer> = {}): ExplainedConsumer {
  return {
    id: 'billing',
    state: 'warning',
    trouble: 'falling-behind',
    instances: 3,
    concurrency: 1,
    busy: [{ instance: 0, share: 0.99 }],
    partitions: [partition(0), partition(1), partition(2)],
    topics: [{ id: 'payments', name: 'payments', partitions: 3, keys: noKeys, writers: ['shop'] }],
    stoppedPartitions: [],
    ...fields,
  };
}

function topicWith(keys: KeyShares, partitions = 3): ExplainedConsumer['topics'] {
  return [{ id: 'payments', name: 'payments', partitions, keys, writers: ['shop'] }];
}

describe('why a consumer falls behind', () => {
  it('is the key that most records have, which no instance helps against', () => {
    const finding = explainConsumer(
      behind({ topics: topicWith(hotKey), partitions: [partition(0, { verdict: 'ok' }), partition(2)] }),
    );
    expect(finding?.why).toBe(
      'Key m-17 alone is 58 % of payments, in partition 2. Instance 3 gets all of it. More instances won’t help.',
    );
    expect(finding?.proposals).toEqual([
      { action: 'open-code', node: 'shop', to: 'key' },
      { action: 'see-events', topic: 'payments', partition: 2 },
    ]);
  });

  it('is not that key where its partition keeps up', () => {
    const finding = explainConsumer(
      behind({ topics: topicWith(hotKey), partitions: [partition(0), partition(1), partition(2, { verdict: 'ok' })] }),
    );
    expect(finding?.why).not.toContain('m-17');
  });

  it('is the partition that has most of the records', () => {
    const others = [partition(0, { verdict: 'ok', share: 0.1 }), partition(1, { verdict: 'ok', share: 0.1 })];
    const finding = explainConsumer(behind({ partitions: [...others, partition(2, { share: 0.8 })] }));
    expect(finding?.why).toContain('Partition 2 has 80 % of payments');
  });

  it('is the work: more instances while partitions are left for them', () => {
    const finding = explainConsumer(
      behind({ instances: 2, concurrency: 2, times: { calls: 9, p50Ms: 40, p95Ms: 95, p99Ms: 99 } }),
    );
    expect(finding?.why).toBe('Its 2 instances work all the time. A call takes 40 ms, one in twenty over 95 ms.');
    expect(finding?.proposals[0]).toEqual({ action: 'set-instances', node: 'billing', instances: 3 });
  });

  it('is the work: more partitions at once where an instance has several', () => {
    const finding = explainConsumer(behind({ instances: 4, concurrency: 1, topics: topicWith(noKeys, 24) }));
    expect(finding?.why).toContain('An instance works on 1 partition at once and has up to 6.');
    expect(finding?.proposals.slice(0, 2)).toEqual([
      { action: 'set-concurrency', node: 'billing', concurrency: 6 },
      { action: 'set-instances', node: 'billing', instances: 8 },
    ]);
  });

  it('is the work, with a reader for each partition: no instance helps', () => {
    const finding = explainConsumer(behind());
    expect(finding?.why).toContain('more instances won’t help');
    expect(finding?.proposals).toEqual([
      { action: 'open-code', node: 'billing', to: 'speed' },
      { action: 'set-partitions', topic: 'payments', partitions: 6 },
    ]);
  });
});

describe('what else is explained', () => {
  it('more instances than partitions', () => {
    const finding = explainConsumer(behind({ trouble: 'instances-idle', instances: 5 }));
    expect(finding?.why).toContain('More instances than partitions won’t help');
    expect(finding?.proposals).toEqual([{ action: 'set-instances', node: 'billing', instances: 3 }]);
  });

  it('a consumer that is stalled, stopped or stands at an event, each with what can be done', () => {
    const actions = (fields: Partial<ExplainedConsumer>) =>
      explainConsumer(behind({ trouble: undefined, ...fields }))?.proposals.map(({ action }) => action);
    expect(actions({ state: 'stalled' })).toEqual(['see-logs', 'open-code']);
    expect(actions({ state: 'stopped' })).toEqual(['start-node']);
    expect(actions({ state: 'error' })).toEqual(['see-logs', 'open-code']);
    expect(actions({ state: 'error', stoppedPartitions: [{ topic: 'payments', partition: 1 }] })).toEqual([
      'restart-partition',
      'open-code',
      'see-events',
    ]);
    expect(explainConsumer(behind({ state: 'running', trouble: undefined }))).toBeUndefined();
    expect(explainConsumer(behind({ state: 'idle', trouble: undefined }))).toBeUndefined();
  });

  it('a topic with a key that most records have', () => {
    const [topic] = topicWith(hotKey);
    expect(topic && explainTopic({ ...topic, trouble: 'skewed-key' })?.why).toContain(
      'Key m-17 alone is 58 % of payments',
    );
    expect(topic && explainTopic(topic)).toBeUndefined();
    expect(topic && explainTopic({ ...topic, keys: noKeys, trouble: 'hot-partition' })?.why).toContain('unevenly');
  });
});

describe('what no event has done', () => {
  it.each([
    ['stalled', 'cluster-refuses', /says no/, ['see-logs']],
    ['stalled', 'cluster-away', /cluster is away/, []],
    ['error', 'code-broken', /code doesn’t run/, ['open-code']],
    ['error', 'ended', /process has ended/, ['see-logs', 'open-code']],
  ] as const)('a %s consumer, %s, is told apart from one whose events are to blame', (state, cause, why, actions) => {
    const finding = explainConsumer(behind({ state, cause, trouble: undefined }));
    expect(finding?.why).toMatch(why);
    expect(finding?.proposals.map(({ action }) => action)).toEqual(actions);
  });
});
