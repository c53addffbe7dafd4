import type { Peer } from '../../main/broker/server/connection.ts';
import { ScramExchange } from '../../main/cluster/connecting/scram.ts';
import { kafkaApis } from '../../main/wire/index.ts';
import { decodeResponse, type InProcessBroker, requestFrame } from './in-process-broker.ts';

export interface LoginAttempt {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  username: string;
  password: string;
}

/** What a login ended with, as the client is told. */
export interface LoginResult {
  errorCode: number;
  errorMessage: string | null;
  sessionLifetimeMs: bigint;
  /** The connection ended with it. */
  isClosed: boolean;
}

/** Logs a connection in, from the handshake to the last token. */
export async function logIn(broker: InProcessBroker, peer: Peer, attempt: LoginAttempt): Promise<LoginResult> {
  const { mechanism, username, password } = attempt;
  await broker.ask(kafkaApis.saslHandshake, 1, { mechanism }, peer);
  if (mechanism === 'PLAIN') return await sendToken(broker, peer, `\0${username}\0${password}`);
  const exchange = new ScramExchange({ hash: mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512', username, password });
  const first = await sendToken(broker, peer, exchange.firstMessage());
  if (first.errorCode !== 0) return first;
  const last = await sendToken(broker, peer, await exchange.finalMessage(first.token));
  if (last.errorCode === 0) exchange.checkServer(last.token);
  return last;
}

export async function sendToken(
  broker: InProcessBroker,
  peer: Peer,
  token: string,
): Promise<LoginResult & { token: string }> {
  const answer = broker.sendAs(peer, requestFrame(kafkaApis.saslAuthenticate, 2, { authBytes: Buffer.from(token) }));
  // A login that failed is answered a moment later.
  if (answer instanceof Promise) await broker.clock.advance(100);
  const outcome = await answer;
  if (outcome.type !== 'response' && outcome.type !== 'last-response') throw new Error(`no response: ${outcome.type}`);
  const { authBytes, errorCode, errorMessage, sessionLifetimeMs } = decodeResponse(
    kafkaApis.saslAuthenticate,
    2,
    outcome.pieces,
  );
  const isClosed = outcome.type === 'last-response';
  return { errorCode, errorMessage, sessionLifetimeMs, isClosed, token: Buffer.from(authBytes).toString() };
}
