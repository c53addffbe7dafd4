import type { BrokerLogEntry, BrokerOptions } from './options.ts';

/** What the owner of a broker process tells it. The first message starts the broker, a later one ends it. */
export type BrokerCommand = { type: 'start'; options: Omit<BrokerOptions, 'onLog'> } | { type: 'stop' };

/**
 * What a broker process tells its owner: `ready` once it answers, or `failed` (with a `BrokerFaultCode`) and then its end;
 * `log` at any time. It exits with 0 after `stop`, and by itself once its owner is gone.
 */
export type BrokerReport =
  | { type: 'ready'; bootstrap: string }
  | { type: 'failed'; code: string; message: string }
  | { type: 'log'; entry: BrokerLogEntry };
