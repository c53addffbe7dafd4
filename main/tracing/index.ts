export type { ChangedTraces, StoreStanding, TracesFault } from './messages.ts';
export type { CapturedCall, CapturedRecord, HandlingAttempt } from './query/captured-calls.ts';
export { maxRunFileBytes } from './run-file/run-lines.ts';
export { type UnpackedRun, unpackRun } from './run-file/unpack-run.ts';
export type { WrittenRun } from './run-file/write-run.ts';
export { type LifeSpan, lifeSpans } from './spans/life-spans.ts';
export { type DatabaseDriver } from './store/database.ts';
export type { NamedNode, NamedTopic } from './store/names.ts';
export { Traces } from './traces.ts';
