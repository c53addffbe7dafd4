import type { BrokerContext, BrokerSettings } from '../../main/broker/apis/api.ts';
import { createDispatcher } from '../../main/broker/apis/dispatch.ts';
import { assembleBrokers } from '../../main/broker/assemble-broker.ts';
import { memoryState } from '../../main/broker/data-folder.ts';
import type { SecurityOptions } from '../../main/broker/security/security-options.ts';
import { sessionOpener } from '../../main/broker/security/sessions.ts';
import type { Outcome, Peer } from '../../main/broker/server/connection.ts';
import {
  type KafkaApi,
  type MessageInput,
  type MessageValue,
  requestHeader,
  requestHeaderVersion,
  responseHeader,
  responseHeaderVersion,
  WireReader,
  WireWriter,
} from '../../main/wire/index.ts';
import { ManualClock } from './manual-clock.ts';

/** A broker without a socket: frames go to its dispatcher, and time stands still. */
export interface InProcessBroker {
  readonly context: BrokerContext;
  readonly clock: ManualClock;
  /** Faults of the broker itself, of which there should be none. */
  readonly faults: string[];
  readonly peer: Peer;
  /** Another connection. */
  connect(): Peer;
  send(frame: Uint8Array): Outcome | Promise<Outcome>;
  sendAs(peer: Peer, frame: Uint8Array): Outcome | Promise<Outcome>;
  ask<Kafka extends KafkaApi>(
    api: Kafka,
    version: number,
    request: MessageInput<Kafka['request']>,
    peer?: Peer,
  ): Promise<MessageValue<Kafka['response']>>;
  /** Ends the broker, and throws where it had faults. */
  close(): void;
}

export function inProcessBroker(
  settings: Partial<BrokerSettings> = {},
  security: SecurityOptions = {},
  /** How long requests take, as the broker measures it. */
  preciseNowMs?: () => number,
): InProcessBroker {
  const clock = new ManualClock(1_700_000_000_000);
  const faults: string[] = [];
  const [context] = assembleBrokers({
    nodeIds: [1],
    state: memoryState(),
    clock,
    security,
    settings: {
      autoCreateTopics: true,
      defaultPartitions: 1,
      defaultReplicationFactor: 1,
      initialRebalanceDelayMs: 0,
      dataDirectory: undefined,
      ...settings,
    },
    warn: (message) => faults.push(message),
  });
  if (!context) throw new Error('no broker was assembled');
  context.transactions.recover();
  context.cluster.register({ nodeId: 1, host: '127.0.0.1', port: 9092 });
  const send = createDispatcher({
    broker: context,
    onFault: (message, cause) => faults.push(`${message}: ${String(cause)}`),
    preciseNowMs,
  });
  const openSession = sessionOpener(security, context.cluster.scramCredentials, clock);
  const connect = () => ({ host: '/127.0.0.1', gone: new AbortController().signal, session: openSession() });
  const peer = connect();
  return {
    context,
    clock,
    faults,
    peer,
    connect,
    send: (frame) => send(frame, peer),
    sendAs: (other, frame) => send(frame, other),
    async ask(api, version, request, asking = peer) {
      const outcome = await send(requestFrame(api, version, request), asking);
      if (outcome.type !== 'response') throw new Error(`${api.name} v${version} got no response: ${outcome.type}`);
      return decodeResponse(api, version, outcome.pieces);
    },
    close() {
      context.groups.close();
      context.transactions.close();
      context.logs.close();
      context.fetchSessions.close();
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}

/** A request with its header, without the length. */
export function requestFrame<Kafka extends KafkaApi>(
  api: Kafka,
  version: number,
  request: MessageInput<Kafka['request']>,
  correlationId = 7,
): Uint8Array {
  const writer = new WireWriter();
  const header = { requestApiKey: api.key, requestApiVersion: version, correlationId, clientId: 'test' };
  requestHeader.write(writer, header, requestHeaderVersion(api, version));
  api.request.write(writer, request, version);
  return writer.takeBytes();
}

/** The response in a frame that begins with its length. */
export function decodeResponse<Kafka extends KafkaApi>(
  api: Kafka,
  version: number,
  pieces: readonly Uint8Array[],
): MessageValue<Kafka['response']> {
  const reader = new WireReader(Buffer.concat(pieces));
  const byteLength = reader.int32();
  if (byteLength !== reader.remaining) throw new Error(`a frame of ${byteLength} bytes has ${reader.remaining}`);
  responseHeader.read(reader, responseHeaderVersion(api, version));
  const response = api.response.read(reader, version);
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes are left over`);
  return response as MessageValue<Kafka['response']>;
}
