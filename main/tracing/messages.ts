import type { TraceSummary } from '../../shared/contract/index.ts';
import type { Fault } from '../../shared/lib/index.ts';
import type { DatabaseDriver } from './store/database.ts';
import type { TraceStore, TraceStoreOptions } from './trace-store.ts';

/** What the thread does on request, under the names of the store's own methods. */
/** What is to have all that was told before it. */
export const storeQuestions = [
  'sessions',
  'life',
  'attemptsAt',
  'callOf',
  'tracesAfter',
  'search',
  'missed',
  'counts',
  'forget',
  'saveRun',
  'openRun',
] as const satisfies (keyof TraceStore)[];
type StoreTelling =
  'resize' | 'beginSession' | 'learn' | 'hostStarted' | 'take' | 'seen' | 'lost' | 'hostEnded' | 'endSession';

export type StoreCallName = (typeof storeQuestions)[number] | StoreTelling;
export type StoreCalls = Pick<TraceStore, StoreCallName>;

export interface StoreStanding {
  readonly driver: DatabaseDriver;
  readonly bytes: number;
  readonly share: number;
  readonly hopsPerSecond: number;
}

/** Traces that have changed, as they stand now. */
export interface ChangedTraces {
  readonly traces: readonly TraceSummary[];
  /** Further ones. */
  readonly dropped: number;
  readonly share: number;
  readonly hopsPerSecond: number;
}

export type TracesFaultCode =
  /** Another process keeps the traces of this project. */
  | 'in-use'
  /** A newer version wrote the file. */
  | 'store-newer'
  /** The thread is gone, or the file can't be written. */
  | 'traces-unavailable'
  /** A file is no run, or a damaged one. */
  | 'run-unreadable'
  /** A call failed; the message says why. */
  | 'store-failed';
export type TracesFault = Fault<TracesFaultCode>;

/** What a thread is started with. */
export type ThreadStart = TraceStoreOptions;

export type MessageToThread =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: StoreCallName;
      readonly parameters: readonly unknown[];
    }
  /** Writes what waits, and answers how the store stands. */
  | { readonly type: 'standing'; readonly id: number }
  /** Whether changed traces are to be told, beginning with the newest. */
  | { readonly type: 'watch'; readonly isWatched: boolean }
  | { readonly type: 'close'; readonly id: number };

export type MessageFromThread =
  | { readonly type: 'opened' }
  | { readonly type: 'not-opened'; readonly code: TracesFaultCode; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly code: TracesFaultCode; readonly message: string }
  | ({ readonly type: 'changed' } & ChangedTraces);
