/**
 * What a handler host tells of each event's life. Times are milliseconds since the Unix epoch, with fractions, by one clock a
 * machine; topics go by their names on the cluster, nodes by their ids in the graph, offsets are decimal.
 */

/**
 * `known`: the handler was called with the cause, or named it. `inferred`: a batch handler named none, or the code that emitted
 * stems from another call. `late`: emitted after its call had ended.
 */
export const causeCertainties = ['known', 'inferred', 'late'] as const;
export type CauseCertainty = (typeof causeCertainties)[number];

/** Where a record stands. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** A key and a value as far as they are kept: the first bytes, and how many there were. */
export interface HopPayload {
  readonly key: Uint8Array | null;
  readonly keyBytes: number;
  readonly value: Uint8Array | null;
  readonly valueBytes: number;
}

/** A record that a handler was called with, as its own headers tell of it. */
export interface HandledRecord extends RecordPlace {
  readonly eventId: string;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly fetchedMs: number;
  /** The record's own timestamp. */
  readonly timestampMs: number;
  /** Where its headers name one. */
  readonly cause?: HandledCause | undefined;
  /** The span that the `traceparent` of a foreign record names. */
  readonly parentSpan?: string | undefined;
  /** Present where no `sent` tells of it: nobody of ours sent it, or the host died that did. */
  readonly payload?: HopPayload | undefined;
}

export interface HandledCause {
  readonly eventId: string;
  /** The node that emitted the record, or gave it up. */
  readonly node: string;
  readonly certainty: CauseCertainty;
  /** Of a dead letter: the record that it stands for. */
  readonly deadLetterOf?: RecordPlace | undefined;
}

export interface HopError {
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
}

/** The record that stands for an event that was given up. */
export interface SentLetter {
  readonly place: RecordPlace;
  readonly sentMs: number;
  readonly payload: HopPayload;
}

/** How an attempt ended. `abandoned`: its partition was taken away, or the run stopped, so that its result counts for nothing. */
export const attemptOutcomes = [
  'done',
  'failed',
  'timed-out',
  'worker-lost',
  'interrupted',
  'refused',
  'abandoned',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

export const givenUpWays = ['dead-lettered', 'skipped', 'stopped'] as const;
export type GivenUpWay = (typeof givenUpWays)[number];

/** How the transaction of an attempt ended that a record was sent in. `aborted`: those who read committed records never see it. */
export const transactionEnds = ['committed', 'aborted'] as const;
export type TransactionEnd = (typeof transactionEnds)[number];

/**
 * Attempts are told apart by numbers that count up in a host: a call of n records takes n of them, `attempt` being the first
 * record's; see `AttemptNumbers`. Two attempts of the same record, before and after a crash, never share one.
 */
export type Hop =
  /** A producer's handler was called. */
  | {
      readonly type: 'tick-started';
      readonly attempt: number;
      readonly node: string;
      readonly tries: number;
      readonly timeMs: number;
      readonly tickId: string;
      readonly traceId: string;
    }
  /** A consumer's handler was called; also says when the records were fetched. */
  | {
      readonly type: 'started';
      readonly attempt: number;
      readonly node: string;
      readonly instance: number;
      /** 1 on the first try. */
      readonly tries: number;
      readonly timeMs: number;
      readonly records: readonly HandledRecord[];
    }
  | {
      readonly type: 'ended';
      readonly attempt: number;
      readonly timeMs: number;
      readonly outcome: AttemptOutcome;
      /** Whether it counts against its records. */
      readonly counted: boolean;
      readonly error?: HopError | undefined;
    }
  /** What the handler read off its clock in a call, told before it ends: the first readings, in their order. */
  | { readonly type: 'clock-read'; readonly attempt: number; readonly readingsMs: readonly number[] }
  /** It will be tried again after a wait. */
  | { readonly type: 'retry'; readonly attempt: number; readonly timeMs: number; readonly delayMs: number }
  /** A record was produced and, unless there is an error, appended. */
  | {
      readonly type: 'sent';
      readonly attempt: number;
      readonly node: string;
      readonly eventId: string;
      readonly traceId: string;
      readonly causeId: string;
      /** The very record that caused it; absent where a tick did. */
      readonly cause?: RecordPlace | undefined;
      readonly certainty: CauseCertainty;
      readonly topic: string;
      /** Absent where it was refused. */
      readonly place?: { readonly partition: number; readonly offset: string } | undefined;
      readonly sentMs: number;
      /** When the cluster acknowledged or refused it. */
      readonly endedMs: number;
      readonly payload: HopPayload;
      readonly error?: HopError | undefined;
      /** Told once it has ended; absent where there was none. */
      readonly transaction?: TransactionEnd | undefined;
    }
  /** An event will not be tried again. */
  | {
      readonly type: 'given-up';
      readonly way: GivenUpWay;
      readonly node: string;
      readonly instance: number;
      /** Its last attempt in this host; absent where the host before had it. */
      readonly attempt?: number | undefined;
      readonly tries: number;
      readonly timeMs: number;
      readonly record: HandledRecord;
      readonly error: HopError;
      /** Of a dead letter. */
      readonly letter?: SentLetter | undefined;
    }
  /** The group goes on at `place.offset`. */
  | { readonly type: 'committed'; readonly node: string; readonly place: RecordPlace; readonly timeMs: number };
