import type { CSSProperties } from 'react';
import { markSpacing } from './mark-spacing.ts';
import styles from './wire.module.css';

const markLength = 3;

/**
 * Marks that run along a wire, all at one speed; the space between them tells the rate. Under one event a second each
 * event is one mark.
 */
interface MarksProps {
  path: string;
  /** Of the path, in pixels. */
  length: number;
  perSecond: number;
  events: number;
}

export function Marks({ path, length, perSecond, events }: MarksProps) {
  if (perSecond < 1) {
    // A new key starts the movement anew: one mark for what has happened since.
    const style: CSSProperties & Record<'--length', number> = { '--length': Math.round(length) };
    return <path key={events} className={styles.singleMark} d={path} style={style} />;
  }
  const spacing = markSpacing(perSecond);
  const style: CSSProperties & Record<'--spacing', number> = { '--spacing': spacing };
  return (
    <path className={styles.marks} d={path} strokeDasharray={`${markLength} ${spacing - markLength}`} style={style} />
  );
}
