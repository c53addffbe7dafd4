import { describe, expect, it, onTestFinished } from 'vitest';
import type { StoredRecord } from '../../../cluster/index.ts';
import { systemClock } from '../../session/index.ts';
import { RunningPredicate } from './running-predicate.ts';

function recordOf(value: string | Uint8Array | null, fields: Partial<StoredRecord> = {}): StoredRecord {
  return {
    topic: 'orders',
    partition: 0,
    offset: 0n,
    timestampMs: 1000,
    timestampType: 'create',
    key: null,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: [],
    ...fields,
  };
}

const records = Array.from({ length: 1200 }, (_, index) => recordOf(`{"total":${index}}`, { offset: BigInt(index) }));

async function started(source: string): Promise<RunningPredicate> {
  const predicate = await RunningPredicate.start(source, systemClock);
  onTestFinished(() => predicate.close());
  return predicate;
}

async function passes(source: string, record: StoredRecord): Promise<boolean> {
  return (await (await started(source)).matching([record])).length === 1;
}

describe('a predicate', () => {
  it('lets through the records that it is true of, in order', async () => {
    const predicate = await started('value.total % 100 === 7');
    const passed = await predicate.matching(records);
    expect(passed.map(({ offset }) => Number(offset))).toEqual([
      7, 107, 207, 307, 407, 507, 607, 707, 807, 907, 1007, 1107,
    ]);
    expect(await predicate.matching(records.slice(0, 8))).toEqual([records[7]]);
  });

  it.each([
    ['key === "k"', { key: Buffer.from('k') }],
    ['key === null', {}],
    ['key === "ff00"', { key: Uint8Array.of(255, 0) }],
    ['topic === "orders" && partition === 3 && timestampMs === 1000', { partition: 3 }],
    ['offset === 12', { offset: 12n }],
    ['offset === 9007199254740993n', { offset: 9_007_199_254_740_993n }],
    [
      'headers.trace === "t" && headers.none === null',
      {
        headers: [
          { name: 'trace', value: Buffer.from('t') },
          { name: 'none', value: null },
        ],
      },
    ],
    ['value.a[1].b === "ü" // the second', { value: Buffer.from('{"a":[0,{"b":"ü"}]}') }],
    ['value === "no json"', { value: Buffer.from('no json') }],
    ['value === null', { value: null }],
    ['[1, 2].includes(2) && /x/.test("x") && new Date(0).getTime() === 0 && Math.max(1, 2) === 2', {}],
  ] as const)('sees the record as it is: %s', async (source, fields) => {
    expect(await passes(source, recordOf('text', fields))).toBe(true);
  });

  it('finds nothing but the language', async () => {
    const names = [
      'process',
      'require',
      'setTimeout',
      'fetch',
      'Buffer',
      'ArrayBuffer',
      'WebAssembly',
      'Atomics',
      'console',
    ];
    const predicate = await started('value.every((name) => typeof globalThis[name] === "undefined")');
    expect(await predicate.matching([recordOf(JSON.stringify(names))])).toHaveLength(1);
    expect(await predicate.matching([recordOf('["JSON"]')])).toHaveLength(0);
  });

  it.each([
    ['value.constructor.constructor("return process")()'],
    ['headers.constructor.constructor("return process")()'],
    ['eval("1")'],
    ['new Function("return 1")()'],
    ['(() => { throw { get message() { return this.constructor.constructor("return process")().pid } } })()'],
  ])('makes no code from text: %s', async (source) => {
    const predicate = await started(source);
    await expect(predicate.matching([recordOf('{"a":1}')])).rejects.toMatchObject({ code: 'predicate-failed' });
  });

  it.each([
    [''],
    ['value.'],
    ['let a = 1; a'],
    ['1); process.exit('],
    ['import("node:fs")'],
    ['[() => import("node:fs")].length'],
    ['await 1'],
    ['('.repeat(100)],
  ])('that is no expression is refused: %s', async (source) => {
    await expect(RunningPredicate.start(source, systemClock)).rejects.toMatchObject({ code: 'predicate-invalid' });
  });

  it('that throws is told with the record at which it did', async () => {
    const predicate = await started('value.total > 1');
    await expect(predicate.matching([recordOf('{"total":2}'), recordOf(null, { offset: 1n })])).rejects.toMatchObject({
      code: 'predicate-failed',
      message: expect.stringMatching(/^The predicate failed at orders\/0\/1: .*null/),
    });
    await expect(predicate.matching([recordOf('{"total":2}')])).rejects.toMatchObject({ code: 'predicate-failed' });
  });

  it.each([['(async () => true)()'], ['() => true']])('that never says yes or no is told so: %s', async (source) => {
    await expect(passes(source, recordOf(null))).rejects.toMatchObject({ code: 'predicate-failed' });
  });

  it('that loops for ever is ended, and said to be', async () => {
    const predicate = await started('partition === 0 || (() => { for (;;); })()');
    await expect(
      predicate.matching([recordOf(null), recordOf(null, { partition: 1, offset: 5n })]),
    ).rejects.toMatchObject({
      code: 'predicate-too-slow',
      message: 'The predicate did not answer within 1 s at orders/1/5, and was ended.',
    });
  });

  it('that is slow but gets on is let be', async () => {
    const slow = '(() => { const end = Date.now() + 300; while (Date.now() < end); return true; })()';
    expect(await (await started(slow)).matching(records.slice(0, 5))).toHaveLength(5);
  });

  it('that takes all memory is ended, and said to be', async () => {
    const predicate = await started(
      '(() => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); })()',
    );
    await expect(predicate.matching([recordOf(null)])).rejects.toMatchObject({
      code: 'predicate-failed',
      message: expect.stringContaining('64 MB'),
    });
  });

  it('sees the beginning of a value that is too long to be parsed', async () => {
    const value = Buffer.alloc(6_000_000, '[1,');
    expect(await passes('typeof value === "string" && value.length === 4 * 1024 * 1024', recordOf(value))).toBe(true);
  });
});
