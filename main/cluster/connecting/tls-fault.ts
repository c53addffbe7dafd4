import { ClusterFault, type ClusterFaultCode } from './cluster-fault.ts';

/** By Node's codes, which are OpenSSL's names with a prefix. */
const codesByPattern: readonly (readonly [RegExp, ClusterFaultCode])[] = [
  [/^ERR_TLS_CERT_ALTNAME/, 'certificate-for-another-host'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'certificate-expired'],
  [/^(DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_|^CERT_|^INVALID_CA$|^INVALID_PURPOSE$/, 'certificate-untrusted'],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL_TYPE|HTTP_REQUEST|UNKNOWN_PROTOCOL/,
    'tls-not-spoken',
  ],
  [
    /ALERT_CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_CERTIFICATE|ALERT_HANDSHAKE_FAILURE|ALERT_UNSUPPORTED_CERTIFICATE/,
    'client-certificate-refused',
  ],
  [/^(ECONNRESET|EPIPE)$/, 'tls-interrupted'],
];

const messages: Partial<Record<ClusterFaultCode, string>> = {
  'certificate-for-another-host': 'its certificate is for another host',
  'certificate-expired': 'its certificate is not valid at this time',
  'certificate-untrusted': 'its certificate comes from an authority that is not trusted here',
  'tls-not-spoken': 'it does not speak TLS',
  'client-certificate-refused': "it does not accept this client's certificate, or wants one",
  'tls-interrupted': 'it closed the connection during the handshake of TLS',
};

/** What a handshake of TLS, or the first read after it, failed of. */
export function toTlsFault(error: NodeJS.ErrnoException, where: string): ClusterFault {
  const name = error.code ?? '';
  const code = codesByPattern.find(([pattern]) => pattern.test(name))?.[1] ?? 'tls-failed';
  return new ClusterFault(code, `${where}: ${messages[code] ?? `TLS failed (${name || error.message})`}`, {
    cause: error,
  });
}

/** Whether an error of an open connection is TLS's: with TLS 1.3 a client's certificate is refused after the handshake. */
export function isTlsError(error: NodeJS.ErrnoException): boolean {
  return error.code?.startsWith('ERR_SSL_') ?? false;
}
