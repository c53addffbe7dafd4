import { countText, latencyText, rateText } from '../ui/number-text.ts';
import type { TableColumn } from './table-row.ts';

/** A dot for what doesn't apply, or isn't known. */
export function columnText(column: TableColumn, value: number | undefined): string {
  if (value === undefined) return '·';
  switch (column) {
    case 'in':
    case 'out':
      return rateText(value);
    case 'lag':
    case 'errors':
      return countText(value);
    case 'latency':
      return latencyText(value);
  }
}
