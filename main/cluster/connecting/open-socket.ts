import { connect, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { TlsSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { addressText, type BrokerAddress } from './broker-address.ts';
import { ClusterFault } from './cluster-fault.ts';
import { toTlsFault } from './tls-fault.ts';

export interface OpenSocketOptions {
  readonly address: BrokerAddress;
  /** Present: TLS. */
  readonly tls?: TlsSettings | undefined;
  readonly clock: Clock;
  /** For the connection, and for the handshake of TLS again. */
  readonly timeoutMs: number;
  /** Gives up at once, with `closed`. */
  readonly signal?: AbortSignal | undefined;
}

/** A socket to a broker, TLS and all, which the caller then owns. Rejects with a ClusterFault that names the step. */
export async function openSocket(options: OpenSocketOptions): Promise<Socket> {
  const plain = await openPlain(options);
  return options.tls === undefined ? plain : await secure(plain, options.tls, options);
}

async function openPlain(options: OpenSocketOptions): Promise<Socket> {
  const { host, port } = options.address;
  const where = addressText(options.address);
  const socket = connect({ host, port, noDelay: true });
  return await settled(socket, 'connect', options, {
    late: () => new ClusterFault('connect-timed-out', `${where} did not take the connection in time`),
    failed: (error) => toConnectFault(error, host, where),
    ended: () => new ClusterFault('refused', `${where} closed the connection at once`),
  });
}

async function secure(plain: Socket, tls: TlsSettings, options: OpenSocketOptions): Promise<TLSSocket> {
  const where = addressText(options.address);
  const name = tls.serverName ?? options.address.host;
  let socket: TLSSocket;
  try {
    socket = connectTls({ socket: plain, host: name, servername: isIP(name) === 0 ? name : '', ...tlsOptions(tls) });
  } catch (error) {
    plain.destroy();
    throw new ClusterFault('client-certificate-unusable', `The client's certificate or key can't be used`, {
      cause: error,
    });
  }
  return await settled(socket, 'secureConnect', options, {
    late: () => new ClusterFault('tls-interrupted', `${where} did not answer the handshake of TLS in time`),
    failed: (error) => toTlsFault(error, where),
    ended: () => new ClusterFault('tls-interrupted', `${where} closed the connection during the handshake of TLS`),
  });
}

/** Whether a port completes a handshake of TLS with whomever it is; what its certificate says is not looked at. */
export async function speaksTls(options: OpenSocketOptions): Promise<boolean> {
  try {
    const plain = await openPlain(options);
    const socket = connectTls({ socket: plain, rejectUnauthorized: false });
    await settled(socket, 'secureConnect', options, { late: noTls, failed: noTls, ended: noTls });
    socket.on('error', () => undefined);
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}

function noTls(): ClusterFault {
  return new ClusterFault('tls-not-spoken', 'No handshake of TLS');
}

function tlsOptions({ ca, cert, key, passphrase, verifyHostName }: TlsSettings): ConnectionOptions {
  return {
    ...(ca && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    checkServerIdentity: verifyHostName === false ? () => undefined : checkServerIdentity,
  };
}

interface Ways {
  late: () => ClusterFault;
  failed: (error: NodeJS.ErrnoException) => ClusterFault;
  ended: () => ClusterFault;
}

/** Resolves with the socket at `event`; whatever comes before it destroys the socket. */
function settled<Opened extends Socket>(
  socket: Opened,
  event: 'connect' | 'secureConnect',
  { clock, timeoutMs, signal }: OpenSocketOptions,
  { late, failed, ended }: Ways,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      socket.off(event, onOpen).off('error', onError).off('close', onClose);
    };
    const fail = (fault: ClusterFault): void => {
      finish();
      // What a dying socket still has to say is of no interest.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(fault);
    };
    const onOpen = (): void => {
      finish();
      resolve(socket);
    };
    const onError = (error: Error): void => fail(failed(error));
    const onClose = (): void => fail(ended());
    const onAbort = (): void => fail(new ClusterFault('closed', 'The connection was given up'));
    const timer = clock.schedule(timeoutMs, () => fail(late()));
    socket.on(event, onOpen).on('error', onError).on('close', onClose);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  });
}

function toConnectFault(error: NodeJS.ErrnoException, host: string, where: string): ClusterFault {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return new ClusterFault('name-not-found', `The name ${host} can't be resolved`, { cause: error });
    case 'ECONNREFUSED':
      return new ClusterFault('refused', `${where} refused the connection`, { cause: error });
    case 'ETIMEDOUT':
      return new ClusterFault('connect-timed-out', `${where} did not take the connection in time`, { cause: error });
    case 'ECONNRESET':
      return new ClusterFault('refused', `${where} closed the connection at once`, { cause: error });
    case undefined:
    default:
      return new ClusterFault('host-unreachable', `${where} can't be reached: ${error.code ?? error.message}`, {
        cause: error,
      });
  }
}
