import type { SaslSettings } from '../../../shared/connection/index.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { ClusterFault } from './cluster-fault.ts';
import { ScramExchange } from './scram.ts';

/** Kafka's names of the mechanisms. */
const mechanismNames: Readonly<Record<SaslSettings['mechanism'], string>> = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
};

/**
 * Authenticates a connection that has its versions, in the framing of KIP-43 and KIP-152. A broker that ends sessions (KIP-368)
 * closes the connection in time, and the next one authenticates anew. Rejects with a ClusterFault that quotes no password.
 */
export async function authenticate(connection: BrokerConnection, where: string, sasl: SaslSettings): Promise<void> {
  await handshake(connection, where, mechanismNames[sasl.mechanism]);
  const send = async (message: string): Promise<string> => await exchange(connection, where, message);
  if (sasl.mechanism === 'plain') {
    await send(`\0${sasl.username}\0${sasl.password}`);
    return;
  }
  const hash = sasl.mechanism === 'scram-sha-256' ? 'sha256' : 'sha512';
  const scram = new ScramExchange({ hash, username: sasl.username, password: sasl.password });
  const serverFirst = await send(scram.firstMessage());
  const final = await proven(where, () => scram.finalMessage(serverFirst));
  const serverFinal = await send(final);
  await proven(where, () => scram.checkServer(serverFinal));
}

/**
 * The mechanisms that a port offers; undefined where it has no SASL at all. Asks for one that no broker has, so that
 * nothing is begun.
 */
export async function offeredMechanisms(connection: BrokerConnection): Promise<readonly string[] | undefined> {
  if (!connection.versions.has(kafkaApis.saslHandshake.key)) return undefined;
  const { errorCode, mechanisms } = await connection.request(kafkaApis.saslHandshake, () => ({ mechanism: 'NONE' }));
  return kafkaErrorName(errorCode) === 'UNSUPPORTED_SASL_MECHANISM' ? mechanisms : undefined;
}

async function handshake(connection: BrokerConnection, where: string, mechanism: string): Promise<void> {
  if (!connection.versions.has(kafkaApis.saslHandshake.key)) throw notSpoken(where);
  const answer = await connection.request(kafkaApis.saslHandshake, () => ({ mechanism }), { minVersion: 1 });
  const error = kafkaErrorName(answer.errorCode);
  if (error === 'NONE') return;
  if (error === 'UNSUPPORTED_SASL_MECHANISM') {
    const offered = answer.mechanisms.join(', ') || 'none';
    throw new ClusterFault('mechanism-not-offered', `${where} does not offer ${mechanism}; it offers ${offered}`);
  }
  if (error === 'ILLEGAL_SASL_STATE') throw notSpoken(where);
  throw new ClusterFault('authentication-failed', `${where} refused to begin ${mechanism}: ${error}`);
}

function notSpoken(where: string): ClusterFault {
  return new ClusterFault('sasl-not-spoken', `${where} does not authenticate with SASL`);
}

async function exchange(connection: BrokerConnection, where: string, message: string): Promise<string> {
  try {
    const { errorCode, errorMessage, authBytes } = await connection.request(kafkaApis.saslAuthenticate, () => ({
      authBytes: Buffer.from(message),
    }));
    if (errorCode === 0) return Buffer.from(authBytes).toString();
    // Kafka's own messages name the mechanism and nothing that is secret.
    const why = errorMessage ?? kafkaErrorName(errorCode);
    throw new ClusterFault('authentication-failed', `${where} refused the user name or the password: ${why}`);
  } catch (error) {
    // Older brokers simply hang up on whom they don't know.
    if (!(error instanceof ClusterFault) || error.code !== 'connection-lost') throw error;
    throw new ClusterFault('authentication-failed', `${where} closed the connection during authentication`, {
      cause: error,
    });
  }
}

async function proven<Result>(where: string, step: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ClusterFault('authentication-failed', `${where}: ${why}`, { cause: error });
  }
}
