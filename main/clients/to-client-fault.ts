import { kafkaErrorName, type KafkaErrorName } from '../../shared/kafka/index.ts';
import { ClientFault, type ClientFaultCode } from './client-fault.ts';

/** What kafkajs's errors carry, as far as we look at them. */
interface KafkaError {
  name: string;
  message: string;
  /** Kafka's name of a broker's answer. */
  type?: string;
  /** Of a broker's answer its number; of broken connections the name that the operating system or TLS gives. */
  code?: string | number;
  /** `host:port` of a broken connection. */
  broker?: string;
  retriable?: boolean;
  cause?: unknown;
  /** Of an error that stands for several, such as those of topics that could not be created. */
  errors?: unknown;
}

const codeByType: Readonly<Record<string, ClientFaultCode>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'UNKNOWN_TOPIC',
  UNKNOWN_TOPIC_ID: 'UNKNOWN_TOPIC',
  INVALID_TOPIC_EXCEPTION: 'INVALID_TOPIC',
  TOPIC_ALREADY_EXISTS: 'TOPIC_EXISTS',
  MESSAGE_TOO_LARGE: 'RECORD_TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'RECORD_TOO_LARGE',
  CORRUPT_MESSAGE: 'RECORD_REFUSED',
  INVALID_RECORD: 'RECORD_REFUSED',
  INVALID_TIMESTAMP: 'RECORD_REFUSED',
  POLICY_VIOLATION: 'RECORD_REFUSED',
  REBALANCE_IN_PROGRESS: 'REBALANCING',
  ILLEGAL_GENERATION: 'STALE_MEMBER',
  UNKNOWN_MEMBER_ID: 'STALE_MEMBER',
  FENCED_INSTANCE_ID: 'STALE_MEMBER',
  INCONSISTENT_GROUP_PROTOCOL: 'GROUP_REFUSED',
  INVALID_PRODUCER_EPOCH: 'FENCED',
  INVALID_PRODUCER_ID_MAPPING: 'FENCED',
  INVALID_GROUP_ID: 'GROUP_REFUSED',
  INVALID_SESSION_TIMEOUT: 'GROUP_REFUSED',
  TOPIC_AUTHORIZATION_FAILED: 'NOT_AUTHORIZED',
  GROUP_AUTHORIZATION_FAILED: 'NOT_AUTHORIZED',
  CLUSTER_AUTHORIZATION_FAILED: 'NOT_AUTHORIZED',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'NOT_AUTHORIZED',
  SASL_AUTHENTICATION_FAILED: 'AUTHENTICATION_FAILED',
  UNSUPPORTED_SASL_MECHANISM: 'AUTHENTICATION_FAILED',
  ILLEGAL_SASL_STATE: 'AUTHENTICATION_FAILED',
  UNSUPPORTED_VERSION: 'UNSUPPORTED',
  UNSUPPORTED_COMPRESSION_TYPE: 'UNSUPPORTED',
  REQUEST_TIMED_OUT: 'TIMED_OUT',
};

const codeByName: Readonly<Record<string, ClientFaultCode>> = {
  KafkaJSSASLAuthenticationError: 'AUTHENTICATION_FAILED',
  KafkaJSRequestTimeoutError: 'TIMED_OUT',
  KafkaJSConnectionError: 'UNREACHABLE',
  KafkaJSConnectionClosedError: 'UNREACHABLE',
  KafkaJSBrokerNotFound: 'UNREACHABLE',
  KafkaJSNoBrokerAvailableError: 'UNREACHABLE',
  KafkaJSGroupCoordinatorNotFound: 'UNREACHABLE',
  KafkaJSNotImplemented: 'UNSUPPORTED',
  KafkaJSServerDoesNotSupportApiKey: 'UNSUPPORTED',
  KafkaJSTopicMetadataNotLoaded: 'UNKNOWN_TOPIC',
  KafkaJSMetadataNotLoaded: 'UNKNOWN_TOPIC',
};

/** Whatever kafkajs threw, in our own closed terms. Its message is kept: it holds addresses and names, and no secrets. */
export function toClientFault(thrown: unknown): ClientFault {
  if (thrown instanceof ClientFault) return thrown;
  if (!(thrown instanceof Error))
    return new ClientFault('INTERNAL', String(thrown), { retriable: false, cause: thrown });
  const root = rootOf(thrown);
  const code = codeOf(root);
  return new ClientFault(code, messageOf(root), {
    retriable: root.retriable ?? code === 'UNREACHABLE',
    cause: thrown,
    kafkaError: answerOf(root),
  });
}

/** kafkajs has names of its own for some of Kafka's errors, so it goes by the number. */
function answerOf({ type, code }: KafkaError): KafkaErrorName | undefined {
  return type !== undefined && typeof code === 'number' ? kafkaErrorName(code) : undefined;
}

/** kafkajs says no more than "Closed connection"; a user who forgot TLS or a login sees nothing else. */
function messageOf({ name, message, broker }: KafkaError): string {
  if (name !== 'KafkaJSConnectionClosedError') return message;
  return `${broker ?? 'The broker'} closed the connection, as brokers do that stop, or that expect TLS or a login`;
}

/** A retrier that gave up wraps what it gave up on, and so does what fails for several reasons: the first stands for them. */
function rootOf(error: KafkaError): KafkaError {
  if (error.type !== undefined || codeByName[error.name] !== undefined) return error;
  const [first] = Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  const inner = first ?? error.cause;
  return error.name.startsWith('KafkaJS') && inner instanceof Error ? rootOf(inner) : error;
}

function codeOf(error: KafkaError): ClientFaultCode {
  if (isTlsCode(error.code) || /certificate|SSL routines|TLS/i.test(error.message)) return 'TLS_FAILED';
  if (error.type !== undefined) return codeByType[error.type] ?? 'BROKER_ERROR';
  return codeByName[error.name] ?? 'INTERNAL';
}

function isTlsCode(code: string | number | undefined): boolean {
  return typeof code === 'string' && /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_VERIFY)/.test(code);
}

/** Runs a call of kafkajs; what it throws comes out as a ClientFault. */
export async function withClientFaults<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw toClientFault(error);
  }
}
