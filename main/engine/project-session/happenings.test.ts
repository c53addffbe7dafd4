import { describe, expect, it } from 'vitest';
import type { RuntimeReport } from '../session/index.ts';
import { Happenings } from './happenings.ts';
import { logEntryOf } from './log-entries.ts';

const idOf = (name: string): string => (name === 'billing' ? 'b-1' : name);
const error = { name: 'Error', message: 'no card', stack: 'Error: no card\n    at handlers/billing.ts:3:9' };
const consumed = { timeMs: 5, node: 'billing', topic: 'orders', partition: 2, offset: '17', eventId: 'e' };

function joined(generation: number, instance = 0): RuntimeReport {
  return {
    type: 'member-joined',
    timeMs: 5,
    node: 'billing',
    instance,
    group: 'payers',
    memberId: 'm',
    generation,
    assignment: [],
  };
}

describe('what happens', () => {
  it('is a rebalance once a generation, and not while groups come together', () => {
    const happenings = new Happenings(idOf);
    expect(happenings.observe(joined(1), false)).toBeUndefined();
    expect(happenings.observe(joined(2), false)).toBeUndefined();
    expect(happenings.observe(joined(2, 1), true)).toBeUndefined();
    expect(happenings.observe(joined(3), true)).toEqual({
      timeMs: 5,
      kind: 'rebalance',
      node: 'b-1',
      message: 'payers rebalanced: generation 3',
    });
    expect(happenings.observe(joined(3, 1), true)).toBeUndefined();
  });

  it('is a crash and a return, of workers and of processes', () => {
    const happenings = new Happenings(idOf);
    const started: RuntimeReport = { type: 'worker-started', timeMs: 5, node: 'billing', instance: 1 };
    expect(happenings.observe(started, true)).toBeUndefined();
    const lost: RuntimeReport = {
      type: 'worker-lost',
      timeMs: 5,
      node: 'billing',
      instance: 1,
      error,
      restartDelayMs: 1,
    };
    expect(happenings.observe(lost, true)).toMatchObject({ kind: 'crash', node: 'b-1' });
    expect(happenings.observe(started, true)).toMatchObject({ kind: 'recovered', node: 'b-1' });
    expect(happenings.observe(started, true)).toBeUndefined();
    const host = { timeMs: 5, service: 'The shop' };
    expect(happenings.observe({ type: 'host-started', ...host }, true)).toBeUndefined();
    const hostLost: RuntimeReport = {
      type: 'host-lost',
      ...host,
      code: 1,
      signal: null,
      standardErrorTail: '',
      restartDelayMs: 1,
    };
    expect(happenings.observe(hostLost, true)).toMatchObject({
      kind: 'crash',
      message: expect.stringContaining('The shop'),
    });
    expect(happenings.observe({ type: 'host-started', ...host }, true)).toMatchObject({ kind: 'recovered' });
    // A node without a service has a process with its own name.
    expect(happenings.observe({ ...hostLost, service: 'billing' }, true)).toMatchObject({ node: 'b-1' });
  });

  it('is a deployment and the end of a producer', () => {
    const happenings = new Happenings(idOf);
    const swapped: RuntimeReport = { type: 'handler-swapped', timeMs: 5, node: 'billing' };
    expect(happenings.observe(swapped, true)).toMatchObject({ kind: 'deploy', node: 'b-1' });
    const ended: RuntimeReport = { type: 'producer-ended', timeMs: 5, node: 'web', ticks: 3, reason: 'rows' };
    expect(happenings.observe(ended, true)).toMatchObject({
      kind: 'producer-ended',
      message: 'web ended after 3 ticks',
    });
  });
});

describe('the log', () => {
  it.each<[string, RuntimeReport, unknown]>([
    [
      'has what handlers write',
      { type: 'log', timeMs: 5, node: 'billing', level: 'info', message: 'paid', fields: '{"a":1}', causeId: 'e' },
      { timeMs: 5, level: 'info', node: 'b-1', message: 'paid', fields: '{"a":1}', causeId: 'e' },
    ],
    [
      'has failed attempts with their stack',
      { type: 'attempt-failed', ...consumed, attempt: 2, durationMs: 1, failure: 'failed', counted: true, error },
      {
        level: 'error',
        node: 'b-1',
        message: 'Attempt 2 at orders 2:17 failed: no card',
        stack: error.stack,
        causeId: 'e',
      },
    ],
    [
      'has attempts that were only interrupted as warnings',
      { type: 'attempt-failed', ...consumed, attempt: 1, durationMs: 1, failure: 'interrupted', counted: false, error },
      { level: 'warn' },
    ],
    [
      'has events that were given up',
      { type: 'dead-lettered', ...consumed, attempts: 4, deadLetterTopic: 'orders.dlq', error },
      { level: 'error', message: 'orders 2:17 went to orders.dlq after 4 attempts: no card' },
    ],
    [
      'has partitions that stand still',
      { type: 'partition-stopped', ...consumed, attempts: 1, error },
      { level: 'error', message: 'Stands still at orders 2:17 after 1 attempt: no card' },
    ],
    [
      'has failed ticks',
      { type: 'tick-ended', timeMs: 5, node: 'web', tickId: 't', index: 3, durationMs: 1, error },
      { level: 'error', node: 'web', message: 'Tick 3 failed: no card', stack: error.stack, causeId: 't' },
    ],
    [
      'has the last words of processes',
      {
        type: 'host-lost',
        timeMs: 5,
        service: 'The shop',
        code: 134,
        signal: null,
        standardErrorTail: 'out of memory\n',
        restartDelayMs: 1,
      },
      {
        level: 'error',
        message: 'The process of The shop ended with code 134 and starts again.',
        stack: 'out of memory',
      },
    ],
    [
      'has faults around the handlers',
      { type: 'fault', timeMs: 5, service: 'The shop', code: 'x', message: 'away' },
      { level: 'warn', message: 'The shop: away' },
    ],
  ])('%s', (_what, report, expected) => {
    expect(logEntryOf(report, idOf)).toMatchObject(expected as object);
  });

  it('has nothing that is routine', () => {
    expect(logEntryOf({ type: 'handled', ...consumed, attempt: 1, durationMs: 1 }, idOf)).toBeUndefined();
    const ended: RuntimeReport = { type: 'tick-ended', timeMs: 5, node: 'web', tickId: 't', index: 3, durationMs: 1 };
    expect(logEntryOf(ended, idOf)).toBeUndefined();
  });
});
