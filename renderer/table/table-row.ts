import type { NodeStatus } from '../../shared/contract/index.ts';
import type { NodeKind } from '../../shared/graph/index.ts';

/** Columns of numbers: events a second in and out, records behind, milliseconds of a call (p95), errors since the start. */
export type TableColumn = 'in' | 'out' | 'lag' | 'latency' | 'errors';
export const tableColumns: readonly TableColumn[] = ['in', 'out', 'lag', 'latency', 'errors'];

/** Undefined is what doesn't apply, or isn't known while nothing runs. */
export type RowValues = Readonly<Record<TableColumn, number | undefined>>;

export interface TableRow {
  readonly id: string;
  readonly kind: Exclude<NodeKind, 'note'>;
  readonly name: string;
  /** By name. */
  readonly service: string | undefined;
  /** In the words that stand for it everywhere. */
  readonly state: string | undefined;
  readonly status: NodeStatus | undefined;
  readonly values: RowValues;
  /** Instances of a consumer, partitions of a topic. */
  readonly parts: number | undefined;
}
