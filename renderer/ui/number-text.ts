/** Events a second, as short as it is still true: 0, 0.4, 12, 118, 1.2k. */
export function rateText(perSecond: number): string {
  if (perSecond <= 0) return '0';
  if (perSecond < 0.05) return '<0.1';
  if (perSecond < 9.95) return trimmed(perSecond.toFixed(1));
  return countText(Math.round(perSecond));
}

/** A count as nodes and tabs show it: 812, 5.3k, 32k, 1.2M. */
export function countText(count: number): string {
  if (count < 1000) return String(count);
  if (count < 9950) return `${trimmed((count / 1000).toFixed(1))}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  if (count < 9_950_000) return `${trimmed((count / 1_000_000).toFixed(1))}M`;
  return `${Math.round(count / 1_000_000)}M`;
}

/** 04:12, 1:04:12. */
export function durationText(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:` : ''}${twoDigits(minutes)}:${twoDigits(seconds % 60)}`;
}

/** 0.4 ms, 12 ms, 1.84 s. */
export function latencyText(durationMs: number): string {
  if (durationMs < 9.95) return `${trimmed(durationMs.toFixed(1))} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  return `${(durationMs / 1000).toFixed(durationMs < 9995 ? 2 : 1)} s`;
}

/** 812 B, 5.3 kB, 20 MB. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  for (const [unit, size] of [
    ['kB', 1e3],
    ['MB', 1e6],
  ] as const) {
    if (bytes < size * 999.5)
      return `${bytes < size * 9.95 ? trimmed((bytes / size).toFixed(1)) : Math.round(bytes / size)} ${unit}`;
  }
  return `${trimmed((bytes / 1e9).toFixed(1))} GB`;
}

/** 14:02:31.934, local time. */
export function clockText(timeMs: number): string {
  const time = new Date(timeMs);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}:${twoDigits(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

function trimmed(text: string): string {
  return text.replace(/\.0$/, '');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
