import type { TableColumn, TableRow } from './table-row.ts';

/** What rows are kept by: all of it must fit. */
export interface TableFilter {
  readonly words: readonly string[];
  readonly comparisons: readonly Comparison[];
}

interface Comparison {
  readonly column: TableColumn;
  readonly operator: '>' | '<' | '>=' | '<=' | '=';
  readonly value: number;
}

const columns: Record<string, TableColumn> = { in: 'in', out: 'out', lag: 'lag', p95: 'latency', errors: 'errors' };
const comparison = /\b(in|out|lag|p95|errors)\s*(>=|<=|>|<|=)\s*(\d+(?:\.\d+)?)(k|M)?/gi;
const factors: Record<string, number> = { k: 1e3, m: 1e6 };

/** `payment lag > 100` keeps what has `payment` in name, kind, service or state, and a lag over 100. p95 is in milliseconds. */
export function parseTableFilter(text: string): TableFilter {
  const comparisons: Comparison[] = [];
  const rest = text.replace(comparison, (_whole, name: string, operator: string, digits: string, unit?: string) => {
    const column = columns[name.toLowerCase()];
    const value = Number(digits) * (factors[unit?.toLowerCase() ?? ''] ?? 1);
    if (column) comparisons.push({ column, operator: operator as Comparison['operator'], value });
    return ' ';
  });
  return { words: rest.toLowerCase().split(/\s+/).filter(Boolean), comparisons };
}

export function fits({ words, comparisons }: TableFilter, row: TableRow): boolean {
  const text = [row.name, row.kind, row.service ?? '', row.state ?? ''].join(' ').toLowerCase();
  return (
    words.every((word) => text.includes(word)) && comparisons.every((each) => holds(each, row.values[each.column]))
  );
}

/** What isn't known is neither more nor less than anything. */
function holds({ operator, value }: Comparison, known: number | undefined): boolean {
  if (known === undefined) return false;
  switch (operator) {
    case '>':
      return known > value;
    case '<':
      return known < value;
    case '>=':
      return known >= value;
    case '<=':
      return known <= value;
    case '=':
      return known === value;
  }
}
