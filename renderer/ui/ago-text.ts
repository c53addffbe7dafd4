/** How long ago, in plain words: just now, 12 min ago, 3 h ago, yesterday, 18 Nov. */
export function agoText(timeMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  if (hours < 48) return 'yesterday';
  return new Date(timeMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}
