import { expect, inject } from 'vitest';

export interface BrokerUnderTest {
  id: 'real' | 'embedded';
  /** As the tests are named: `real Kafka` or `topicraft broker`. */
  name: string;
  /** `HOST:PORT`. */
  bootstrap: string;
}

/** The brokers that this run's setup has started; each test of a client stands once for each of them. */
export function brokersUnderTest(): BrokerUnderTest[] {
  const brokers = inject('brokersUnderTest');
  expect(brokers).not.toHaveLength(0);
  return brokers;
}
