import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EdgeStatistics } from '../../engine/index.ts';
import { createPaint } from '../terminal/paint.ts';
import { formatElapsed, renderScreen, renderTable, type RunView } from './table.ts';

const plain = createPaint(false);

const edges: EdgeStatistics[] = [
  {
    edgeId: 'e1',
    kind: 'publishes',
    source: 'storefront',
    target: 'orders',
    events: 12_345,
    perSecond: 49.96,
    bytesPerSecond: 0,
    errors: 0,
  },
  {
    edgeId: 'e2',
    kind: 'subscribes',
    source: 'orders',
    target: 'order-service',
    events: 12_340,
    perSecond: 3.14,
    bytesPerSecond: 0,
    lag: 5,
    errors: 2,
  },
  {
    edgeId: 'e3',
    kind: 'dead-letters',
    source: 'order-service',
    target: 'orders.dlq',
    events: 1,
    perSecond: 0,
    bytesPerSecond: 0,
    errors: 0,
  },
];

const view: RunView = {
  title: 'My shop',
  state: 'running',
  elapsedMs: 61_000,
  bootstrap: 'embedded Kafka 127.0.0.1:9092',
  edges,
  messages: ['first', 'second', 'third'],
};

describe('the table', () => {
  it('has a row an edge, with numbers under their headings', () => {
    expect(renderTable(edges, 80, plain)).toEqual([
      'edge                         events     rate      lag   errors',
      'storefront → orders          12,345     50/s                 0',
      'orders → order-service       12,340    3.1/s        5        2',
      'order-service → orders.dlq        1      0/s                 0',
    ]);
  });

  it('shortens names before it gives up numbers', () => {
    const [, row] = renderTable(edges, 52, plain);
    expect(row).toBe('storefront → or…   12,345     50/s                 0');
  });
});

describe('the screen', () => {
  it('shows the newest messages in the room that the table leaves', () => {
    const lines = renderScreen(view, { columns: 80, rows: 9 }, plain);
    expect(lines[0]).toBe('My shop  running  embedded Kafka 127.0.0.1:9092  01:01');
    expect(lines.slice(-3)).toEqual(['', 'second', 'third']);
    expect(lines).toHaveLength(9);
  });

  it.each([
    { columns: 80, rows: 24 },
    { columns: 40, rows: 6 },
    { columns: 10, rows: 4 },
    { columns: 1, rows: 1 },
  ])('never exceeds $columns × $rows', (size) => {
    const lines = renderScreen(view, size, createPaint(true));
    expect(lines.length).toBeLessThanOrEqual(size.rows);
    for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(size.columns);
  });

  it('says how many rows did not fit', () => {
    expect(renderScreen(view, { columns: 80, rows: 5 }, plain).at(-1)).toBe('… 2 more');
  });
});

describe('elapsed time', () => {
  it.each([
    [0, '00:00'],
    [59_999, '00:59'],
    [252_000, '04:12'],
    [3_852_000, '1:04:12'],
  ])('%i ms is %s', (elapsedMs, text) => {
    expect(formatElapsed(elapsedMs)).toBe(text);
  });
});
