import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  title: string;
  /** What to do about it; at most two sentences with the title. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
}

/** A panel with nothing in it, or an error that stands in its place. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  );
}
