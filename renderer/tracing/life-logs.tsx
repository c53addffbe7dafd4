import { useMemo } from 'react';
import { useApp } from '../state/app-state.ts';
import { useLogEntries } from '../session/use-log-entries.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { clockText } from '../ui/number-text.ts';
import styles from './life-panel.module.css';
import type { LifeStep } from './model/life-steps.ts';

/** What handlers wrote while they worked on one of these events. The engine keeps the newest entries of the run. */
export function LifeLogs({ steps }: { steps: readonly LifeStep[] }) {
  const { view } = useApp();
  const { items } = useLogEntries();
  const names = useMemo(() => new Map(steps.map(({ nodeId, name }) => [nodeId, name])), [steps]);
  const written = useMemo(() => {
    const ids = new Set(steps.map(({ event }) => event.eventId));
    return items.filter(({ causeId }) => causeId !== undefined && ids.has(causeId));
  }, [items, steps]);
  if (written.length === 0) {
    return <EmptyState title="No logs of it">Its handlers wrote nothing, or it is no longer kept.</EmptyState>;
  }
  return (
    <ol className={styles.logs} aria-label="Logs of this event">
      {written.map(({ sequence, timeMs, level, node, message, fields }) => (
        <li key={sequence} data-level={level}>
          <span className="mono">{clockText(timeMs)}</span>
          <button type="button" className={styles.link} onClick={() => node !== undefined && view.showLogs({ node })}>
            {names.get(node) ?? 'run'}
          </button>
          <span className={styles.logText}>
            {message} {fields !== undefined && <code>{fields}</code>}
          </span>
        </li>
      ))}
    </ol>
  );
}
