import { Fault } from '../../../shared/lib/index.ts';
import type { BrokerFaultCode } from '../broker-fault.ts';
import type { TopicRefusal } from '../cluster/plan-topic.ts';
import { BrokerError } from './public.ts';

/** A fault of the broker as the library's users see it; what is no fault of the broker's stays as it is. */
export function asBrokerError(error: unknown): unknown {
  // The broker throws no faults but its own.
  if (!(error instanceof Fault)) return error;
  const { code, message, cause } = error as Fault<BrokerFaultCode>;
  // The library has no option for TLS.
  if (code === 'bad-certificate') return error;
  return new BrokerError(code, message, cause === undefined ? undefined : { cause });
}

export function topicError({ error, message }: TopicRefusal): BrokerError {
  return new BrokerError(error === 'TOPIC_ALREADY_EXISTS' ? 'topic-exists' : 'topic-refused', message);
}
