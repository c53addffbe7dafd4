import { describe, expect, it } from 'vitest';
import type { RecordPreview } from '../../shared/contract/index.ts';
import { recordsAfter, type RecordsView } from './use-records.ts';

const record = (offset: number): RecordPreview => ({
  topic: 'orders',
  partition: 0,
  offset: String(offset),
  timestampMs: 0,
  key: null,
  value: '{}',
  valueForm: 'json',
  valueBytes: 2,
  headerCount: 0,
});

const frame = (records: RecordPreview[], paused = false, dropped = 0) =>
  ({ type: 'frame', records, dropped, scanned: 1, caughtUp: true, paused, problem: undefined }) as const;

const begin = (): RecordsView => recordsAfter({} as RecordsView, { type: 'begin' });

describe('records on screen', () => {
  it('wait while paused, and come on request', () => {
    let view = recordsAfter(begin(), frame([record(1)]));
    view = recordsAfter(view, frame([record(2), record(3)], true));
    expect(view.shown.items).toHaveLength(1);
    expect(view.waiting.items).toHaveLength(2);
    view = recordsAfter(view, { type: 'show-waiting' });
    expect(view.shown.items.map(({ offset }) => offset)).toEqual(['1', '2', '3']);
    expect(view.waiting.items).toEqual([]);
  });

  it('are shown while paused as far as they stood there, as for another topic that is chosen then', () => {
    const behind = { ...frame([record(1)], true), caughtUp: false };
    let view = recordsAfter(recordsAfter(begin(), behind), frame([record(2)], true));
    expect(view.shown.items.map(({ offset }) => offset)).toEqual(['1', '2']);
    view = recordsAfter(view, frame([record(3)], true));
    expect(view.shown.items.map(({ offset }) => offset)).toEqual(['1', '2']);
    expect(view.waiting.items.map(({ offset }) => offset)).toEqual(['3']);
  });

  it('are bounded, and what was dropped on the way is counted with what was let go of here', () => {
    const many = Array.from({ length: 6000 }, (_, offset) => record(offset));
    const view = recordsAfter(begin(), frame(many, false, 7));
    expect(view.shown.items).toHaveLength(5000);
    expect(view.shown.items[0]?.offset).toBe('1000');
    expect(view.shown.dropped).toBe(1007);
  });

  it('say that there is no cluster yet, apart from failures', () => {
    expect(recordsAfter(begin(), { type: 'failed', noCluster: true, message: 'none' }).phase).toBe('no-cluster');
    expect(recordsAfter(begin(), { type: 'failed', noCluster: false, message: 'gone' }).phase).toBe('failed');
  });
});
