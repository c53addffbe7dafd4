import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { Icon } from './icon.tsx';

interface BannerProps {
  icon: LucideIcon;
  /** Its name for a screen reader. */
  label: string;
  children: ReactNode;
  actions: ReactNode;
}

/** Something about the whole project that stays in sight until it is dealt with. */
export function Banner({ icon, label, children, actions }: BannerProps) {
  return (
    <section className={styles.banner} aria-label={label}>
      <Icon icon={icon} size={16} />
      <p className={styles.text}>{children}</p>
      <span className={styles.actions}>{actions}</span>
    </section>
  );
}
