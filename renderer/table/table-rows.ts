import type { EdgeStatus, NodeStatus } from '../../shared/contract/index.ts';
import type { Graph } from '../../shared/graph/index.ts';
import { stateTitle } from '../state/state-word.ts';
import { fits, type TableFilter } from './table-filter.ts';
import type { RowValues, TableColumn, TableRow } from './table-row.ts';

export type TableGrouping = 'service' | 'kind' | 'nothing';

/** `by` is a column, or how rows are ordered by their words. */
export interface TableOrder {
  readonly by: TableColumn | 'name' | 'state';
  readonly descending: boolean;
}

export interface TableGroup {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly TableRow[];
  readonly sums: RowValues;
  /** The row that is worst off. */
  readonly worst: TableRow | undefined;
}

export interface Statuses {
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly edges: Readonly<Record<string, EdgeStatus>>;
}

/** A row each node, notes left out. */
export function rowsOf(graph: Graph, { nodes, edges }: Statuses): TableRow[] {
  const services = new Map(graph.services.map(({ id, name }) => [id, name]));
  const into = new Map<string, number>();
  const outOf = new Map<string, number>();
  for (const { id, source, target } of graph.edges) {
    const perSecond = edges[id]?.perSecond;
    if (perSecond === undefined) continue;
    outOf.set(source, (outOf.get(source) ?? 0) + perSecond);
    into.set(target, (into.get(target) ?? 0) + perSecond);
  }
  return graph.nodes.flatMap((node): TableRow[] => {
    if (node.kind === 'note') return [];
    const status = nodes[node.id];
    const consumer = status?.kind === 'consumer' ? status : undefined;
    return [
      {
        id: node.id,
        kind: node.kind,
        name: node.name,
        service: 'service' in node && node.service !== undefined ? services.get(node.service) : undefined,
        state: status && stateTitle(status),
        status,
        values: {
          in: status && (node.kind === 'producer' ? undefined : (into.get(node.id) ?? 0)),
          out: status && (outOf.get(node.id) ?? 0),
          lag: node.kind === 'topic' ? lagOfTopic(graph, edges, node.id) : consumer?.lag,
          latency: consumer?.latencyMs,
          errors: status?.errors,
        },
        parts: node.kind === 'consumer' ? node.instances : node.kind === 'topic' ? node.partitions : undefined,
      },
    ];
  });
}

/** Of its readers together. */
function lagOfTopic(graph: Graph, edges: Statuses['edges'], topic: string): number | undefined {
  const lags = graph.edges.flatMap(({ id, source }) => (source === topic ? (edges[id]?.lag ?? []) : []));
  return lags.length === 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0);
}

/** Rows that fit, in their groups; both in one order, groups by their sums. */
export function groupsOf(
  rows: readonly TableRow[],
  grouping: TableGrouping,
  order: TableOrder,
  filter: TableFilter,
): TableGroup[] {
  const byKey = new Map<string, TableRow[]>();
  for (const row of rows) {
    if (!fits(filter, row)) continue;
    const key = groupOf(row, grouping);
    const group = byKey.get(key);
    if (group) group.push(row);
    else byKey.set(key, [row]);
  }
  const groups = [...byKey].map(([key, members]): TableGroup => ({
    key,
    title: key,
    rows: [...members].sort((left, right) => compare(left, right, order)),
    sums: sumsOf(members),
    worst: worstOf(members),
  }));
  if (order.by === 'name' || order.by === 'state') return groups;
  const { by, descending } = order;
  return groups.sort((left, right) => compareValues(left.sums[by], right.sums[by], descending));
}

function groupOf({ kind, service }: TableRow, grouping: TableGrouping): string {
  if (grouping === 'nothing') return '';
  if (grouping === 'kind') return { producer: 'Producers', topic: 'Topics', consumer: 'Consumers' }[kind];
  return kind === 'topic' ? 'Topics' : (service ?? 'No service');
}

const add = (left: number, right: number): number => left + right;
const longer = (left: number, right: number): number => Math.max(left, right);

/** Of rows together: numbers add up, and of times the longest stands for all. */
export function sumsOf(rows: readonly TableRow[]): RowValues {
  const over = (column: TableColumn, join: (left: number, right: number) => number): number | undefined => {
    const known = rows.flatMap(({ values }) => values[column] ?? []);
    return known.length === 0 ? undefined : known.reduce(join);
  };

  return {
    in: over('in', add),
    out: over('out', add),
    lag: over('lag', add),
    latency: over('latency', longer),
    errors: over('errors', add),
  };
}

/** Of the whole table: what flows is counted once, where it is written; what waits, at who it waits for. */
export function totalsOf(rows: readonly TableRow[]): RowValues {
  const { in: written, out: read } = sumsOf(rows.filter(({ kind }) => kind === 'topic'));
  const { lag } = sumsOf(rows.filter(({ kind }) => kind === 'consumer'));
  return { ...sumsOf(rows), in: written, out: read, lag };
}

const badness: Record<NodeStatus['state'], number> = {
  error: 4,
  stalled: 3,
  warning: 2,
  stopped: 1,
  starting: 0,
  idle: 0,
  running: 0,
};

function badnessOf({ status }: TableRow): number {
  return status ? badness[status.state] : -1;
}

function worstOf(rows: readonly TableRow[]): TableRow | undefined {
  return rows.reduce<TableRow | undefined>(
    (worst, row) => (!worst || badnessOf(row) > badnessOf(worst) ? row : worst),
    undefined,
  );
}

function compare(left: TableRow, right: TableRow, { by, descending }: TableOrder): number {
  if (by === 'name') return left.name.localeCompare(right.name) * (descending ? -1 : 1);
  if (by === 'state') return (badnessOf(right) - badnessOf(left)) * (descending ? 1 : -1);
  return compareValues(left.values[by], right.values[by], descending);
}

/** What isn't known stands last, whichever way it goes. */
function compareValues(left: number | undefined, right: number | undefined, descending: boolean): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return descending ? right - left : left - right;
}
