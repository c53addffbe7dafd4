import { useVirtualizer } from '@tanstack/react-virtual';
import { Eraser } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogEntry } from '../../shared/contract/index.ts';
import { useApp, useGraph, useView } from '../state/app-state.ts';
import { referenceOfLog } from '../tracing/show-life.ts';
import { ShowLifeButton } from '../tracing/show-life-button.tsx';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Select } from '../ui/field.tsx';
import { clockText, countText } from '../ui/number-text.ts';
import styles from './logs-panel.module.css';
import bar from './panel-bar.module.css';
import { StackText } from './stack-text.tsx';
import { useLogEntries } from './use-log-entries.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;
const levelOptions = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and worse' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
] as const;
const anyNode = '';

/** The logs of all handlers or of one, newest at the end. */
export function LogsPanel() {
  const { view } = useApp();
  const { items, dropped } = useLogEntries();
  const asked = useView(({ logFilter }) => logFilter);
  const nodes = useGraph().nodes.filter(({ kind }) => kind === 'producer' || kind === 'consumer');
  const [text, setText] = useState('');
  const [clearedTo, setClearedTo] = useState(-1);
  const node = asked?.node ?? anyNode;
  const level = asked?.level ?? 'debug';
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const lowest = levels.indexOf(level);
    return items.filter(
      (entry) =>
        entry.sequence > clearedTo &&
        (node === anyNode || entry.node === node) &&
        levels.indexOf(entry.level) >= lowest &&
        (wanted === '' || `${entry.message} ${entry.fields ?? ''}`.toLowerCase().includes(wanted)),
    );
  }, [items, text, node, level, clearedTo]);
  return (
    <div className={bar.panel}>
      <div className={bar.bar} role="toolbar" aria-label="Logs">
        <input
          type="search"
          className={bar.search}
          placeholder="Filter by text"
          aria-label="Filter logs by text"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <div className={bar.select}>
          <Select
            label="Logs of"
            value={node}
            onChange={(chosen) => view.setState({ logFilter: withoutEmpty(chosen, level) })}
            options={[
              { value: anyNode, label: 'All handlers' },
              ...nodes.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        <div className={bar.select}>
          <Select
            label="Level"
            value={level}
            onChange={(chosen) => view.setState({ logFilter: withoutEmpty(node, chosen) })}
            options={levelOptions}
          />
        </div>
        {dropped > 0 && <span className={bar.note}>{countText(dropped)} older ones are gone</span>}
        <IconButton icon={Eraser} label="Clear" onClick={() => setClearedTo(items.at(-1)?.sequence ?? -1)} />
      </div>
      {shown.length === 0 ? (
        <EmptyState title="No logs yet">What handlers write with log, and what fails in them, appears here.</EmptyState>
      ) : (
        <LogList entries={shown} />
      )}
    </div>
  );
}

function withoutEmpty(node: string, level: (typeof levels)[number]) {
  return { ...(node === anyNode ? {} : { node }), level };
}

function LogList({ entries }: { entries: readonly LogEntry[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    getItemKey: (index) => entries[index]?.sequence ?? index,
    overscan: 12,
  });
  const last = entries.at(-1)?.sequence;
  useEffect(() => {
    if (isAtEnd.current) virtual.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [last, entries.length, virtual]);
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="log"
      aria-label="Logs"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          return (
            entry && (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.entry}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogRow entry={entry} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function LogRow({ entry }: { entry: LogEntry }) {
  const { view } = useApp();
  const name = useGraph().nodes.find(({ id }) => id === entry.node)?.name ?? 'run';
  const event = referenceOfLog(entry);
  return (
    <div className={styles.row} data-level={entry.level}>
      <span className={`${styles.time} mono`}>{clockText(entry.timeMs)}</span>
      <span className={styles.level}>{entry.level}</span>
      {entry.node === undefined ? (
        <span className={`${styles.node} cut`}>{name}</span>
      ) : (
        <button
          type="button"
          className={`${styles.node} cut`}
          onClick={() => entry.node !== undefined && view.goTo(entry.node)}
        >
          {name}
        </button>
      )}
      <span className={styles.message}>
        {entry.message}
        {entry.fields !== undefined && <code className={styles.fields}> {entry.fields}</code>}
        {entry.stack !== undefined && <StackText stack={entry.stack} />}
      </span>
      {event && (
        <span className={styles.life}>
          <ShowLifeButton of={event} isSmall />
        </span>
      )}
    </div>
  );
}
