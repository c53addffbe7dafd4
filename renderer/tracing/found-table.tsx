import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { EventReference, FoundEvent, MissedEvent } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { KindTile } from '../ui/kind-tile.tsx';
import { clockText, latencyText } from '../ui/number-text.ts';
import rowStyles from '../ui/record-rows.module.css';
import styles from './found-table.module.css';
import { plural } from './life-words.ts';
import { lookAt, showLife } from './show-life.ts';
import type { FoundRow } from './traces-store.ts';

const rowHeight = 22;

interface FoundTableProps {
  rows: readonly FoundRow[];
  isMissed: boolean;
}

/** What was found, the newest first. A click shows a life; so do the arrows, and Enter. */
export function FoundTable({ rows, isMissed }: FoundTableProps) {
  const app = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState(-1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const choose = (index: number, opens: boolean): void => {
    const row = rows[index];
    if (!row) return;
    setSelected(index);
    virtual.scrollToIndex(index);
    const of = referenceOf(row.event);
    lookAt(app, of);
    if (opens) void showLife(app, of);
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) choose(selected, true);
    else choose(Math.max(0, Math.min(rows.length - 1, selected + step)), false);
  };
  return (
    <div
      ref={scroller}
      className={styles.table}
      role="grid"
      aria-label="Found events"
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onKeyDown={press}
    >
      <div className={`${rowStyles.row} ${rowStyles.head}`} role="row">
        <span role="columnheader">Time</span>
        <span role="columnheader">Topic</span>
        <span role="columnheader">Key</span>
        <span role="columnheader">{isMissed ? 'Last seen' : 'Value'}</span>
        <span role="columnheader" className={rowStyles.right}>
          {isMissed ? 'Got there' : 'Took'}
        </span>
        <span role="columnheader">Came of it</span>
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={index}
                className={rowStyles.row}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === selected}
                tabIndex={-1}
                style={{ transform: `translateY(${start}px)` }}
                onPointerDown={() => choose(index, true)}
              >
                <Cells row={row} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function referenceOf({ eventId, topic, partition, offset }: FoundEvent): EventReference {
  const name = topic.id ?? topic.name;
  if (partition === undefined || offset === undefined) return { type: 'event', eventId, topic: name };
  return { type: 'record', topic: name, partition, offset, eventId };
}

function Cells({ row: { event, missed } }: { row: FoundRow }) {
  const { timeMs, topic, key, value, trace } = event;
  const failures = [
    ...(trace.deadLetters > 0 ? [plural(trace.deadLetters, 'dead letter')] : []),
    ...(trace.failedAttempts > 0 ? [plural(trace.failedAttempts, 'failed try', 'failed tries')] : []),
  ];
  return (
    <>
      <span role="gridcell" className="mono">
        {clockText(timeMs)}
      </span>
      <span role="gridcell" className={rowStyles.topic}>
        <KindTile kind="topic" />
        <span className="cut">{topic.name}</span>
      </span>
      <span role="gridcell" className="mono cut">
        {key ?? <span className={rowStyles.none}>no key</span>}
      </span>
      {missed ? (
        <span
          role="gridcell"
          className={`${styles.last} cut`}
          data-failed={isBad(missed) || undefined}
          title={lastText(missed)}
        >
          {lastText(missed)}
        </span>
      ) : (
        <span role="gridcell" className="mono cut">
          {value ?? <span className={rowStyles.none}>tombstone</span>}
        </span>
      )}
      <span role="gridcell" className={`${rowStyles.right} mono`}>
        {missed
          ? missed.reachedAfterMs === undefined
            ? 'never'
            : latencyText(missed.reachedAfterMs)
          : latencyText(trace.lastMs - trace.startedMs)}
      </span>
      <span role="gridcell" className="cut">
        {plural(trace.records, 'event')}
        {failures.length > 0 && <span className={styles.failed}>, {failures.join(', ')}</span>}
      </span>
    </>
  );
}

function isBad({ last }: MissedEvent): boolean {
  return last.state !== 'waiting' && last.state !== 'running' && last.state !== 'handled';
}

const stateWords: Record<MissedEvent['last']['state'], string> = {
  waiting: 'waits in',
  running: 'at work on',
  retrying: 'tries again',
  failed: 'failed at',
  handled: 'has handled',
  'dead-lettered': 'dead-lettered',
  skipped: 'skipped',
  stopped: 'stopped at',
};

function lastText({ last }: MissedEvent): string {
  const { node, topic, state, error } = last;
  const why = error ? `: ${error.message}` : '';
  if (state === 'waiting' || !node) return `${stateWords.waiting} ${topic.name}`;
  return `${node.name} ${stateWords[state]} ${topic.name}${why}`;
}
