import type { ReactNode } from 'react';
import styles from './form.module.css';

interface SectionProps {
  title: string;
  /** When a change here takes effect. */
  note?: string;
  children: ReactNode;
}

export function Section({ title, note, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <h3 className={styles.sectionHead}>
        {title} {note !== undefined && <span>{note}</span>}
      </h3>
      {children}
    </section>
  );
}
