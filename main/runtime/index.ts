export {
  buildPlan,
  type PlanDiagnostic,
  type PlanOptions,
  type PlanOutcome,
  type PlanSource,
} from './plan/build-plan.ts';
export type * from './plan/plan.ts';
export type { PlanAction } from './plan/plan-difference.ts';
export type { CountKind, ErrorReport, Measure, ReportBatch, RuntimeReport } from './reports.ts';
export type { TrialInput } from './protocol/trial.ts';
export { type Trial, type TrialOutcome, Trials, tryHandler } from './supervisor/trials.ts';
export { recordOfLog } from './handler-host/record-of-log.ts';
export { createRuntime } from './supervisor/runtime.ts';
export { causeHeader, eventIdHeader, traceparentHeader } from './record-headers.ts';
export { originOfRecord } from './handler-host/event-origin.ts';
export type * from './types.ts';
export { countReplayRows } from './triggers/replay-rows.ts';
