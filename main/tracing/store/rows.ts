import type { AttemptOutcome, GivenUpWay } from '../../../shared/hops/index.ts';
import type { LifeAttempt, LifeEvent } from '../../../shared/contract/index.ts';

/** In the store as their places in these lists, which only grow. */
export const edges = ['root', 'known', 'inferred', 'late', 'dead-letter'] as const satisfies LifeEvent['edge'][];
export type Edge = (typeof edges)[number];

export const outcomes = [
  'running',
  'done',
  'failed',
  'timed-out',
  'worker-lost',
  'interrupted',
  'refused',
  'abandoned',
  'host-lost',
] as const satisfies LifeAttempt['outcome'][];
export type Outcome = (typeof outcomes)[number] | AttemptOutcome;

export const waysOfGivingUp = ['dead-lettered', 'skipped', 'stopped'] as const satisfies GivenUpWay[];

/** A trace of one session, in memory while it goes on. Node and topic by their numbers in the store. */
export interface TraceRow {
  readonly id: number;
  readonly traceId: string;
  readonly session: number;
  isStored: boolean;
  startedMs: number;
  lastMs: number;
  root: { event: string; topic: number; node: number | undefined; key: Uint8Array | null } | undefined;
  records: number;
  attempts: number;
  failedAttempts: number;
  deadLetters: number;
}

export interface PlaceRow {
  readonly topic: number;
  readonly partition: number;
  readonly offset: string;
}

export interface RecordRow {
  readonly trace: TraceRow;
  readonly event: string;
  readonly topic: number;
  readonly partition: number | undefined;
  readonly offset: string | undefined;
  readonly cause: { readonly event: string; readonly place: PlaceRow | undefined } | undefined;
  readonly edge: Edge;
  /** As the store numbers it. */
  readonly attempt: number | undefined;
  readonly node: number | undefined;
  readonly sentMs: number | undefined;
  readonly appendedMs: number | undefined;
  readonly timestampMs: number | undefined;
  readonly payload:
    | {
        readonly key: Uint8Array | null;
        readonly keyBytes: number;
        readonly value: Uint8Array | null;
        readonly valueBytes: number;
      }
    | undefined;
  readonly parentSpan: string | undefined;
  readonly error: ErrorRow | undefined;
  /** Its transaction was aborted. */
  readonly isTakenBack?: boolean;
}

export interface ErrorRow {
  readonly message: string;
  readonly code: string;
  readonly stack: string;
}

export interface AttemptRow {
  /** As the store numbers it. */
  readonly id: number;
  readonly slot: number;
  readonly callRecords: number;
  trace: TraceRow;
  readonly event: string;
  /** Absent for a tick. */
  readonly place: PlaceRow | undefined;
  readonly node: number;
  readonly instance: number;
  readonly tries: number;
  readonly fetchedMs: number | undefined;
  readonly startedMs: number | undefined;
  isStored: boolean;
  endedMs: number | undefined;
  outcome: Outcome;
  counted: boolean;
  error: ErrorRow | undefined;
  retryInMs: number | undefined;
  givenUp: { readonly way: GivenUpWay; readonly timeMs: number } | undefined;
  /** What its handler read off the clock; of a call its first record's attempt has it. */
  clockMs: readonly number[] | undefined;
}

export interface CommitRow extends PlaceRow {
  readonly node: number;
  readonly timeMs: number;
}

export interface CountRow {
  readonly session: number;
  readonly node: number;
  /** 0 for none. */
  readonly topic: number;
  readonly kind: string;
  readonly count: number;
}

/** What has changed since the last write. */
export interface Changes {
  readonly traces: Set<TraceRow>;
  readonly records: RecordRow[];
  readonly attempts: Set<AttemptRow>;
  readonly commits: CommitRow[];
  readonly counts: Map<string, CountRow>;
}

export function noChanges(): Changes {
  return { traces: new Set(), records: [], attempts: new Set(), commits: [], counts: new Map() };
}
