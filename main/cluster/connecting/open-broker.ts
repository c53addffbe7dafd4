import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { kafkaApis, type MessageValue, type VersionRange } from '../../wire/index.ts';
import { authenticate } from './authenticate.ts';
import { addressText, type BrokerAddress } from './broker-address.ts';
import { BrokerConnection } from './broker-connection.ts';
import { brokerError } from './broker-error.ts';
import { openSocket } from './open-socket.ts';

const defaultConnectTimeoutMs = 10_000;
/** The oldest flexible version, which every broker since Kafka 2.4 has. */
const firstAskedVersion = 3;
/** As Kafka wants names of software (KIP-511). */
const software = { clientSoftwareName: 'topicraft', clientSoftwareVersion: '1' };

export interface OpenBrokerOptions {
  readonly address: BrokerAddress;
  readonly settings: ConnectionSettings;
  readonly clock: Clock;
  /** For each of: connecting, the handshake of TLS, what the broker serves. 10 000 by default. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A connection that is ready for requests: connected, secured, told what the broker serves, and authenticated. The caller
 * owns it. Rejects with a ClusterFault that names the step, and leaves nothing open.
 */
export async function openBroker(options: OpenBrokerOptions): Promise<BrokerConnection> {
  const { sasl } = options.settings;
  const connection = await openUnauthenticated(options);
  try {
    if (sasl !== undefined) await authenticate(connection, addressText(options.address), sasl);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** As `openBroker`, without authentication: for finding out what a port wants. */
export async function openUnauthenticated(options: OpenBrokerOptions): Promise<BrokerConnection> {
  const { address, settings, clock, timeoutMs = defaultConnectTimeoutMs, signal } = options;
  const where = addressText(address);
  const socket = await openSocket({ address, tls: settings.tls, clock, timeoutMs, signal });
  const connection = new BrokerConnection({ socket, where, clientId: settings.clientId ?? 'topicraft', clock });
  const close = (): void => connection.close();
  signal?.addEventListener('abort', close);
  try {
    connection.setVersions(await askVersions(connection, where, timeoutMs));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
  }
}

async function askVersions(
  connection: BrokerConnection,
  where: string,
  timeoutMs: number,
): Promise<Map<number, VersionRange>> {
  const api = kafkaApis.apiVersions;
  let answer: MessageValue<typeof api.response> = await connection.requestInVersion(
    api,
    firstAskedVersion,
    software,
    timeoutMs,
  );
  if (kafkaErrorName(answer.errorCode) === 'UNSUPPORTED_VERSION') {
    answer = await connection.requestInVersion(api, 0, software, timeoutMs);
  }
  if (answer.errorCode !== 0) throw brokerError(answer.errorCode, `${where} did not say what it serves`);
  return new Map(
    answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]),
  );
}
