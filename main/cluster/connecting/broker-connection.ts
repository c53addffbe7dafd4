import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import {
  FrameSplitter,
  kafkaApis,
  type KafkaApi,
  type MessageInput,
  type MessageValue,
  requestHeader,
  requestHeaderVersion,
  responseHeader,
  responseHeaderVersion,
  type VersionRange,
  WireReader,
  WireWriter,
} from '../../wire/index.ts';
import { ClusterFault } from './cluster-fault.ts';
import { faultOfFirstBytes } from './first-bytes.ts';
import { isTlsError, toTlsFault } from './tls-fault.ts';

/** Larger than any fetch that we ask for with one batch of a broker's largest size. */
const maxFrameBytes = 256 * 1024 * 1024;
const defaultRequestTimeoutMs = 30_000;

export interface RequestOptions {
  /** 30 000 by default. A request that is late ends the connection, since the answers keep their order. */
  readonly timeoutMs?: number;
  /** The oldest version that can say what is asked. */
  readonly minVersion?: number;
  /** The newest version to use. */
  readonly maxVersion?: number;
}

interface Pending {
  readonly api: KafkaApi;
  readonly version: number;
  readonly timer: Timer;
  readonly resolve: (response: unknown) => void;
  readonly reject: (fault: ClusterFault) => void;
}

export interface BrokerConnectionOptions {
  readonly socket: Socket;
  /** `host:port`, for messages. */
  readonly where: string;
  readonly clientId: string;
  readonly clock: Clock;
}

/**
 * One connection to one broker: requests go out as they are made, and are answered in that order. It owns its socket;
 * whoever made it closes it. Every request ends: with its answer, or with the ClusterFault that ended the connection.
 */
export class BrokerConnection {
  readonly #socket: Socket;
  readonly #where: string;
  readonly #clientId: string;
  readonly #clock: Clock;
  readonly #splitter = new FrameSplitter(maxFrameBytes);
  readonly #pending = new Map<number, Pending>();
  #versions: ReadonlyMap<number, VersionRange> = new Map();
  #nextCorrelationId = 1;
  #firstBytes: Uint8Array | undefined;
  #hasAnswered = false;
  #fault: ClusterFault | undefined;

  constructor({ socket, where, clientId, clock }: BrokerConnectionOptions) {
    this.#socket = socket;
    this.#where = where;
    this.#clientId = clientId;
    this.#clock = clock;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#end(this.#faultOfError(error)));
    socket.on('close', () => this.#end(this.#faultOfClose()));
  }

  /** Why nothing more can be asked here; undefined while it can. */
  get fault(): ClusterFault | undefined {
    return this.#fault;
  }

  /** What the broker said that it serves; empty before `setVersions`. */
  get versions(): ReadonlyMap<number, VersionRange> {
    return this.#versions;
  }

  /** Takes what ApiVersions answered: requests then go in the newest version that both sides know. */
  setVersions(versions: ReadonlyMap<number, VersionRange>): void {
    this.#versions = versions;
  }

  /** Asks in the newest version that both sides know. `input` is told which one that is. */
  async request<Kafka extends KafkaApi>(
    api: Kafka,
    input: (version: number) => MessageInput<Kafka['request']>,
    options: RequestOptions = {},
  ): Promise<MessageValue<Kafka['response']>> {
    const version = this.#versionOf(api, options);
    return await this.requestInVersion(api, version, input(version), options.timeoutMs);
  }

  /** Asks in this version, whatever the broker says of it: how ApiVersions begins. */
  requestInVersion<Kafka extends KafkaApi>(
    api: Kafka,
    version: number,
    input: MessageInput<Kafka['request']>,
    timeoutMs = defaultRequestTimeoutMs,
  ): Promise<MessageValue<Kafka['response']>> {
    if (this.#fault) return Promise.reject(this.#fault);
    const correlationId = this.#nextCorrelationId;
    this.#nextCorrelationId = correlationId === 0x7fffffff ? 1 : correlationId + 1;
    const pieces = this.#frame(api, version, correlationId, input);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.schedule(timeoutMs, () => this.#end(this.#faultOfSilence(api, timeoutMs)));
      const settle = resolve as (response: unknown) => void;
      this.#pending.set(correlationId, { api, version, timer, resolve: settle, reject });
      this.#socket.cork();
      for (const piece of pieces) this.#socket.write(piece);
      this.#socket.uncork();
    });
  }

  /** Ends the connection; what is still asked rejects with `closed`. May be called twice. */
  close(): void {
    this.#end(new ClusterFault('closed', `The connection to ${this.#where} was closed`));
  }

  #versionOf(api: KafkaApi, { minVersion = 0, maxVersion = Infinity }: RequestOptions): number {
    const served = this.#versions.get(api.key);
    const version = Math.min(served?.max ?? -1, api.request.versions.max, api.shown.max, maxVersion);
    if (served === undefined || version < Math.max(served.min, api.request.versions.min, minVersion)) {
      throw new ClusterFault('unsupported', `${this.#where} serves no version of ${api.name} that is known here`);
    }
    return version;
  }

  #frame(api: KafkaApi, version: number, correlationId: number, input: unknown): Uint8Array[] {
    const writer = new WireWriter();
    const header = { requestApiKey: api.key, requestApiVersion: version, correlationId, clientId: this.#clientId };
    requestHeader.write(writer, header, requestHeaderVersion(api, version));
    api.request.write(writer, input as Record<string, never>, version);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setInt32(0, writer.byteLength);
    return [length, ...writer.takePieces()];
  }

  #receive(chunk: Uint8Array): void {
    this.#firstBytes ??= chunk.subarray(0, 16);
    try {
      for (const frame of this.#splitter.push(chunk)) this.#answer(frame);
    } catch (error) {
      this.#end(
        this.#hasAnswered
          ? new ClusterFault('connection-lost', `${this.#where} sent what is no answer`, { cause: error })
          : faultOfFirstBytes(this.#firstBytes, this.#where, error),
      );
    }
  }

  #answer(frame: Uint8Array): void {
    const reader = new WireReader(frame);
    const correlationId = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getInt32(0);
    const pending = this.#pending.get(correlationId);
    if (!pending) throw new Error(`nothing was asked under the number ${correlationId}`);
    const { api, version } = pending;
    responseHeader.read(reader, responseHeaderVersion(api, version));
    const response = readResponse(api, version, frame, reader);
    this.#pending.delete(correlationId);
    this.#hasAnswered = true;
    pending.timer.cancel();
    pending.resolve(response);
  }

  #end(fault: ClusterFault): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.#socket.destroy();
    for (const { timer, reject } of this.#pending.values()) {
      timer.cancel();
      reject(fault);
    }
    this.#pending.clear();
  }

  #faultOfError(error: NodeJS.ErrnoException): ClusterFault {
    if (isTlsError(error)) return toTlsFault(error, this.#where);
    return this.#faultOfClose(error);
  }

  #faultOfClose(cause?: unknown): ClusterFault {
    if (this.#hasAnswered)
      return new ClusterFault('connection-lost', `${this.#where} closed the connection`, { cause });
    if (this.#firstBytes) return faultOfFirstBytes(this.#firstBytes, this.#where, cause);
    return new ClusterFault('closed-unanswered', `${this.#where} closed the connection without an answer`, { cause });
  }

  #faultOfSilence(api: KafkaApi, timeoutMs: number): ClusterFault {
    const what = `${this.#where} did not answer ${api.name} within ${timeoutMs} ms`;
    if (this.#hasAnswered) return new ClusterFault('request-timed-out', what);
    return this.#firstBytes
      ? faultOfFirstBytes(this.#firstBytes, this.#where, undefined)
      : new ClusterFault('unanswered', what);
  }
}

/**
 * A broker that lacks the version of ApiVersions that it is asked in answers in version 0, whatever was asked (KIP-511):
 * the error alone, or with the versions that it has.
 */
function readResponse(api: KafkaApi, version: number, frame: Uint8Array, reader: WireReader): unknown {
  if (api.key !== kafkaApis.apiVersions.key || version === 0) return api.response.read(reader, version);
  try {
    return api.response.read(reader, version);
  } catch {
    const again = new WireReader(frame);
    again.int32();
    return api.response.read(again, 0);
  }
}
