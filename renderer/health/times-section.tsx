import type { CallTimes } from '../../shared/contract/index.ts';
import { countText, latencyText } from '../ui/number-text.ts';
import styles from './health-tab.module.css';

interface TimesSectionProps {
  title: string;
  times: CallTimes | undefined;
  things: string;
}

/** Percentiles beside one another, the longest as the whole width. */
export function TimesSection({ title, times, things }: TimesSectionProps) {
  const rows = times
    ? ([
        ['p50', times.p50Ms],
        ['p95', times.p95Ms],
        ['p99', times.p99Ms],
      ] as const)
    : [];
  const most = Math.max(0.001, ...rows.map(([, ms]) => ms));
  return (
    <section aria-label={title}>
      <h3 className={styles.sectionHead}>
        {title}
        <span>{times ? `${countText(times.calls)} ${things}, last 10 s` : `no ${things} in the last 10 s`}</span>
      </h3>
      {rows.map(([name, ms]) => (
        <div key={name} className={styles.time}>
          <span>{name}</span>
          <i style={{ width: `${Math.max(1, (ms / most) * 100)}%` }} />
          <span className="mono">{latencyText(ms)}</span>
        </div>
      ))}
    </section>
  );
}
