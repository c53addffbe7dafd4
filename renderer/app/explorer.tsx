import { ChevronDown, ChevronRight, CircleAlert, Hourglass, ListFilter, TriangleAlert } from 'lucide-react';
import { useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { NodeStatus } from '../../shared/contract/index.ts';
import type { Graph, Node } from '../../shared/graph/index.ts';
import { useReach } from '../focus/use-reach.ts';
import { useApp, useGraph, useNodeStatus, useView } from '../state/app-state.ts';
import { stateWord } from '../state/state-word.ts';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { rateText } from '../ui/number-text.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Palette } from './palette.tsx';
import styles from './explorer.module.css';

interface Section {
  readonly key: string;
  readonly title: string;
  readonly nodes: readonly Node[];
}

/** The left panel: what can be added, and everything that is there, by service. */
export function Explorer() {
  const graph = useGraph();
  const [filter, setFilter] = useState('');
  const sections = sectionsOf(graph, filter.trim().toLowerCase());
  return (
    <nav className={styles.explorer} aria-label="Explorer">
      <Palette />
      <h2 className={styles.head}>Explorer</h2>
      <label className={styles.filter}>
        <Icon icon={ListFilter} size={14} />
        <input
          type="search"
          placeholder="Filter"
          aria-label="Filter the explorer"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
      </label>
      {graph.nodes.length === 0 ? (
        <EmptyState title="Nothing drawn yet">Drag a producer onto the canvas, or press P there.</EmptyState>
      ) : (
        <div className={styles.tree} role="tree" tabIndex={-1} aria-label="Nodes" onKeyDown={moveFocus}>
          {sections.map((section) => (
            <TreeSection key={section.key} section={section} />
          ))}
          {sections.length === 0 && <p className={styles.nothing}>No name has “{filter}” in it.</p>}
        </div>
      )}
    </nav>
  );
}

function TreeSection({ section }: { section: Section }) {
  const [open, setOpen] = useState(true);
  return (
    <div role="group" aria-label={section.title}>
      <button
        type="button"
        role="treeitem"
        aria-expanded={open}
        className={styles.section}
        onClick={() => setOpen(!open)}
      >
        <Icon icon={open ? ChevronDown : ChevronRight} size={12} />
        <span className="cut">{section.title}</span>
      </button>
      {open && batchesOf(section.nodes).map((nodes) => <TreeRows key={nodes[0]?.id} nodes={nodes} />)}
    </div>
  );
}

/** Rows that are drawn together: the browser watches each batch for coming into sight, and a thousand would cost it every frame. */
const batchSize = 40;

function batchesOf(nodes: readonly Node[]): Node[][] {
  const count = Math.ceil(nodes.length / batchSize);
  return Array.from({ length: count }, (_, index) => nodes.slice(index * batchSize, (index + 1) * batchSize));
}

function TreeRows({ nodes }: { nodes: readonly Node[] }) {
  const reach = useReach();
  const style: CSSProperties & Record<'--rows', number> = { '--rows': nodes.length };
  return (
    <div role="presentation" className={styles.rows} style={style}>
      {nodes.map((node) => (
        <TreeRow key={node.id} node={node} isOutside={reach !== undefined && !reach.elements.has(node.id)} />
      ))}
    </div>
  );
}

function TreeRow({ node, isOutside }: { node: Node; isOutside: boolean }) {
  const { view } = useApp();
  const selected = useView(({ selectedNodes }) => selectedNodes.includes(node.id));
  const openCode = (): void => {
    if (node.kind === 'producer' || node.kind === 'consumer') view.openFile(node.handler);
  };
  return (
    <button
      type="button"
      role="treeitem"
      aria-selected={selected}
      className={styles.row}
      data-outside={isOutside || undefined}
      onClick={() => view.goTo(node.id)}
      onDoubleClick={openCode}
    >
      <KindTile kind={node.kind} />
      <span className="cut">{node.name}</span>
      <RowStatus id={node.id} />
    </button>
  );
}

function RowStatus({ id }: { id: string }) {
  const status = useNodeStatus(id);
  if (!status) return null;
  return (
    <>
      {status.kind !== 'topic' && status.deployment === 'edited' && (
        <span className={styles.edited} role="img" aria-label="Not deployed" />
      )}
      <span className={styles.value}>
        <StatusMark status={status} />
      </span>
    </>
  );
}

function StatusMark({ status }: { status: NodeStatus }) {
  switch (status.state) {
    case 'error':
      return (
        <span className={styles.error}>
          <Icon icon={CircleAlert} size={12} /> {status.errors > 0 ? status.errors : 'error'}
        </span>
      );
    case 'warning':
      return (
        <span className={styles.warning} title={status.reason}>
          <Icon icon={TriangleAlert} size={12} />
          <span className="visually-hidden">{stateWord(status)}</span>
        </span>
      );
    case 'stalled':
      return (
        <span className={styles.stalled}>
          <Icon icon={Hourglass} size={12} /> stalled
        </span>
      );
    case 'running':
      return `${rateText(status.perSecond)}/s`;
    case 'idle':
    case 'starting':
    case 'stopped':
      return status.state;
  }
}

/** Arrow keys walk the rows, as in any tree. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function sectionsOf(graph: Graph, filter: string): Section[] {
  const shown = graph.nodes.filter(({ name }) => name.toLowerCase().includes(filter));
  const handlers = shown.filter((node) => node.kind === 'producer' || node.kind === 'consumer');
  const sections = [
    ...graph.services.map(({ id, name }) => ({
      key: id,
      title: name,
      nodes: handlers.filter(({ service }) => service === id),
    })),
    { key: 'none', title: 'No service', nodes: handlers.filter(({ service }) => service === undefined) },
    { key: 'topics', title: 'Topics', nodes: shown.filter(({ kind }) => kind === 'topic') },
    { key: 'notes', title: 'Notes', nodes: shown.filter(({ kind }) => kind === 'note') },
  ];
  return sections.filter(({ nodes }) => nodes.length > 0);
}
