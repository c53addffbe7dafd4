import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { RecordPreview } from '../../shared/contract/index.ts';
import { KindTile } from '../ui/kind-tile.tsx';
import { bytesText, clockText } from '../ui/number-text.ts';
import rowStyles from '../ui/record-rows.module.css';
import styles from './event-table.module.css';
import { ValueText } from './value-text.tsx';

interface EventTableProps {
  /** Oldest first; shown newest first. */
  records: readonly RecordPreview[];
  /** Keeps the newest in sight. */
  following: boolean;
  selected: RecordPreview | undefined;
  onSelect: (record: RecordPreview) => void;
  /** By Enter or a double click. */
  onOpen: (record: RecordPreview) => void;
}

const rowHeight = 22;

/** The newest record on top. Only the rows in sight are made. */
export function EventTable({ records, following, selected, onSelect, onOpen }: EventTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtTop = useRef(true);
  const at = (index: number): RecordPreview | undefined => records[records.length - 1 - index];
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  useEffect(() => {
    // Asking the browser where it stands would make it lay out the whole window anew at each record.
    if (following && !isAtTop.current) scroller.current?.scrollTo({ top: 0 });
  }, [records, following]);
  const selectedIndex = selected ? records.length - 1 - records.indexOf(selected) : -1;
  const { scrollToIndex } = virtual;
  useEffect(() => {
    if (selectedIndex >= 0) scrollToIndex(selectedIndex);
    // As records come the selected one stays where it is, and the person may scroll away from it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selected, scrollToIndex]);
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && selected) {
      event.preventDefault();
      onOpen(selected);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1, ']': 1, '[': -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(records.length - 1, selectedIndex + step));
    const record = at(index);
    if (!record) return;
    onSelect(record);
  };
  return (
    <div
      ref={scroller}
      className={styles.table}
      role="grid"
      aria-label="Events"
      aria-rowcount={records.length + 1}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        isAtTop.current = currentTarget.scrollTop === 0;
      }}
      onKeyDown={move}
    >
      <div className={`${rowStyles.row} ${rowStyles.head}`} role="row">
        <span role="columnheader">Time</span>
        <span role="columnheader">Topic</span>
        <span role="columnheader" className={rowStyles.right}>
          Partition:offset
        </span>
        <span role="columnheader">Key</span>
        <span role="columnheader">Value</span>
        <span role="columnheader" className={rowStyles.right}>
          Size
        </span>
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const record = at(index);
          return (
            record && (
              <div
                key={`${record.topic} ${record.partition} ${record.offset}`}
                className={rowStyles.row}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={record === selected}
                tabIndex={-1}
                style={{ transform: `translateY(${start}px)` }}
                // Rows move while events come: by the time of a click it would be another's place.
                onPointerDown={() => onSelect(record)}
                onDoubleClick={() => onOpen(record)}
              >
                <Cells record={record} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Cells({ record }: { record: RecordPreview }) {
  const { topic, partition, offset, timestampMs, key, value, valueForm, valueBytes } = record;
  return (
    <>
      <span role="gridcell" className="mono">
        {clockText(timestampMs)}
      </span>
      <span role="gridcell" className={rowStyles.topic}>
        <span className={styles.chip}>
          <KindTile kind="topic" />
          <span className="cut">{topic}</span>
        </span>
      </span>
      <span role="gridcell" className={`${rowStyles.right} mono`}>
        {partition}:{offset}
      </span>
      <span role="gridcell" className="mono cut">
        {key ?? <span className={rowStyles.none}>no key</span>}
      </span>
      <span role="gridcell" className="mono cut">
        {valueForm === 'null' ? (
          <span className={rowStyles.none}>tombstone</span>
        ) : (
          <ValueText text={value} form={valueForm} />
        )}
      </span>
      <span role="gridcell" className={`${rowStyles.right} ${rowStyles.none}`}>
        {bytesText(valueBytes)}
      </span>
    </>
  );
}
