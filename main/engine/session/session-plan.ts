import type { Diagnostic } from '../../../shared/graph/index.ts';
import { buildPlan, countReplayRows, type Plan, type PlanSource } from '../../runtime/index.ts';

export interface SessionPlanOptions {
  /** In place of the project's own. */
  readonly seed?: number;
  /** Of this run among those on the same records, from 0. An embedded broker of the session's own counts by itself. */
  readonly runOrdinal?: number;
  /** In front of topics and groups, with a dot between. */
  readonly prefix?: string;
  /** What handlers see as `env`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ids of producers and consumers that are left out. */
  readonly stoppedNodes?: ReadonlySet<string>;
  /** Ticks that the producers which tick by themselves make together. */
  readonly maxTicks?: number;
}

/** The plan of a session, or the diagnostics that say why there is none; warnings beside a plan. */
export async function planSession(
  project: PlanSource,
  options: SessionPlanOptions,
): Promise<{ plan: Plan | undefined; diagnostics: readonly Diagnostic[] }> {
  const { maxTicks } = options;
  const replayRows = maxTicks === undefined ? undefined : await countRows(project, maxTicks);
  const outcome = buildPlan(project, { ...options, ...(replayRows === undefined ? {} : { replayRows }) });
  if (!outcome.ok) return { plan: undefined, diagnostics: outcome.diagnostics };
  if (maxTicks !== undefined && !ticksByItself(outcome.plan)) {
    return { plan: undefined, diagnostics: [...outcome.diagnostics, nothingTicks] };
  }
  return { plan: outcome.plan, diagnostics: outcome.diagnostics };
}

const nothingTicks: Diagnostic = {
  code: 'session.nothing-ticks',
  severity: 'error',
  message: 'No producer ticks by itself, so a number of events would never be reached.',
  place: {},
  remedy: 'Give a producer an interval, rate, cron or replay trigger, or run without a number of events.',
};

function ticksByItself(plan: Plan): boolean {
  return plan.services.some((service) => service.producers.some(({ maxTicks = 0 }) => maxTicks > 0));
}

/** Rows by file, counted no further than they can matter. A file that can't be read is the producer's to complain of. */
async function countRows({ graph, folder }: PlanSource, limit: number): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  for (const node of graph.nodes) {
    if (node.kind !== 'producer' || node.trigger.type !== 'replay' || rows.has(node.trigger.file)) continue;
    const count = await countReplayRows(folder, node.trigger, limit).catch(() => undefined);
    if (count !== undefined) rows.set(node.trigger.file, count);
  }
  return rows;
}
