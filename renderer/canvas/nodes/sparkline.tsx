import { memo } from 'react';
import styles from './node.module.css';

const width = 74;
const height = 16;
/** Points that are drawn; more could not be told apart. */
const points = 30;

/** The rate of the last minute. Without axis: its highest point is the line's own. */
export const Sparkline = memo(function Sparkline({ history, warns }: { history: readonly number[]; warns: boolean }) {
  const line = sparklinePath(history);
  return (
    <svg
      className={warns ? `${styles.spark} ${styles.sparkWarns}` : styles.spark}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
    >
      <path className={styles.sparkArea} d={`${line}L${width} ${height}L0 ${height}Z`} />
      <path className={styles.sparkLine} d={line} />
    </svg>
  );
});

export function sparklinePath(history: readonly number[]): string {
  const shown = history.slice(-points);
  const flat = height - 0.7;
  if (shown.length < 2) return `M0 ${flat}L${width} ${flat}`;
  const most = Math.max(...shown, 1e-9);
  return shown
    .map((value, index) => {
      const x = (index / (shown.length - 1)) * width;
      const y = flat - (value / most) * (flat - 1.2);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
