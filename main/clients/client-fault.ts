import type { KafkaErrorName } from '../../shared/kafka/index.ts';
import { Fault } from '../../shared/lib/index.ts';

/** What can go wrong between us and a cluster. */
export type ClientFaultCode =
  /** No broker answers, or the connection broke. */
  | 'UNREACHABLE'
  /** A request got no answer in time. */
  | 'TIMED_OUT'
  | 'TLS_FAILED'
  | 'AUTHENTICATION_FAILED'
  | 'NOT_AUTHORIZED'
  | 'UNKNOWN_TOPIC'
  | 'UNKNOWN_PARTITION'
  | 'INVALID_TOPIC'
  | 'TOPIC_EXISTS'
  | 'RECORD_TOO_LARGE'
  | 'RECORD_REFUSED'
  /** The group rebalances: join again and go on. */
  | 'REBALANCING'
  /** The coordinator no longer knows this member or its generation. */
  | 'STALE_MEMBER'
  /** Other members of the group don't share a protocol with us, or the group is of another kind. */
  | 'GROUP_REFUSED'
  /** Somebody else has taken the transactional id over, or its transaction took too long. */
  | 'FENCED'
  | 'UNSUPPORTED'
  | 'CLOSED'
  /** Any other answer of a broker; the message names Kafka's error. */
  | 'BROKER_ERROR'
  | 'INTERNAL';

/**
 * `retriable`: the same call may well succeed later. `kafkaError`: a broker answered, with this. The client library's own error is the
 * cause.
 */
export class ClientFault extends Fault<ClientFaultCode> {
  readonly retriable: boolean;
  readonly kafkaError: KafkaErrorName | undefined;

  constructor(
    code: ClientFaultCode,
    message: string,
    options: { retriable: boolean; cause?: unknown; kafkaError?: KafkaErrorName | undefined },
  ) {
    super(code, message, options.cause);
    this.name = 'ClientFault';
    this.retriable = options.retriable;
    this.kafkaError = options.kafkaError;
  }
}
