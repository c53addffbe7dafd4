import { Fault } from '../../../shared/lib/index.ts';

/** How far one comes on the way to a cluster's records, in this order. */
const steps = ['resolve', 'connect', 'tls', 'authenticate', 'authorize', 'read'] as const;
export type ConnectStep = (typeof steps)[number];

interface FaultKind {
  /** Where it goes wrong. */
  readonly step: ConnectStep;
  /** The same may well succeed later. */
  readonly retriable: boolean;
}

/** What can go wrong between us and a broker. */
const faultKinds = {
  'name-not-found': { step: 'resolve', retriable: true },
  refused: { step: 'connect', retriable: true },
  'host-unreachable': { step: 'connect', retriable: true },
  'connect-timed-out': { step: 'connect', retriable: true },
  /** It answers, in another protocol than Kafka's. */
  'not-kafka': { step: 'connect', retriable: false },
  /** It speaks Kafka's protocol and serves no clients: a controller. */
  'not-a-broker': { step: 'connect', retriable: false },
  /** It takes the connection, and then says nothing at all. */
  unanswered: { step: 'connect', retriable: true },
  /** It closes the connection at our first words: starting up, or expecting TLS. */
  'closed-unanswered': { step: 'connect', retriable: true },
  /** We speak plainly to a port of TLS. */
  'tls-expected': { step: 'tls', retriable: false },
  /** We speak TLS to a port that doesn't. */
  'tls-not-spoken': { step: 'tls', retriable: false },
  /** The connection ended during the handshake: starting up, or no TLS there. */
  'tls-interrupted': { step: 'tls', retriable: true },
  'certificate-untrusted': { step: 'tls', retriable: false },
  'certificate-expired': { step: 'tls', retriable: false },
  'certificate-for-another-host': { step: 'tls', retriable: false },
  /** The broker wants a client's certificate, and none or another than ours. */
  'client-certificate-refused': { step: 'tls', retriable: false },
  /** Our own certificate, key or passphrase doesn't serve. */
  'client-certificate-unusable': { step: 'tls', retriable: false },
  'tls-failed': { step: 'tls', retriable: false },
  'mechanism-not-offered': { step: 'authenticate', retriable: false },
  /** We have a password for a port that asks for none. */
  'sasl-not-spoken': { step: 'authenticate', retriable: false },
  /** We come without a user name to a port that wants one. */
  'authentication-required': { step: 'authenticate', retriable: false },
  'authentication-failed': { step: 'authenticate', retriable: false },
  'not-authorized': { step: 'authorize', retriable: false },
  /** The cluster names a broker under an address that doesn't lead there from here. */
  'advertised-unreachable': { step: 'read', retriable: false },
  'connection-lost': { step: 'read', retriable: true },
  'request-timed-out': { step: 'read', retriable: true },
  /** No version of an API that we need is shared with the broker. */
  unsupported: { step: 'read', retriable: false },
  'topic-unknown': { step: 'read', retriable: false },
  'partition-unknown': { step: 'read', retriable: false },
  /** A partition has no leader at the moment, or the one asked is no longer it. */
  'leader-moved': { step: 'read', retriable: true },
  /** Any other error that a broker answered with; the message names it as Kafka does. */
  'broker-error': { step: 'read', retriable: false },
  'corrupt-records': { step: 'read', retriable: false },
  /** We closed it ourselves. */
  closed: { step: 'read', retriable: false },
} as const satisfies Record<string, FaultKind>;

export type ClusterFaultCode = keyof typeof faultKinds;

/** Messages name addresses, topics and Kafka's errors, and never what is secret. */
export class ClusterFault extends Fault<ClusterFaultCode> {
  readonly step: ConnectStep;
  readonly retriable: boolean;

  constructor(code: ClusterFaultCode, message: string, options: { cause?: unknown; retriable?: boolean } = {}) {
    super(code, message, options.cause);
    this.name = 'ClusterFault';
    const kind: FaultKind = faultKinds[code];
    this.step = kind.step;
    this.retriable = options.retriable ?? kind.retriable;
  }
}

/** Whether `fault` came farther on the way than `other`. */
export function isFarther(fault: ClusterFault, other: ClusterFault): boolean {
  return steps.indexOf(fault.step) > steps.indexOf(other.step);
}
