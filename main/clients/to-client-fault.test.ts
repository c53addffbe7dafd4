import { describe, expect, it } from 'vitest';
import { toClientFault } from './to-client-fault.ts';

/** As kafkajs makes its errors; its types don't show all of their classes. */
function kafkajsError(name: string, message: string, fields: Readonly<Record<string, unknown>>): Error {
  return Object.assign(new Error(message), { name, ...fields });
}

describe('what kafkajs throws', () => {
  it('says which broker closed the connection, and why it may have', () => {
    const closed = kafkajsError('KafkaJSConnectionClosedError', 'Closed connection', { broker: 'one:9092' });
    const fault = toClientFault(closed);
    expect(fault).toMatchObject({ code: 'UNREACHABLE', retriable: true, cause: closed });
    expect(fault.message).toMatch(/^one:9092 closed the connection.*TLS/);
  });

  it('is what a retrier gave up on', () => {
    const text = 'SASL PLAIN authentication failed';
    const cause = kafkajsError('KafkaJSSASLAuthenticationError', text, { retriable: false });
    const exceeded = kafkajsError('KafkaJSNumberOfRetriesExceeded', text, { cause, retriable: true });
    expect(toClientFault(exceeded)).toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: text,
      retriable: false,
    });
  });

  it('is what lies within a wrapper, or the first of several', () => {
    const refused = kafkajsError('KafkaJSProtocolError', 'unknown member', {
      type: 'UNKNOWN_MEMBER_ID',
      retriable: false,
    });
    const wrapper = kafkajsError('KafkaJSNonRetriableError', 'unknown member', { cause: refused, retriable: false });
    expect(toClientFault(wrapper)).toMatchObject({ code: 'STALE_MEMBER', retriable: false, cause: wrapper });
    const errors = [kafkajsError('KafkaJSCreateTopicError', 'a name', { type: 'INVALID_TOPIC_EXCEPTION' })];
    const aggregate = kafkajsError('KafkaJSAggregateError', 'Topic creation errors', { errors });
    expect(toClientFault(aggregate)).toMatchObject({ code: 'INVALID_TOPIC', message: 'a name' });
  });

  it('is a fault of ours where it is no error of Kafka', () => {
    expect(toClientFault('nonsense')).toMatchObject({ code: 'INTERNAL', message: 'nonsense', retriable: false });
  });
});
