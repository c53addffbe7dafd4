import { Network, Table2 } from 'lucide-react';
import { useApp, useView } from '../state/app-state.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './graph-view-choice.module.css';

const choices = [
  { value: 'canvas', label: 'Canvas', icon: Network },
  { value: 'table', label: 'Table', icon: Table2 },
] as const;

/** The graph drawn, or as a table; it stands in the same corner of both. */
export function GraphViewChoice() {
  const { view } = useApp();
  const shown = useView((state) => state.graphView);
  return (
    <div className={styles.choice} role="group" aria-label="The graph as">
      {choices.map(({ value, label, icon }) => (
        <button
          key={value}
          type="button"
          aria-pressed={shown === value}
          onClick={() => view.setState({ graphView: value })}
        >
          <Icon icon={icon} size={14} /> {label}
        </button>
      ))}
    </div>
  );
}
