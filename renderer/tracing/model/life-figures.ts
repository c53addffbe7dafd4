import type { LifeStep, StepSpan } from './life-steps.ts';

export interface LifeFigures {
  readonly fromMs: number;
  readonly toMs: number;
  /** Along the way that took longest, and of each of its hops up to where the next began: waiting, pausing between tries, working. */
  readonly waitingMs: number;
  readonly pausingMs: number;
  readonly workingMs: number;
  /** Ends of the tree. */
  readonly branches: number;
  /** Steps that failed for good. */
  readonly failed: readonly LifeStep[];
}

/** Whether an event was given up there, or a record refused. */
export function isFailed({ state }: Pick<LifeStep, 'state'>): boolean {
  return state === 'failed' || state === 'dead-lettered' || state === 'skipped' || state === 'stopped';
}

export function spentOn(spans: readonly StepSpan[], ...kinds: readonly StepSpan['kind'][]): number {
  return spans.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

export function figuresOf(steps: readonly LifeStep[]): LifeFigures {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const parents = new Set(steps.map(({ parent }) => parent));
  const way: LifeStep[] = [];
  let at = steps.reduce<LifeStep | undefined>(
    (last, step) => (last && last.toMs >= step.toMs ? last : step),
    undefined,
  );
  for (; at; at = at.parent === undefined ? undefined : byKey.get(at.parent)) way.push(at);
  // A handler may go on after it has emitted: that is no part of the way.
  const spans = way.flatMap((step, index) => upTo(step.spans, way[index - 1]?.fromMs));
  return {
    fromMs: steps.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
    toMs: steps.reduce((most, { toMs }) => Math.max(most, toMs), 0),
    waitingMs: spentOn(spans, 'waiting'),
    pausingMs: spentOn(spans, 'pausing'),
    workingMs: spentOn(spans, 'working', 'failed'),
    branches: steps.filter(({ key }) => !parents.has(key)).length,
    failed: steps.filter(isFailed),
  };
}

function upTo(spans: readonly StepSpan[], endMs = Number.POSITIVE_INFINITY): StepSpan[] {
  return spans
    .filter(({ fromMs }) => fromMs < endMs)
    .map((span) => (span.toMs > endMs ? { ...span, toMs: endMs } : span));
}

export type LifeDirection = 'whole' | 'forward' | 'backward';

/** Those that are shown: all, what came of the event, or what caused it; the event itself in any case. */
export function stepsTowards(steps: readonly LifeStep[], focus: string, direction: LifeDirection): LifeStep[] {
  if (direction === 'whole') return [...steps];
  const focused = steps.find(({ kind, event }) => kind === 'topic' && event.ref === focus);
  if (!focused) return [...steps];
  if (direction === 'backward') {
    const causes = new Set([focused.key]);
    const byKey = new Map(steps.map((step) => [step.key, step]));
    for (let at = focused.parent; at !== undefined; at = byKey.get(at)?.parent) causes.add(at);
    return steps.filter(({ key }) => causes.has(key));
  }
  const came = new Set([focused.key]);
  // Parents stand before their children.
  for (const { key, parent } of steps) if (parent !== undefined && came.has(parent)) came.add(key);
  return steps.filter(({ key }) => came.has(key));
}

/** The step that a life opens at: where it failed, otherwise the event that was asked for. */
export function firstSelected(steps: readonly LifeStep[], focus: string): LifeStep | undefined {
  const asked = steps.find(({ kind, event }) => kind === 'topic' && event.ref === focus);
  // A dead letter is asked about because of the failure that it came from.
  const cause = asked?.event.edge === 'dead-letter' ? steps.find(({ key }) => key === asked.parent) : undefined;
  return (
    cause ??
    steps.find((step) => step.event.ref === focus && isFailed(step)) ??
    steps.find(isFailed) ??
    asked ??
    steps[0]
  );
}
