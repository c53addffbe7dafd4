import { CircleAlert, CircleCheck, Minus } from 'lucide-react';
import type { ConnectionTest } from '../../shared/contract/index.ts';
import { Icon } from '../ui/icon.tsx';
import { latencyText } from '../ui/number-text.ts';
import styles from './connections-dialog.module.css';

const steps = [
  { key: 'resolve', label: 'Found' },
  { key: 'connect', label: 'Reached' },
  { key: 'tls', label: 'Encrypted' },
  { key: 'authenticate', label: 'Signed in' },
  { key: 'authorize', label: 'Allowed' },
  { key: 'read', label: 'Read' },
] as const;

/** How far a test came, step by step, and what to do next. */
export function ConnectionTestResult({ test }: { test: ConnectionTest }) {
  if (test.ok) {
    return (
      <div className={styles.passed} role="status">
        <p className={styles.verdict}>
          <Icon icon={CircleCheck} /> Connected in {latencyText(test.durationMs)}.
        </p>
        <p className={styles.meta}>
          {test.brokers} {test.brokers === 1 ? 'broker' : 'brokers'}, {test.topics}{' '}
          {test.topics === 1 ? 'topic' : 'topics'}
          {test.clusterId === undefined ? '' : `, cluster ${test.clusterId}`}
        </p>
      </div>
    );
  }
  const failed = steps.findIndex(({ key }) => key === test.failedAt);
  return (
    <div className={styles.failed} role="alert">
      <p className={styles.verdict}>
        <Icon icon={CircleAlert} /> Not connected. {test.message}
      </p>
      <ul className={styles.steps}>
        {steps.map(({ key, label }, index) => (
          <li key={key} data-outcome={index < failed ? 'passed' : index === failed ? 'failed' : 'open'}>
            <Icon icon={index < failed ? CircleCheck : index === failed ? CircleAlert : Minus} size={14} />
            {label}
            {index > failed && <span className={styles.meta}>not tried</span>}
          </li>
        ))}
      </ul>
      <p className={styles.remedy}>{test.remedy}</p>
    </div>
  );
}
