import { useState, type CSSProperties } from 'react';
import { markSpacing } from './mark-spacing.ts';
import styles from './wire.module.css';

const markLength = 3;
/** The time in which a mark moves a pixel: `--dur-mark` for 32 px. */
const pixelMs = 1400 / 32;

/**
 * Marks move pixel by pixel. Those of all wires do so at the same moments, so that the page is painted about 23 times a
 * second and not at every frame.
 */
function delayToBeat(): string {
  return `-${(performance.now() % pixelMs).toFixed(2)}ms`;
}

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
  const [animationDelay] = useState(delayToBeat);
  if (perSecond < 1) {
    // A new key starts the movement anew: one mark for what has happened since.
    const style: CSSProperties & Record<'--length', number> = { '--length': Math.round(length) };
    return <path key={events} className={styles.singleMark} d={path} style={style} />;
  }
  const spacing = markSpacing(perSecond);
  const style: CSSProperties & Record<'--spacing', number> = { '--spacing': spacing, animationDelay };
  return (
    <path className={styles.marks} d={path} strokeDasharray={`${markLength} ${spacing - markLength}`} style={style} />
  );
}
