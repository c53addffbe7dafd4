import { describe, expect, it } from 'vitest';
import type { RecordPreview } from '../../../shared/contract/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';
import { mergeByTime } from './merge-by-time.ts';
import { compileFilter } from './record-filter.ts';

function recordOf(fields: Partial<StoredRecord>): StoredRecord {
  return {
    topic: 'orders',
    partition: 0,
    offset: 0n,
    timestampMs: 0,
    timestampType: 'create',
    key: null,
    value: null,
    headers: [],
    ...fields,
  };
}

const record = recordOf({
  key: Buffer.from('Order-12'),
  value: Buffer.from('{"city":"Größe"}'),
  headers: [
    { name: 'Source', value: Buffer.from('a=b') },
    { name: 'empty', value: null },
  ],
});

describe('a filter', () => {
  it.each([
    [{}, true],
    [{ text: 'GRÖSSE' }, false],
    [{ text: 'GRÖßE' }, true],
    [{ text: 'order-1' }, true],
    [{ text: 'source' }, true],
    [{ text: 'A=B' }, true],
    [{ text: 'nothing' }, false],
    [{ key: 'ORDER-12' }, true],
    [{ key: 'city' }, false],
    [{ header: 'Source' }, true],
    [{ header: 'source' }, false],
    [{ header: 'empty' }, true],
    [{ header: 'empty=' }, false],
    [{ header: 'Source=a=b' }, true],
    [{ header: 'Source=a' }, false],
    [{ text: 'city', key: 'order', header: 'Source' }, true],
    [{ text: 'city', key: 'other' }, false],
  ])('of %j lets the record through: %s', (filter, passes) => {
    expect(compileFilter(filter)(record)).toBe(passes);
  });

  it.each([0, 1, 262_140, 262_144, 262_150, 600_000])('finds text at %i of a long value', (position) => {
    const value = Buffer.alloc(1_000_000, 'x');
    value.write('größe', position);
    expect(compileFilter({ text: 'GRÖßE' })(recordOf({ value }))).toBe(true);
    expect(compileFilter({ text: 'größer' })(recordOf({ value }))).toBe(false);
  });

  it('has no key and no value to look at in a record that has none', () => {
    expect(compileFilter({ text: 'null' })(recordOf({}))).toBe(false);
    expect(compileFilter({ key: 'null' })(recordOf({}))).toBe(false);
  });
});

describe('records of several partitions', () => {
  function preview(partition: number, offset: number, timestampMs: number): RecordPreview {
    return {
      topic: 'orders',
      partition,
      offset: String(offset),
      timestampMs,
      key: null,
      value: '',
      valueForm: 'null',
      valueBytes: 0,
      headerCount: 0,
    };
  }

  it('are in the order of their times, and those of a partition in that of their offsets', () => {
    const merged = mergeByTime([
      preview(0, 0, 50),
      preview(0, 1, 10),
      preview(0, 2, 70),
      preview(1, 0, 5),
      preview(1, 1, 60),
    ]);
    expect(merged.map(({ partition, offset }) => `${partition}/${offset}`)).toEqual([
      '1/0',
      '0/0',
      '0/1',
      '1/1',
      '0/2',
    ]);
  });
});
