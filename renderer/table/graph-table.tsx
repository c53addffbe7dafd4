import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useCalmSession } from '../canvas/calm-session.ts';
import { StateIcon } from '../canvas/nodes/tags.tsx';
import { Sparkline } from '../canvas/nodes/sparkline.tsx';
import { useReach } from '../focus/use-reach.ts';
import { GraphViewChoice } from '../app/graph-view-choice.tsx';
import { openNode } from '../actions/open-node.ts';
import { useApp, useGraph, useNode, useView } from '../state/app-state.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { columnText } from './column-text.ts';
import styles from './graph-table.module.css';
import { parseTableFilter } from './table-filter.ts';
import { tableColumns, type TableColumn, type TableRow } from './table-row.ts';
import { groupsOf, rowsOf, totalsOf, type TableGroup, type TableGrouping, type TableOrder } from './table-rows.ts';

const groupings: readonly { value: TableGrouping; label: string }[] = [
  { value: 'service', label: 'Service' },
  { value: 'kind', label: 'Kind' },
  { value: 'nothing', label: 'Nothing' },
];

/** The whole graph as a table: a row a node, sums a group, in the order and by the filter that the person chose. */
export function GraphTable() {
  const graph = useGraph();
  const nodes = useCalmSession((view) => view.nodes);
  const edges = useCalmSession((view) => view.edges);
  const [filter, setFilter] = useState('');
  const [grouping, setGrouping] = useState<TableGrouping>('service');
  const [order, setOrder] = useState<TableOrder>({ by: 'name', descending: false });
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const rows = rowsOf(graph, { nodes, edges });
  const groups = groupsOf(rows, grouping, order, parseTableFilter(filter));
  const shown = groups.flatMap((group) => group.rows);
  const fold = (key: string): void => {
    const next = new Set(folded);
    if (!next.delete(key)) next.add(key);
    setFolded(next);
  };
  return (
    <section className={styles.panel} aria-label="Table of the graph">
      <div className={styles.bar}>
        <GraphViewChoice />
        <input
          type="search"
          className={styles.filter}
          placeholder="Filter: name, state, lag > 100"
          aria-label="Filter the table"
          spellCheck={false}
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
        <span className={styles.groupBy} aria-hidden>
          Group by
        </span>
        <Segmented label="Group by" value={grouping} options={groupings} onChange={setGrouping} />
      </div>
      <div className={styles.scroller}>
        {/* Rows are walked by keys, which is what tells a grid from a table. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
        <table role="grid" className={styles.table} aria-label="Nodes" onKeyDown={moveFocus}>
          <Head order={order} onOrder={setOrder} />
          {groups.map((group) => (
            <Group
              key={group.key}
              group={group}
              isOpen={!folded.has(group.key)}
              onFold={grouping === 'nothing' ? undefined : () => fold(group.key)}
            />
          ))}
          {shown.length > 0 && <Sums rows={shown} />}
        </table>
        {rows.length === 0 && (
          <EmptyState title="Nothing drawn yet">Draw producers, topics and consumers first.</EmptyState>
        )}
        {rows.length > 0 && shown.length === 0 && (
          <EmptyState title="No row fits">Nothing has “{filter}”. Take some of it away.</EmptyState>
        )}
      </div>
    </section>
  );
}

const heads: readonly { by: TableOrder['by']; label: string; title?: string }[] = [
  { by: 'name', label: 'Name' },
  { by: 'state', label: 'State' },
  { by: 'in', label: 'In/s' },
  { by: 'out', label: 'Out/s' },
  { by: 'lag', label: 'Lag' },
  { by: 'latency', label: 'p95', title: 'What 95 % of the calls take at most' },
  { by: 'errors', label: 'Errors' },
];

function Head({ order, onOrder }: { order: TableOrder; onOrder: (order: TableOrder) => void }) {
  // Numbers are looked at from the top, words from A.
  const choose = (by: TableOrder['by']): void =>
    onOrder({ by, descending: by === order.by ? !order.descending : by !== 'name' });
  return (
    <thead>
      <tr>
        {heads.map(({ by, label, title }) => (
          <th
            key={by}
            scope="col"
            className={isNumber(by) ? styles.number : undefined}
            aria-sort={by === order.by ? (order.descending ? 'descending' : 'ascending') : undefined}
          >
            <button type="button" title={title} onClick={() => choose(by)}>
              {label} {by === order.by && <Icon icon={order.descending ? ArrowDown : ArrowUp} size={12} />}
            </button>
          </th>
        ))}
        <th scope="col" className={styles.parts}>
          Instances, partitions
        </th>
        <th scope="col" className={styles.minute}>
          Last minute
        </th>
      </tr>
    </thead>
  );
}

interface GroupProps {
  group: TableGroup;
  isOpen: boolean;
  /** Undefined: the rows stand without a head. */
  onFold: (() => void) | undefined;
}

function Group({ group, isOpen, onFold }: GroupProps) {
  const { title, rows, sums, worst } = group;
  const reach = useReach();
  const isOutside = reach !== undefined && !rows.some(({ id }) => reach.elements.has(id));
  return (
    <tbody>
      {onFold && (
        <tr className={styles.group} data-outside={isOutside || undefined}>
          <th scope="rowgroup">
            <button type="button" aria-expanded={isOpen} data-table-row onClick={onFold}>
              <Icon icon={isOpen ? ChevronDown : ChevronRight} size={12} />
              <span className="cut">{title}</span> <span className={styles.count}>{rows.length}</span>
            </button>
          </th>
          <State row={worst} />
          {tableColumns.map((column) => (
            <Value key={column} column={column} value={sums[column]} />
          ))}
          <td colSpan={2}>{}</td>
        </tr>
      )}
      {isOpen &&
        rows.map((row) => (
          <Row key={row.id} row={row} isOutside={reach !== undefined && !reach.elements.has(row.id)} />
        ))}
    </tbody>
  );
}

function Row({ row, isOutside }: { row: TableRow; isOutside: boolean }) {
  const app = useApp();
  const { id, kind, name, values, parts, status } = row;
  const node = useNode(id);
  const isSelected = useView(({ selectedNodes }) => selectedNodes.includes(id));
  return (
    <tr
      className={styles.row}
      data-outside={isOutside || undefined}
      data-selected={isSelected || undefined}
      onClick={() => app.view.select([id])}
      onDoubleClick={() => node && openNode(app, node)}
    >
      <th scope="row">
        <button
          type="button"
          data-table-row
          className={styles.name}
          aria-current={isSelected || undefined}
          onClick={() => app.view.select([id])}
        >
          <KindTile kind={kind} />
          <span className="cut">{name}</span>
        </button>
      </th>
      <State row={row} />
      {tableColumns.map((column) => (
        <Value key={column} column={column} value={values[column]} />
      ))}
      <td>{parts}</td>
      <td>{status && <Sparkline history={status.history} warns={status.state === 'warning'} />}</td>
    </tr>
  );
}

function State({ row }: { row: TableRow | undefined }) {
  return (
    <td className={styles.state} data-state={row?.status?.state} title={row?.status?.reason}>
      {row?.status && (
        <span>
          <StateIcon status={row.status} /> <span className="cut">{row.state}</span>
        </span>
      )}
    </td>
  );
}

function Value({ column, value }: { column: TableColumn; value: number | undefined }) {
  const isBad = column === 'errors' && value !== undefined && value > 0;
  return (
    <td className={`${styles.number} mono`} data-bad={isBad || undefined}>
      {columnText(column, value)}
    </td>
  );
}

function Sums({ rows }: { rows: readonly TableRow[] }) {
  const sums = totalsOf(rows);
  const total = (kind: TableRow['kind']): number =>
    rows.reduce((sum, row) => sum + (row.kind === kind ? (row.parts ?? 0) : 0), 0);
  return (
    <tfoot>
      <tr>
        <th scope="row">{rows.length === 1 ? '1 node' : `${rows.length} nodes`}</th>
        <td>{}</td>
        {tableColumns.map((column) => (
          <Value key={column} column={column} value={sums[column]} />
        ))}
        <td colSpan={2}>
          {total('consumer')} instances, {total('topic')} partitions
        </td>
      </tr>
    </tfoot>
  );
}

const isNumber = (by: TableOrder['by']): boolean => by !== 'name' && by !== 'state';

/** Arrow keys walk the rows. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-table-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at === -1 || !next) return;
  event.preventDefault();
  next.focus();
}
