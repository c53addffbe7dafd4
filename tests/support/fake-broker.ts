import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import {
  FrameSplitter,
  kafkaApis,
  type MessageInput,
  type MessageValue,
  requestHeader,
  requestHeaderVersion,
  responseHeader,
  responseHeaderVersion,
  WireReader,
  WireWriter,
} from '../../main/wire/index.ts';

type Apis = typeof kafkaApis;
type ApiName = keyof Apis;

/** What a broker answers; undefined closes the connection instead. */
export type FakeAnswers = {
  [Name in ApiName]?: (
    request: MessageValue<Apis[Name]['request']>,
    version: number,
  ) => MessageInput<Apis[Name]['response']> | Promise<MessageInput<Apis[Name]['response']>> | undefined;
};

export interface FakeBroker {
  readonly port: number;
  /** `127.0.0.1:PORT`. */
  readonly bootstrap: string;
  /** Names of the APIs that were asked, in order. */
  readonly asked: string[];
  /** Connections that are open. */
  readonly connections: ReadonlySet<Socket>;
}

export interface FakeBrokerOptions {
  readonly tls?: TlsOptions;
  /** Versions that are shown, where they aren't all that there are. */
  readonly versions?: Partial<Record<ApiName, { min: number; max: number }>>;
  /** As old brokers do, whatever version they are asked in. */
  readonly answersApiVersionsInVersion?: number;
}

/** A server on loopback that answers as a test says, ApiVersions by itself. It is gone when the test is. */
export async function startFakeBroker(answers: FakeAnswers, options: FakeBrokerOptions = {}): Promise<FakeBroker> {
  const asked: string[] = [];
  const serve = (socket: Socket): void => serveSocket(socket, answers, options, asked);
  const { port, connections } = await startServer(serve, options.tls);
  return { port, bootstrap: `127.0.0.1:${port}`, asked, connections };
}

/** A server on loopback that does with each socket what a test says. It is gone when the test is. */
export async function startServer(
  serve: (socket: Socket) => void,
  tls?: TlsOptions,
): Promise<{ port: number; connections: ReadonlySet<Socket> }> {
  const connections = new Set<Socket>();
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  // Plain sockets of a TLS server too, so that they all can be ended.
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('error', () => undefined).on('close', () => connections.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  onTestFinished(async () => {
    for (const socket of connections) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: address.port, connections };
}

function serveSocket(socket: Socket, answers: FakeAnswers, options: FakeBrokerOptions, asked: string[]): void {
  const splitter = new FrameSplitter(10_000_000);
  let queue = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of splitter.push(chunk)) {
        queue = queue.then(() => answerFrame(socket, frame, answers, options, asked));
        queue.catch(() => socket.destroy());
      }
    } catch {
      socket.destroy();
    }
  });
}

async function answerFrame(
  socket: Socket,
  frame: Uint8Array,
  answers: FakeAnswers,
  options: FakeBrokerOptions,
  asked: string[],
): Promise<void> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const version = view.getInt16(2);
  const [name, api] = apiOf(view.getInt16(0));
  const reader = new WireReader(frame);
  const { correlationId } = requestHeader.read(reader, requestHeaderVersion(api, version));
  const request = api.request.read(reader, version);
  asked.push(api.name);
  const answer = answers[name] as ((request: unknown, version: number) => unknown) | undefined;
  const response = name === 'apiVersions' && !answer ? shownApis(answers, options) : await answer?.(request, version);
  if (response === undefined) {
    socket.destroy();
    return;
  }
  const writer = new WireWriter();
  const { answersApiVersionsInVersion = version } = options;
  const answered = name === 'apiVersions' ? answersApiVersionsInVersion : version;
  responseHeader.write(writer, { correlationId }, responseHeaderVersion(api, answered));
  api.response.write(writer, response as never, answered);
  const body = writer.takeBytes();
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.byteLength);
  socket.write(Buffer.concat([length, body]));
}

function apiOf(key: number): [ApiName, Apis[ApiName]] {
  for (const name of Object.keys(kafkaApis) as ApiName[])
    if (kafkaApis[name].key === key) return [name, kafkaApis[name]];
  throw new Error(`no API has the key ${key}`);
}

function shownApis(answers: FakeAnswers, { versions = {} }: FakeBrokerOptions) {
  const names = ['apiVersions', ...Object.keys(answers)] as ApiName[];
  const apiKeys = names.map((name) => {
    const { min, max } = versions[name] ?? kafkaApis[name].shown;
    return { apiKey: kafkaApis[name].key, minVersion: min, maxVersion: max };
  });
  return { errorCode: 0, apiKeys, throttleTimeMs: 0 };
}
