import type { X509Certificate } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer, type TlsOptions as ServerOptions, type TLSSocket } from 'node:tls';
import { brokerFault } from '../broker-fault.ts';
import type { TlsOptions } from '../security/security-options.ts';

/** Kafka has no such deadline, and Node no way to have none: the listener's sweep ends who is idle. */
const handshakeTimeoutMs = 2_147_483_647;

export interface TlsServerPorts {
  onConnection: (socket: TLSSocket, certificate: X509Certificate | undefined) => void;
  /** A client never came as far as a connection. */
  onRefused: (peer: string, reason: string) => void;
}

/**
 * A server that speaks TLS 1.2 and 1.3.
 * @throws Fault `bad-certificate`
 */
export function createTlsServer(options: TlsOptions, { onConnection, onRefused }: TlsServerPorts): Server {
  const { clientAuthentication = 'none' } = options;
  const settings: ServerOptions = {
    cert: options.certificate,
    key: options.privateKey,
    passphrase: options.privateKeyPassphrase,
    ca: options.clientAuthorities,
    requestCert: clientAuthentication !== 'none',
    rejectUnauthorized: clientAuthentication === 'required',
    handshakeTimeout: handshakeTimeoutMs,
  };
  const server = secured(settings);
  server.on('secureConnection', (socket) => {
    const certificate = clientAuthentication === 'none' ? undefined : socket.getPeerX509Certificate();
    // Kafka, too, takes a client without a certificate where one is only asked for, but none with a false one.
    if (certificate && !socket.authorized) {
      const error: unknown = socket.authorizationError;
      onRefused(peerOf(socket), `its certificate was refused: ${String(error)}`);
      socket.destroy();
      return;
    }
    onConnection(socket, certificate);
  });
  // Node destroys the socket itself. Who leaves before the handshake is done has done nothing wrong.
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code !== 'ECONNRESET') onRefused(peerOf(socket), `the TLS handshake failed: ${error.message.trim()}`);
  });
  return server;
}

function secured(settings: ServerOptions) {
  try {
    return createServer(settings);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw brokerFault(
      'bad-certificate',
      `the certificate or the key of the TLS listener cannot be used: ${reason}`,
      error,
    );
  }
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}
