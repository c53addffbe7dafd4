import type { ConnectionTest } from '../../../shared/contract/index.ts';
import type { ClusterFault, ClusterFaultCode } from '../../cluster/index.ts';

/** What to do about it, in one or two sentences a person can follow. */
const remedies: Record<ClusterFaultCode, string> = {
  'name-not-found': 'Check the spelling of the address, and whether a VPN or a hosts entry is needed to find it.',
  refused: 'Check that Kafka runs there, and that the port is that of a listener for clients.',
  'host-unreachable': 'Check the address, and whether this machine can reach that network (VPN, firewall).',
  'connect-timed-out': 'Check the address and the port, and whether a firewall stands between.',
  'not-kafka': 'Give the address of a Kafka broker: 9092 is its usual port, not that of a registry, proxy or web page.',
  'not-a-broker': "Give the address of a broker instead; a controller's port serves the brokers alone.",
  unanswered:
    'Check that this is the port of a Kafka broker. A load balancer or tunnel without a broker behind it looks like this too.',
  'closed-unanswered': 'Check that this is the port of a Kafka broker, and look into its log for why it hung up.',
  'tls-expected': 'Turn TLS on for this connection, or give the port of a listener without TLS.',
  'tls-not-spoken': 'Turn TLS off for this connection, or give the port of a listener with TLS.',
  'tls-interrupted':
    'Check that the port is that of a listener with TLS, and look into the broker’s log for why it hung up.',
  'certificate-untrusted':
    'Add the certificate of the authority that signed the broker’s (PEM) to this connection. A broker that signed its own certificate is its own authority.',
  'certificate-expired': 'Have the broker’s certificate renewed, and check this machine’s clock.',
  'certificate-for-another-host':
    'Use the host name that stands in the certificate, or set the server name to it. Leave the host name unchecked only where you know why.',
  'client-certificate-refused':
    'Give the client’s certificate and key (PEM), signed by an authority that the broker trusts.',
  'client-certificate-unusable':
    'Check that certificate and key are PEM, that they belong together, and that the passphrase is right.',
  'tls-failed': 'Look into the broker’s log: the two ends may have no version or cipher of TLS in common.',
  'mechanism-not-offered': 'Choose one of the mechanisms that the broker offers.',
  'sasl-not-spoken': 'Take user name and password off this connection, or give the port of a listener with SASL.',
  'authentication-required': 'Give a user name and a password, and one of the mechanisms that the broker offers.',
  'authentication-failed':
    'Check user name and password, and whether this user exists for this mechanism (SCRAM keeps its own).',
  'not-authorized': 'Have this user allowed to describe and read topics, for instance by an ACL.',
  'advertised-unreachable':
    'Set the broker’s advertised.listeners to an address that works from here, or make that name known to this machine (hosts file, VPN).',
  'connection-lost': 'Try again; if it happens each time, look into the broker’s log for why it hung up.',
  'request-timed-out': 'Try again; if it happens each time, look at how busy the brokers and the network are.',
  unsupported: 'Use Kafka 2.4 or newer.',
  'topic-unknown': 'Check the name of the topic.',
  'partition-unknown': 'Check the number of the partition.',
  'leader-moved': 'Try again in a moment: the cluster is choosing leaders for its partitions.',
  'broker-error': 'Look the error up by its name in Kafka’s documentation, and look into the broker’s log.',
  'corrupt-records': 'Look into the broker’s log: what it stores can’t be read.',
  closed: 'Try again.',
};

export function explain(fault: ClusterFault): Extract<ConnectionTest, { ok: false }> {
  return { ok: false, failedAt: fault.step, message: `${fault.message}.`, remedy: remedies[fault.code] };
}
