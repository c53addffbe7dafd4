/** A stretch of time that is drawn, at a scale of its own; places are shares of the whole width, 0 to 1. */
export interface TimeSection {
  readonly fromMs: number;
  readonly toMs: number;
  readonly left: number;
  readonly width: number;
}

export interface TimeTick {
  readonly at: number;
  /** Since the beginning. */
  readonly ms: number;
}

export interface TimeScale {
  readonly sections: readonly TimeSection[];
  /** Between two sections: time that is left out. */
  readonly cuts: readonly { readonly left: number; readonly width: number; readonly ms: number }[];
  readonly ticks: readonly TimeTick[];
  readonly cutMs: number;
  /** Where a moment stands, 0 to 1. */
  readonly place: (ms: number) => number;
}

/**
 * The largest gap of a stretch is left out where, drawn at one scale with it, what stands on one of its sides could not be told apart: several
 * moments within so small a share of the stretch.
 */
const crowdedShare = 0.04;
const crowdedMoments = 3;
/** What is cut out is worth a break in the axis only where it is at least this share. */
const leastCutShare = 0.5;
const mostCuts = 3;
const cutWidth = 0.075;
/** No section is narrower. */
const leastWeight = 0.12;

/**
 * A time axis on which milliseconds can be read beside seconds: where one wait dwarfs the rest, it is cut out, and each part that is left gets
 * width by how much happens in it. `momentsMs`: when something begins or ends.
 */
export function timeScale(momentsMs: readonly number[]): TimeScale {
  const moments = [...new Set(momentsMs)].sort((left, right) => left - right);
  const stretches = stretchesOf(moments);
  const cutCount = stretches.length - 1;
  const weights = stretches.map((stretch) => Math.sqrt(stretch.length));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const least = leastWeight * sum;
  const lifted = weights.map((weight) => Math.max(weight, least));
  const total = lifted.reduce((all, weight) => all + weight, 0);
  const room = 1 - cutCount * cutWidth;
  const sections: TimeSection[] = [];
  let left = 0;
  for (const [index, stretch] of stretches.entries()) {
    const width = (room * (lifted[index] ?? 0)) / (total || 1);
    sections.push({ fromMs: stretch[0] ?? 0, toMs: stretch.at(-1) ?? 0, left, width });
    left += width + cutWidth;
  }
  const cuts = sections.slice(1).flatMap((section, index) => {
    const former = sections[index];
    if (!former) return [];
    return [{ left: former.left + former.width, width: cutWidth, ms: section.fromMs - former.toMs }];
  });
  const beginMs = sections[0]?.fromMs ?? 0;
  return {
    sections,
    cuts,
    ticks: sections.flatMap((section) => ticksOf(section, beginMs)),
    cutMs: cuts.reduce((all, { ms }) => all + ms, 0),
    place: (ms) => placeIn(sections, ms),
  };
}

/** Moments that are drawn together; between two lists time is cut out. */
function stretchesOf(moments: readonly number[]): number[][] {
  const stretches: number[][] = [[...moments]];
  while (stretches.length <= mostCuts) {
    const cuts = stretches.flatMap((stretch, index) => {
      const gap = gapToCut(stretch);
      return gap ? [{ index, ...gap }] : [];
    });
    const [largest] = cuts.toSorted((one, other) => other.ms - one.ms);
    if (!largest) break;
    const stretch = stretches[largest.index] ?? [];
    stretches.splice(largest.index, 1, stretch.slice(0, largest.before), stretch.slice(largest.before));
  }
  return stretches;
}

/** `before`: how many moments stand before it. */
function gapToCut(stretch: readonly number[]): { ms: number; before: number } | undefined {
  const at = (index: number): number => stretch.at(index) ?? 0;
  let ms = 0;
  let before = 0;
  for (let index = 1; index < stretch.length; index += 1) {
    const gap = at(index) - at(index - 1);
    if (gap > ms) [ms, before] = [gap, index];
  }
  const whole = at(-1) - at(0);
  if (whole <= 0 || ms < leastCutShare * whole) return undefined;
  const isCrowded = (count: number, spanMs: number): boolean =>
    count >= crowdedMoments && spanMs < crowdedShare * whole;
  const crowds = isCrowded(before, at(before - 1) - at(0)) || isCrowded(stretch.length - before, at(-1) - at(before));
  return crowds ? { ms, before } : undefined;
}

export interface AxisLabel {
  readonly at: number;
  readonly text: string;
}

/** So much more room a label with its unit takes. */
const withUnit = 1.5;

/** What is written at the axis, no two nearer than `room`: numbers in the unit of their section, which its last one names. */
export function axisLabels({ sections, ticks }: TimeScale, room: number): AxisLabel[] {
  const labels: AxisLabel[] = [];
  for (const { left, width } of sections) {
    const own = ticks.filter(({ at }) => at >= left - 1e-9 && at <= left + width + 1e-9);
    const placed: TimeTick[] = [];
    for (const tick of own) {
      // Behind the former section stands its unit.
      const isClear = placed.length > 0 || tick.at - (labels.at(-1)?.at ?? -1) >= room * withUnit;
      if (isClear && tick.at - (placed.at(-1)?.at ?? -1) >= room) placed.push(tick);
    }
    const [before, last] = placed.slice(-2);
    if (before && last && last.at - before.at < room * withUnit) placed.splice(-2, 1);
    const inSeconds = (own.at(-1)?.ms ?? 0) >= 1000;
    for (const [index, { at, ms }] of placed.entries()) {
      const number = Number((inSeconds ? ms / 1000 : ms).toPrecision(6));
      const unit = index === placed.length - 1 ? (inSeconds ? ' s' : ' ms') : '';
      labels.push({ at, text: `${number.toLocaleString('en')}${unit}` });
    }
  }
  return labels;
}

function placeIn(sections: readonly TimeSection[], ms: number): number {
  for (const { fromMs, toMs, left, width } of sections) {
    if (ms < fromMs) return Math.max(0, left - cutWidth / 2);
    if (ms <= toMs) return toMs > fromMs ? left + (width * (ms - fromMs)) / (toMs - fromMs) : left + width / 2;
  }
  return 1;
}

/** So much of the whole width has room for one. */
const roomOfTick = 0.13;

function ticksOf({ fromMs, toMs, left, width }: TimeSection, beginMs: number): TimeTick[] {
  const span = toMs - fromMs;
  if (span <= 0) return [{ at: left + width / 2, ms: fromMs - beginMs }];
  const stepMs = roundedUp((span * roomOfTick) / width);
  // Without the sum a beginning at 0 would be -0.
  const first = Math.ceil((fromMs - beginMs) / stepMs - 1e-9) * stepMs + 0;
  const ticks: TimeTick[] = [];
  for (let ms = first; ms <= toMs - beginMs + span * 1e-9; ms += stepMs) {
    ticks.push({ at: left + (width * (ms + beginMs - fromMs)) / span, ms });
  }
  // A section is told by one of its moments at least.
  return ticks.length > 0 ? ticks : [{ at: left, ms: fromMs - beginMs }];
}

/** To 1, 2 or 5 times a power of ten. */
function roundedUp(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10;
  return step * power;
}
