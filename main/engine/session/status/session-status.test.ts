import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, service, topic } from '../../../../tests/support/graph-builder.ts';
import { Durations } from '../../../../shared/measures/index.ts';
import { buildPlan, type Measure, type Plan, type ReportBatch, type RuntimeReport } from '../../../runtime/index.ts';
import type { Graph } from '../../../../shared/graph/index.ts';
import { SessionStatus } from './session-status.ts';

const graph = graphOf(
  [
    producer('web', { service: 'shop' }),
    topic('orders', { partitions: 2 }),
    consumer('billing', { service: 'shop', instances: 2, whenExhausted: 'dead-letter' }),
    consumer('audit'),
  ],
  ['web > orders > billing', 'orders > audit'],
  { services: [service('shop', { name: 'The shop' })] },
);

function planOf(of: Graph, stoppedNodes: readonly string[] = []): Plan {
  const handlers = new Map(of.nodes.map((node) => ['handler' in node ? node.handler : '', '']));
  const outcome = buildPlan(
    { folder: '/project', graph: of, handlers, schemas: new Map() },
    { prefix: 'demo', stoppedNodes: new Set(stoppedNodes) },
  );
  if (!outcome.ok) throw new Error('no plan');
  return outcome.plan;
}

function emitted(node: string, topic: string, partition: number): RuntimeReport {
  const ids = { eventId: 'e', causeId: 'c', traceId: 't', causeKnown: 'known' } as const;
  return { type: 'emitted', timeMs: 0, node, topic, partition, offset: '0', ...ids, key: null, valueBytes: 1 };
}

class Play {
  readonly status: SessionStatus;
  nowMs = 0;

  constructor(of: Graph = graph) {
    this.status = new SessionStatus(of, 0);
    this.status.change(of, planOf(of), 0);
  }

  counted(...counts: ReportBatch['counts']): void {
    this.status.take({ reports: [], counts, dropped: 0 }, this.nowMs);
  }

  reported(...reports: RuntimeReport[]): void {
    this.status.take({ reports, counts: [], dropped: 0 }, this.nowMs);
  }

  measured(...measures: Measure[]): void {
    this.status.take({ reports: [], counts: [], measures, dropped: 0 }, this.nowMs);
  }

  /** A second passes, and the cluster is looked at. */
  look(ends: readonly number[], lags: Record<string, number> = {}): void {
    this.nowMs += 1000;
    this.status.lookBegan(this.nowMs);
    this.status.look(
      {
        extents: ends.map((end, partition) => ({
          topic: 'demo.orders',
          partition,
          startOffset: '0',
          endOffset: String(end),
        })),
        lags: Object.entries(lags).map(([group, lag]) => ({
          group: `demo.${group}`,
          topic: 'demo.orders',
          partition: 0,
          position: String((ends[0] ?? 0) - lag),
          lag,
        })),
      },
      this.nowMs,
    );
    this.status.sample(this.nowMs);
  }

  node(id: string) {
    return this.status.read(this.nowMs).nodes.get(id);
  }

  edge(id: string) {
    return this.status.read(this.nowMs).edges.get(id);
  }
}

function joined(node: string, instance: number, partitions: number[], generation = 1): RuntimeReport[] {
  const assignment = partitions.length === 0 ? [] : [{ topic: 'orders', partitions }];
  return [
    { type: 'worker-started', timeMs: 0, node, instance },
    {
      type: 'member-joined',
      timeMs: 0,
      node,
      instance,
      group: `demo.${node}`,
      memberId: `${node}-${instance}`,
      generation,
      assignment,
    },
  ];
}

describe('the status of a run', () => {
  it('has the same numbers at both ends of an edge', () => {
    const play = new Play();
    play.look([0, 0]);
    for (let second = 1; second <= 5; second += 1) {
      play.counted(
        { node: 'web', topic: 'orders', kind: 'emitted', count: 10 },
        { node: 'billing', topic: 'orders', kind: 'handled', count: 9 },
        { node: 'billing', topic: 'orders', kind: 'dead-lettered', count: 1 },
      );
      // The look comes a little late, and has seen some more.
      play.look([5 * second + 1, 5 * second + 2], { billing: 3 });
    }
    expect(play.node('web')).toMatchObject({ kind: 'producer', events: 50, perSecond: 10 });
    expect(play.edge('e0')).toEqual({ events: 50, perSecond: 10, fallingBehind: false, bytesPerSecond: 0, errors: 0 });
    expect(play.node('orders')).toMatchObject({ kind: 'topic', records: 53, perSecond: 10, events: 53 });
    expect(play.edge('e1')).toMatchObject({ events: 50, perSecond: 10, lag: 3 });
    expect(play.node('billing')).toMatchObject({ kind: 'consumer', events: 50, perSecond: 10, lag: 3 });
    expect(play.edge('billing.dlq')).toMatchObject({ events: 5, perSecond: 1 });
    expect(play.status.read(play.nowMs).perSecond).toBe(11);
    expect(play.node('web')?.history).toEqual([0, 5, 6.67, 10, 10, 10]);
  });

  it('tells what others write to a topic', () => {
    const play = new Play();
    for (let second = 0; second <= 4; second += 1) play.look([100 * second, 0]);
    expect(play.node('orders')).toMatchObject({ perSecond: 100, state: 'running' });
  });

  it('takes nobody for another where a look at the cluster comes late', () => {
    const play = new Play();
    play.look([0, 0]);
    const isForeign = new Set<boolean | undefined>();
    const shown: number[] = [];
    const note = (): void => {
      const status = play.node('orders');
      shown.push(status?.perSecond ?? 0);
      isForeign.add(play.status.topic('orders')?.isForeign);
    };
    for (let second = 1; second <= 5; second += 1) {
      play.counted({ node: 'web', topic: 'orders', kind: 'emitted', count: 100 });
      play.look([100 * second, 0]);
      note();
    }
    // The producer ends while the look is under way.
    play.status.lookBegan(play.nowMs);
    for (let second = 6; second <= 10; second += 1) {
      play.nowMs += 1000;
      play.status.sample(play.nowMs);
      note();
    }
    play.look([500, 0]);
    note();
    expect(isForeign).toEqual(new Set([false]));
    expect(shown.slice(-3)).toEqual([0, 0, 0]);
  });

  it('knows who is a member with what, through deaths of workers and processes', () => {
    const play = new Play();
    expect(play.node('billing')).toMatchObject({
      state: 'starting',
      instances: [{ state: 'joining' }, { state: 'joining' }],
    });
    play.reported(...joined('billing', 0, [0], 3), ...joined('billing', 1, [1], 3));
    expect(play.node('billing')).toMatchObject({
      state: 'idle',
      generation: 3,
      instances: [
        {
          instance: 0,
          state: 'running',
          memberId: 'billing-0',
          generation: 3,
          assignment: [{ topic: 'orders', partitions: [0] }],
        },
        { instance: 1, state: 'running' },
      ],
    });
    const error = { name: 'Error', message: 'exit 3', stack: '' };
    play.reported({ type: 'worker-lost', timeMs: 0, node: 'billing', instance: 1, error, restartDelayMs: 1 });
    expect(play.node('billing')).toMatchObject({
      state: 'warning',
      instances: [{ state: 'running' }, { state: 'restarting' }],
    });
    play.reported({
      type: 'host-lost',
      timeMs: 0,
      service: 'The shop',
      code: null,
      signal: 'SIGKILL',
      standardErrorTail: '',
      restartDelayMs: 1,
    });
    expect(play.node('billing')).toMatchObject({
      state: 'error',
      reason: 'It ended and starts again: the process was ended by SIGKILL.',
    });
    expect(play.node('web')).toMatchObject({ state: 'error' });
    expect(play.node('audit')).toMatchObject({ state: 'starting' });
    play.reported(...joined('billing', 0, [0, 1], 5), ...joined('billing', 1, [], 5));
    expect(play.node('billing')).toMatchObject({ state: 'idle', instances: [{ state: 'running' }, { state: 'idle' }] });
  });

  it('says where the cluster gives no answer', () => {
    const play = new Play();
    play.reported(...joined('audit', 0, [0, 1]));
    play.status.lookBegan(0);
    play.nowMs = 2900;
    expect(play.node('audit')).toMatchObject({ state: 'idle' });
    play.status.lookBegan(2900);
    play.nowMs = 3000;
    expect(play.node('audit')).toMatchObject({ state: 'stalled' });
    play.look([0, 0]);
    expect(play.node('audit')).toMatchObject({ state: 'idle' });
  });

  it('tells a cluster that refuses from one that gives no answer', () => {
    const play = new Play();
    play.reported(...joined('audit', 0, [0, 1]), { type: 'worker-started', timeMs: 0, node: 'web', instance: 0 });
    play.status.lookBegan(0);
    play.nowMs = 3000;
    play.status.answered(2900);
    play.status.lookFailed(new Error('There is no leader for this topic-partition'));
    const refusal = {
      type: 'write-refused',
      node: 'web',
      topic: 'orders',
      partition: 0,
      error: 'NOT_ENOUGH_REPLICAS',
    } as const;
    play.reported({ ...refusal, timeMs: 0 }, { ...refusal, timeMs: 3000 });
    expect(play.node('web')).toMatchObject({ state: 'stalled', cause: 'cluster-refuses' });
    expect(play.node('audit')).toMatchObject({ state: 'stalled', cause: 'cluster-refuses' });
    play.nowMs = 5900;
    expect(play.node('audit')).toMatchObject({ state: 'stalled', cause: 'cluster-away' });
    play.look([0, 0]);
    expect(play.node('audit')).toMatchObject({ state: 'idle' });
    play.reported(emitted('web', 'orders', 0));
    expect(play.node('web')).toMatchObject({ state: 'idle' });
  });

  it('takes the 95th percentile of the last calls, and stopped partitions until they go on', () => {
    const play = new Play();
    const consumed = { timeMs: 0, node: 'audit', topic: 'orders', partition: 1, offset: '7', eventId: 'x' };
    play.reported(...joined('audit', 0, [0, 1]));
    const durations = new Durations();
    for (let durationMs = 0; durationMs < 20; durationMs += 1) durations.add(durationMs);
    play.measured({ kind: 'calls', node: 'audit', durations: durations.counts(), partitions: [] });
    expect(play.node('audit')).toMatchObject({ latencyMs: expect.closeTo(18, 0) as number, stoppedPartitions: [] });
    const error = { name: 'Error', message: 'no', stack: '' };
    play.reported({ ...consumed, type: 'partition-stopped', attempts: 1, error });
    expect(play.node('audit')).toMatchObject({
      state: 'error',
      stoppedPartitions: [{ topic: 'orders', partition: 1, offset: '7' }],
    });
    play.status.partitionRestarted('audit', 'orders', 1);
    expect(play.node('audit')).toMatchObject({ stoppedPartitions: [] });
    play.nowMs = 20_000;
    expect(play.node('audit')).not.toHaveProperty('latencyMs');
  });

  it('goes on counting when the graph changes, and knows what stands still', () => {
    const play = new Play();
    play.reported(...joined('billing', 0, [0, 1]));
    play.counted({ node: 'billing', topic: 'orders', kind: 'handled', count: 5 });
    play.status.change(graph, planOf(graph, ['billing']), 1000);
    expect(play.node('billing')).toMatchObject({ state: 'stopped', events: 5, instances: [] });
    play.status.change(graph, planOf(graph), 2000);
    expect(play.node('billing')).toMatchObject({ state: 'starting', events: 5 });
    play.status.codeBroken(new Map([['billing', 'handlers/billing.ts does not compile']]));
    expect(play.node('billing')).toMatchObject({ state: 'error', reason: 'handlers/billing.ts does not compile.' });
  });

  it('keeps its last numbers, without rates, when all has ended', () => {
    const play = new Play();
    play.look([0, 0]);
    play.counted({ node: 'web', topic: 'orders', kind: 'emitted', count: 10 });
    play.look([10, 0], { audit: 4 });
    play.status.end();
    expect(play.node('web')).toMatchObject({ state: 'stopped', events: 10, perSecond: 0 });
    expect(play.node('orders')).toMatchObject({ state: 'stopped', records: 10, perSecond: 0 });
    expect(play.edge('e0')).toMatchObject({ events: 10, perSecond: 0 });
    expect(play.status.read(play.nowMs).perSecond).toBe(0);
  });
});
