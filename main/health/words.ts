/** `1,234`, `0.4`: as exact as it needs to be. */
export function numberText(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : Math.round(value).toLocaleString('en');
}

/** `12 ms`, `1.9 s`, `18 s`, `3 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${numberText(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 120 ? `${Math.floor(seconds)} s` : `${Math.floor(seconds / 60)} min`;
}

/** `71 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `3 partitions`, `1 partition`. */
export function countText(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? '' : 's'}`;
}
