import type { Alert, AlertCondition, AlertRule } from '../../shared/contract/index.ts';
import { alertWords } from './alert-words.ts';
import type { WatchedFigures } from './watched-figures.ts';

/** At the second look in a row: one that was off raises nothing. */
const raiseAfterMs = 900;
/** So long it must be well below before the alert ends. */
const endAfterMs = 5000;
/** Of the threshold: what counts as well below. */
const wellBelow = 0.8;

interface Standing {
  breachedSinceMs: number | undefined;
  wellSinceMs: number | undefined;
  alert: Alert | undefined;
}

/**
 * Raises an alert once when a rule's threshold is passed for a moment, and ends it only when the figure has been well below for some
 * time: a figure that goes up and down around its threshold is one alert. Pure.
 */
export class Alerts {
  private rules: readonly AlertRule[] = [];
  private readonly standings = new Map<string, Standing>();

  /** A rule that changed begins anew. */
  setRules(rules: readonly AlertRule[]): void {
    const before = new Map(this.rules.map((rule) => [rule.id, JSON.stringify(rule)]));
    this.rules = rules;
    const ids = new Set(rules.map(({ id }) => id));
    for (const id of this.standings.keys()) if (!ids.has(id)) this.standings.delete(id);
    for (const rule of rules) if (before.get(rule.id) !== JSON.stringify(rule)) this.standings.delete(rule.id);
  }

  /** Alerts that stand, the newest first. */
  get raised(): Alert[] {
    return [...this.standings.values()]
      .flatMap(({ alert }) => alert ?? [])
      .toSorted((one, other) => other.sinceMs - one.sinceMs);
  }

  /** Nothing runs: nothing is wrong any more. */
  clear(): void {
    this.standings.clear();
  }

  /** Called about once a second. @returns what was raised by this */
  judge(figuresOf: (node: string) => WatchedFigures | undefined, nowMs: number): Alert[] {
    return this.rules.flatMap((rule) => {
      const figures = figuresOf(rule.node);
      const reading = figures && readingOf(rule.condition, figures);
      return reading ? this.judgeOne(rule, { ...reading, message: alertWords(rule.condition, figures) }, nowMs) : [];
    });
  }

  private judgeOne(rule: AlertRule, reading: Reading & { message: string }, nowMs: number): Alert[] {
    const standing = this.standings.get(rule.id) ?? {
      breachedSinceMs: undefined,
      wellSinceMs: undefined,
      alert: undefined,
    };
    this.standings.set(rule.id, standing);
    if (reading.isBreached) standing.breachedSinceMs ??= nowMs;
    else standing.breachedSinceMs = undefined;
    if (reading.isWell) standing.wellSinceMs ??= nowMs;
    else standing.wellSinceMs = undefined;
    if (standing.alert) {
      if (standing.wellSinceMs !== undefined && nowMs - standing.wellSinceMs >= endAfterMs) standing.alert = undefined;
      return [];
    }
    const { breachedSinceMs } = standing;
    const waitMs = rule.condition.measure === 'state' ? 0 : raiseAfterMs;
    if (breachedSinceMs === undefined || nowMs - breachedSinceMs < waitMs) return [];
    const { message } = reading;
    standing.alert = { rule, sinceMs: nowMs, message, ...(reading.value !== undefined && { value: reading.value }) };
    return [standing.alert];
  }
}

interface Reading {
  readonly isBreached: boolean;
  readonly isWell: boolean;
  readonly value?: number;
}

/** Undefined where the figure isn't known. */
function readingOf(condition: AlertCondition, figures: WatchedFigures): Reading | undefined {
  switch (condition.measure) {
    case 'lag':
      return against(figures.lag, condition.above);
    case 'waits':
      return against(figures.waitsMs, condition.aboveMs);
    case 'p95':
      return against(figures.p95Ms, condition.aboveMs);
    case 'errors':
      return against(figures.errorShare, condition.aboveShare);
    case 'state': {
      const isBreached = condition.states.some((state) => state === figures.state);
      return { isBreached, isWell: !isBreached };
    }
  }
}

function against(value: number | undefined, threshold: number): Reading | undefined {
  if (value === undefined) return undefined;
  return { isBreached: value > threshold, isWell: value <= threshold * wellBelow, value };
}
