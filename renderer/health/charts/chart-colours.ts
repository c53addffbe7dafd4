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
function readChartColours(): ChartColours {
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

let read: { readonly theme: string | undefined; readonly colours: ChartColours } | undefined;

/** The colours of the page's theme; other ones when it changes. */
export function useChartColours(): ChartColours {
  return useSyncExternalStore(subscribe, coloursNow);
}

function coloursNow(): ChartColours {
  const theme = document.documentElement.dataset['theme'];
  if (read?.theme !== theme || !read) read = { theme, colours: readChartColours() };
  return read.colours;
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
