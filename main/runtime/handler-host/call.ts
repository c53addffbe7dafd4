import type { AttemptError } from '../../../shared/delivery/index.ts';
import { createDeferred } from '../deferred.ts';
import type { CallInput } from '../protocol/host-worker.ts';
import type { EventOrigin } from './event-origin.ts';
import type { SentEvent } from './event-sender.ts';
import type { CallTransaction } from './transactional-calls.ts';

/** How long, in milliseconds, a call may take to settle by itself after it was aborted for this reason. */
export function graceOfAbort(reason: string): number {
  return { 'timed-out': 200, drained: 200, revoked: 2_000 }[reason] ?? 0;
}

/** One call of a handler, as a node of the host asks for it. */
export interface CallRequest {
  readonly input: CallInput;
  readonly attempt: number;
  /** By the index of the record; of a tick one. */
  readonly origins: readonly EventOrigin[];
  /** Of its first record, or its tick: see shared/hops. Absent where no hops are recorded. */
  readonly attemptNumber?: number;
  /** Headers that every emit of this call gets, unless it sets them itself. */
  readonly emitHeaders?: Readonly<Record<string, string>>;
  /** Where the consumer delivers exactly once: what its emits are a part of. */
  readonly transaction?: CallTransaction | undefined;
  /** Hears, before the call ends, what its handler read off the clock; not called where it read none. */
  readonly onClockRead?: (readingsMs: readonly number[]) => void;
  /** Aborted when the result no longer counts; see shared/delivery `Attempt`. */
  readonly signal: AbortSignal;
  /** How long the call may wait for its worker to be there. */
  readonly readyTimeoutMs: number;
}

/** How a call ended. `refused` names records by their index in the call. */
export type CallOutcome =
  | { readonly type: 'done'; readonly sent: readonly SentEvent[] }
  | { readonly type: 'failed'; readonly error: AttemptError }
  | { readonly type: 'refused'; readonly refusals: readonly { record: number; error: AttemptError }[] }
  /** The call's own code ended the worker. */
  | { readonly type: 'worker-ended'; readonly error: AttemptError }
  /** The worker died, and which of its calls did it isn't known. */
  | { readonly type: 'worker-lost'; readonly error: AttemptError }
  | { readonly type: 'interrupted'; readonly error: AttemptError };

/**
 * A call in a worker. It ends when the handler has settled, or its worker has ended, and every emit that it began is
 * acknowledged or has failed: only then may its event be tried again.
 *
 *     running ──handler settles──▶ settling ──no emit open──▶ ended
 *        │ abort                      ▲
 *        └────────▶ fenced ───────────┘        (fenced: further emits are refused)
 */
export class Call {
  readonly id: number;
  readonly request: CallRequest;
  private readonly end = createDeferred<CallOutcome>();
  private readonly sent: SentEvent[] = [];
  private openEmits = 0;
  private emitError: AttemptError | undefined;
  private outcome: PendingOutcome | undefined;
  private isFenced = false;

  constructor(id: number, request: CallRequest) {
    this.id = id;
    this.request = request;
  }

  /** Never rejects. */
  get ended(): Promise<CallOutcome> {
    return this.end.promise;
  }

  get settled(): boolean {
    return this.outcome !== undefined;
  }

  get fenced(): boolean {
    return this.isFenced;
  }

  fence(): void {
    this.isFenced = true;
  }

  /** Tracks an emit. Its failure fails the call, also where the handler catches it: nothing that was begun may be lost. */
  track(emit: Promise<SentEvent>): void {
    if (this.outcome && this.openEmits === 0) return;
    this.openEmits += 1;
    emit
      .then(
        (event) => void this.sent.push(event),
        (error: unknown) => void (this.emitError ??= emitErrorOf(error)),
      )
      .finally(() => {
        this.openEmits -= 1;
        this.endIfComplete();
      });
  }

  /** The handler has settled, or can no longer. The first outcome stands. */
  settle(outcome: PendingOutcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.endIfComplete();
  }

  private endIfComplete(): void {
    if (!this.outcome || this.openEmits > 0) return;
    this.request.transaction?.close();
    if (this.outcome.type !== 'done') this.end.resolve(this.outcome);
    else if (this.emitError) this.end.resolve({ type: 'failed', error: this.emitError });
    else this.end.resolve({ type: 'done', sent: this.sent });
  }
}

export type PendingOutcome = { readonly type: 'done' } | Exclude<CallOutcome, { type: 'done' }>;

function emitErrorOf(error: unknown): AttemptError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'emit-failed';
  return { message: `An emit failed: ${message}`, code, stack: `Error: An emit failed: ${message}` };
}
