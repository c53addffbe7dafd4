import type { FaultPlan, FaultStanding } from './faults/fault-rule.ts';
import type { BrokerLogEntry, BrokerOptions } from './options.ts';

/** What the failure lab is asked for. */
export type FaultChange =
  { type: 'list' } | { type: 'set'; plan: FaultPlan } | { type: 'clear'; ids?: readonly string[] | undefined };

/**
 * What the owner of a broker process tells it. The first message starts the broker, and `stop` ends it; what it says of faults in between
 * is answered by a report with the same `requestId`.
 */
export type BrokerCommand =
  | { type: 'start'; options: Omit<BrokerOptions, 'onLog'> }
  | { type: 'stop' }
  | { type: 'faults'; requestId: number; change: FaultChange };

/**
 * What a broker process tells its owner: `ready` once it answers, or `failed` (with a `BrokerFaultCode`) and then its end;
 * `log` at any time, and `faults`, as they stand after what was asked. It exits with 0 after `stop`, and by itself once its owner is gone.
 */
export type BrokerReport =
  | { type: 'ready'; bootstrap: string }
  | { type: 'failed'; code: string; message: string }
  | { type: 'faults'; requestId: number; faults: readonly FaultStanding[] }
  | { type: 'log'; entry: BrokerLogEntry };
