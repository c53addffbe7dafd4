import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Series } from '../../../shared/contract/index.ts';
import { clockText, durationText } from '../../ui/number-text.ts';
import styles from './charts.module.css';

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

interface ScrubberProps {
  /** The whole run. */
  whole: Range;
  /** What the charts show of it. */
  range: Range;
  /** Drawn along the whole run, as the first node's. */
  series: Series | undefined;
  onChange: (range: Range) => void;
}

const shortestMs = 10_000;
const width = 1000;
const height = 26;

/** The whole run in one strip, and the part of it that is shown: drawn by its middle or by its ends, with mouse or keys. */
export function Scrubber({ whole, range, series, onChange }: ScrubberProps) {
  const track = useRef<HTMLDivElement>(null);
  const lengthMs = Math.max(1, whole.toMs - whole.fromMs);
  const share = (timeMs: number): number => Math.min(1, Math.max(0, (timeMs - whole.fromMs) / lengthMs));
  const [from, to] = [share(range.fromMs), share(range.toMs)];
  const drag = (event: PointerEvent<HTMLElement>, part: 'from' | 'to' | 'both'): void => {
    const box = track.current?.getBoundingClientRect();
    if (!box) return;
    event.preventDefault();
    event.stopPropagation();
    const start = event.clientX;
    const { currentTarget } = event;
    const move = ({ clientX }: globalThis.PointerEvent): void => {
      onChange(moved(range, whole, part, ((clientX - start) / box.width) * lengthMs));
    };
    currentTarget.setPointerCapture(event.pointerId);
    currentTarget.addEventListener('pointermove', move);
    currentTarget.addEventListener('pointerup', () => currentTarget.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const step = (event: KeyboardEvent, part: 'from' | 'to'): void => {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    onChange(moved(range, whole, part, direction * lengthMs * (event.shiftKey ? 0.1 : 0.01)));
  };
  const handle = (part: 'from' | 'to', at: number, label: string) => (
    <button
      type="button"
      className={styles.handle}
      style={{ left: `${at * 100}%` }}
      role="slider"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={clockText(part === 'from' ? range.fromMs : range.toMs).slice(0, 8)}
      onPointerDown={(event) => drag(event, part)}
      onKeyDown={(event) => step(event, part)}
    />
  );
  return (
    <div className={styles.scrubber}>
      <span>
        Whole run <b className="mono">{durationText(lengthMs)}</b>
      </span>
      <div ref={track} className={styles.track}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
          <path d={outline(series)} />
        </svg>
        <div
          className={styles.window}
          style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
          onPointerDown={(event) => drag(event, 'both')}
        />
        {handle('from', from, 'Beginning of what is shown')}
        {handle('to', to, 'End of what is shown')}
      </div>
      <span>wheel zooms</span>
    </div>
  );
}

/** By so many ms, within the run and no shorter than ten seconds. */
export function moved(range: Range, whole: Range, part: 'from' | 'to' | 'both', byMs: number): Range {
  const { fromMs, toMs } = range;
  if (part === 'from') return { fromMs: Math.max(whole.fromMs, Math.min(fromMs + byMs, toMs - shortestMs)), toMs };
  if (part === 'to') return { fromMs, toMs: Math.min(whole.toMs, Math.max(toMs + byMs, fromMs + shortestMs)) };
  const allowed = Math.min(whole.toMs - toMs, Math.max(whole.fromMs - fromMs, byMs));
  return { fromMs: fromMs + allowed, toMs: toMs + allowed };
}

/** Lag where there is any, otherwise the rate. */
function outline(series: Series | undefined): string {
  if (!series) return '';
  const values = series.lag.some((value) => value !== null) ? series.lag : series.perSecond;
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0));
  return values
    .map((value, index) => {
      const x = (index / Math.max(1, values.length - 1)) * width;
      const y = height - 2 - ((value ?? 0) / most) * (height - 6);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
