import type { Clock } from '../../../shared/lib/index.ts';
import type { ErrorReport, RuntimeReport } from '../reports.ts';

export type EndReason = Extract<RuntimeReport, { type: 'producer-ended' }>['reason'];

/** How a tick ended. */
export type TickOutcome =
  | { readonly type: 'done'; readonly tickId: string; readonly eventIds: readonly string[] }
  | { readonly type: 'failed'; readonly tickId: string; readonly error: ErrorReport }
  /** The producer makes no more ticks: it stops, or its budget is spent. */
  | { readonly type: 'not-made' };

/** What a trigger does to its producer. */
export interface TriggerPort {
  readonly clock: Clock;
  /** Makes the next tick; resolves when it has ended. Never rejects. */
  tick(timeMs: number, payload: unknown): Promise<TickOutcome>;
  /** Counts a tick that could not be made, such as a row that can't be read. */
  skipTick(timeMs: number, error: ErrorReport): void;
  /** There will be no more ticks. */
  ended(reason: EndReason, error?: ErrorReport): void;
}

/** A trigger that runs. It makes no tick after `stop`; those under way are the producer's to wait for. */
export interface RunningTrigger {
  stop(): void;
}

/** Longest delay that timers take (2^31 - 1 ms); a longer wait is made of several. */
export const maxTimerDelayMs = 2_147_483_647;
