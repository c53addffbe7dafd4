import { useSyncExternalStore } from 'react';

export interface ChartColours {
  readonly series: readonly string[];
  readonly grid: string;
  readonly zero: string;
  readonly text: string;
  readonly warn: string;
  readonly marker: string;
  readonly crash: string;
  readonly font: string;
}

/** Of the nodes in their order: solid, long dash, dots, dash dot. */
export const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [7, 3, 2, 3]];

/** What a canvas needs by value, from the page's tokens. */
export function readChartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const of = (token: string): string => style.getPropertyValue(token).trim();
  return {
    series: [1, 2, 3, 4].map((index) => of(`--series-${index}`)),
    grid: of('--line-subtle'),
    zero: of('--line'),
    text: of('--text-3'),
    warn: of('--warn-mark'),
    marker: of('--line-control'),
    crash: of('--error'),
    font: `11px ${of('--font-mono')}`,
  };
}

/** The page's theme, for what must be drawn anew when it changes. */
export function usePageTheme(): string {
  return useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme'] ?? 'dark');
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
