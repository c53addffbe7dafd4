import { ClusterFault } from './cluster-fault.ts';

/** Whether it is a record of TLS: an alert or a handshake, of any version of TLS that is in use. */
function isTls(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03 && (bytes[2] ?? 0) <= 0x04;
}

const greetings: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\//, 'HTTP'],
  [/^SSH-/, 'SSH'],
  [/^220[ -]/, 'SMTP or FTP'],
  [/^\* OK/, 'IMAP'],
  [/^-ERR|^\+PONG/, 'Redis'],
];

/** What stands behind a port whose first bytes are no answer of a Kafka broker. */
export function faultOfFirstBytes(bytes: Uint8Array, where: string, cause: unknown): ClusterFault {
  if (isTls(bytes)) return new ClusterFault('tls-expected', `${where} speaks TLS`, { cause });
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  const protocol = greetings.find(([pattern]) => pattern.test(text))?.[1];
  const what = protocol === undefined ? 'another protocol than Kafka' : `${protocol}, not Kafka`;
  return new ClusterFault('not-kafka', `${where} speaks ${what}`, { cause });
}
