import { checkServerIdentity } from 'node:tls';
import { Kafka, type KafkaConfig, type LogEntry, logLevel } from 'kafkajs';
import type { ConnectionSettings, TlsSettings } from '../../shared/connection/index.ts';
import { registerCompressionCodecs } from './register-compression.ts';

registerCompressionCodecs();
keepQuietAboutNegativeTimeouts();

export interface KafkaClientOptions {
  connection: ConnectionSettings;
  /** Retries of one request, with waits from 100 ms to 2 s in between. */
  retries: number;
  /** The wait before the first retry; 100 by default. */
  firstRetryMs?: number;
  /** Given everything that kafkajs would log; where absent, nothing is formatted at all. */
  onLog?: (entry: LogEntry) => void;
}

const connectionTimeoutMs = 5000;
const requestTimeoutMs = 30_000;

/** The one place that makes a kafkajs client. It prints nothing: what matters is reported as faults and events. */
export function createKafkaClient({ connection, retries, firstRetryMs = 100, onLog }: KafkaClientOptions): Kafka {
  const config: KafkaConfig = {
    brokers: connection.brokers,
    clientId: connection.clientId ?? 'topicraft',
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: { retries, initialRetryTime: firstRetryMs, maxRetryTime: 2000 },
    logLevel: onLog === undefined ? logLevel.NOTHING : logLevel.DEBUG,
    logCreator: () => (entry) => onLog?.(entry),
  };
  if (connection.tls !== undefined) config.ssl = tlsOptions(connection.tls);
  const { sasl } = connection;
  if (sasl?.mechanism === 'plain') config.sasl = { ...sasl, mechanism: 'plain' };
  else if (sasl?.mechanism === 'scram-sha-256') config.sasl = { ...sasl, mechanism: 'scram-sha-256' };
  else if (sasl?.mechanism === 'scram-sha-512') config.sasl = { ...sasl, mechanism: 'scram-sha-512' };
  return new Kafka(config);
}

function tlsOptions(tls: TlsSettings): Exclude<KafkaConfig['ssl'], boolean | undefined> {
  const { ca, cert, key, passphrase, serverName, verifyHostName } = tls;
  return {
    ...(ca && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(serverName !== undefined && { servername: serverName }),
    checkServerIdentity: verifyHostName === false ? () => undefined : checkServerIdentity,
  };
}

/** kafkajs's request queue starts its timer with a negative delay, of which newer Nodes warn once a process; it is harmless. */
function keepQuietAboutNegativeTimeouts(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] !== 'TimeoutNegativeWarning') emitWarning(...args);
  };
}
