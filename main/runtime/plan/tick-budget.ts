import { Cron } from 'croner';
import type { Trigger } from '../../../shared/graph/index.ts';
import type { PlannedProducer } from './plan.ts';

/** A replay without a pace of its own is taken to give this many rows a second, for sharing only. */
const unpacedReplayPerSecond = 100;

/** Cadence of a cron expression is read off its next two runs after this instant, so that shares never depend on today. */
const cronReference = new Date('2024-01-01T00:00:00Z');

/**
 * Shares `maxTicks` among the producers that tick by themselves, as if they all ran on one exact clock: each tick has a due
 * time (its number times the producer's period), and the earliest `maxTicks` are taken, equal ones in the order of the
 * graph. A replay that doesn't repeat gets no more than its rows. Deterministic: it depends on nothing that happens.
 *
 * @returns ticks by node id; manual and HTTP producers have no entry.
 */
export function shareTicks(
  producers: readonly PlannedProducer[],
  maxTicks: number,
  replayRows: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const runners = producers.flatMap((producer) => {
    const periodMs = tickPeriodMs(producer.trigger);
    return Number.isFinite(periodMs)
      ? [{ id: producer.id, periodMs, limit: tickLimit(producer.trigger, replayRows) }]
      : [];
  });
  const shares = new Map(runners.map((runner) => [runner.id, 0]));
  // All ticks due strictly before some time are taken by arithmetic; only what is left is dealt out tick by tick.
  const dueBefore = (untilMs: number): number[] =>
    runners.map(({ periodMs, limit }) => Math.min(limit, Math.ceil(untilMs / periodMs)));
  let low = 0;
  let high = maxTicks * Math.max(1, ...runners.map((runner) => runner.periodMs));
  for (let step = 0; step < 100 && high - low > 1e-6; step += 1) {
    const middle = (low + high) / 2;
    if (sum(dueBefore(middle)) <= maxTicks) low = middle;
    else high = middle;
  }
  dueBefore(low).forEach((ticks, index) => shares.set(runners[index]?.id ?? '', ticks));
  for (let left = maxTicks - sum([...shares.values()]); left > 0; left -= 1) {
    const [next] = runners
      .filter((runner) => (shares.get(runner.id) ?? 0) < runner.limit)
      .map((runner) => ({ id: runner.id, dueMs: (shares.get(runner.id) ?? 0) * runner.periodMs }))
      .sort((one, other) => one.dueMs - other.dueMs);
    if (!next) break;
    shares.set(next.id, (shares.get(next.id) ?? 0) + 1);
  }
  return shares;
}

function tickLimit(trigger: Trigger, replayRows: ReadonlyMap<string, number>): number {
  if (trigger.type !== 'replay') return Number.POSITIVE_INFINITY;
  const rows = replayRows.get(trigger.file) ?? Number.POSITIVE_INFINITY;
  return trigger.repeat && rows > 0 ? Number.POSITIVE_INFINITY : rows;
}

/** Infinite where the producer ticks only when asked. */
function tickPeriodMs(trigger: Trigger): number {
  switch (trigger.type) {
    case 'manual':
    case 'http':
      return Number.POSITIVE_INFINITY;
    case 'interval':
      return trigger.everyMs;
    case 'rate':
      return 1000 / trigger.perSecond;
    case 'replay':
      return 1000 / (trigger.perSecond ?? unpacedReplayPerSecond);
    case 'cron':
      return cronPeriodMs(trigger.expression, trigger.timeZone);
  }
}

function cronPeriodMs(expression: string, timeZone: string | undefined): number {
  const [first, second] = new Cron(expression, { paused: true, timezone: timeZone }).nextRuns(2, cronReference);
  return first && second ? second.getTime() - first.getTime() : 86_400_000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
