const widest = 48;
const closest = 14;
/** The rate at which marks are closest. */
const fullRate = 3000;
/** Spacing changes in steps, so that the small changes of a live rate don't make marks jump. */
const step = 2;

/** Space between two marks for a rate, in pixels: logarithmic, from 48 at one event a second to 14. */
export function markSpacing(perSecond: number): number {
  const part = Math.min(1, Math.log10(Math.max(1, perSecond)) / Math.log10(fullRate));
  return Math.round((widest - part * (widest - closest)) / step) * step;
}
