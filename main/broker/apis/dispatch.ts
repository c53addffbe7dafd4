import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import {
  includesVersion,
  kafkaApis,
  requestHeader,
  requestHeaderVersion,
  responseHeader,
  responseHeaderVersion,
  WireReader,
  WireWriter,
  type KafkaApi,
} from '../../wire/index.ts';
import type { Outcome, Peer } from '../server/connection.ts';
import { accessOf } from '../security/acl/access.ts';
import type { Login } from '../security/sasl/login.ts';
import { answerWithFaults } from './answer-with-faults.ts';
import { CloseConnection, LastAnswer, noResponse, type BrokerContext } from './api.ts';
import { passOf } from './pass-of-time.ts';
import { QuotaGate, type RequestQuota } from './quota-gate.ts';
import { implementedApis, servesVersion } from './registry.ts';

export interface DispatcherOptions {
  broker: BrokerContext;
  /** Told of a fault of ours, which a client only sees as a closed connection. */
  onFault: (message: string, cause: unknown) => void;
  /** Measures how long requests take, in milliseconds since whenever; `performance.now` by default. */
  preciseNowMs?: (() => number) | undefined;
}

/** The API key, the version and the correlation id, which every header begins with. */
const headerStartBytes = 8;

/**
 * Answers frames: reads the header, finds the API, and gives its answer the header that belongs to it. Whatever a client sends,
 * the outcome is a response, silence, or a closed connection with a reason.
 */
export function createDispatcher({ broker, onFault, preciseNowMs }: DispatcherOptions) {
  const quotas = new QuotaGate({ broker, preciseNowMs: preciseNowMs ?? (() => performance.now()) });
  const answerLater = (outcome: Outcome, { gone }: Peer) =>
    passOf(failedLoginDelayMs, broker.clock, gone).then(() => outcome);

  function answerFrame(frame: Uint8Array, peer: Peer): Outcome | Promise<Outcome> {
    const { login } = peer.session;
    if (login?.awaitsBareToken) {
      const outcome = answerBareToken(frame, login);
      return outcome.type === 'close' ? answerLater(outcome, peer) : outcome;
    }
    const startedMs = quotas.startedMs();
    if (frame.byteLength < headerStartBytes) return close('a request is shorter than its header');
    const view = new DataView(frame.buffer, frame.byteOffset, headerStartBytes);
    const [apiKey, apiVersion, correlationId] = [view.getInt16(0), view.getInt16(2), view.getInt32(4)];
    const api = implementedApis.get(apiKey);
    if (!api) return close(`the API with key ${apiKey} is not implemented`);
    const { kafka } = api;
    if (!servesVersion(kafka, apiVersion)) {
      if (kafka === kafkaApis.apiVersions) return unsupportedApiVersions(correlationId);
      return close(`${kafka.name} has no version ${apiVersion} here`);
    }
    const outOfPlace = login?.refusalOf(apiKey, kafka.name);
    if (outOfPlace) {
      const { reason, error } = outOfPlace;
      const field = kafka.response.fields['errorCode'];
      if (error === undefined || !field || !includesVersion(field.versions, apiVersion)) return close(reason);
      const response = respond(kafka, apiVersion, correlationId, { errorCode: kafkaErrorCode(error) });
      return answerLater(last(response, reason), peer);
    }
    const finish = (answer: unknown, quota: RequestQuota): Outcome | Promise<Outcome> => {
      if (answer === noResponse || answer instanceof CloseConnection) {
        quota.throttleOfSilence();
        return answer === noResponse ? { type: 'silence' } : close(answer.reason);
      }
      if (answer instanceof LastAnswer) {
        const response = respond(kafka, apiVersion, correlationId, answer.response as Record<string, unknown>);
        return answerLater(last(response, answer.reason), peer);
      }
      const throttleTimeMs = quota.throttleOfAnswer();
      const fields = answer as Record<string, unknown>;
      const told = throttleTimeMs === 0 ? fields : { ...fields, throttleTimeMs };
      const response = respond(kafka, apiVersion, correlationId, told);
      quota.noteEncoded();
      return response;
    };
    const fail = (error: unknown): Outcome => {
      const action = `${kafka.name} v${apiVersion} of ${peer.host}`;
      if (error instanceof Fault && wireFaults.has(error.code))
        return close(`${action} is malformed: ${error.message}`);
      onFault(`${action} failed`, error);
      return close(`${action} failed`);
    };
    try {
      const reader = new WireReader(frame);
      const header = requestHeader.read(reader, requestHeaderVersion(kafka, apiVersion));
      const request = kafka.request.read(reader, apiVersion);
      if (reader.remaining > 0) return close(`${kafka.name} v${apiVersion} has ${reader.remaining} bytes left over`);
      const access = accessOf(broker.authorizer, peer.session.principal, peer.host);
      const clientId = header.clientId ?? '';
      const quota = quotas.of({ kafka, peer, clientId, sentBytes: frame.byteLength, startedMs });
      const context = { broker, apiVersion, clientId, peer, access, quota };
      const answer = broker.faults.isOn ? answerWithFaults(api, request, context) : api.answer(request, context);
      if (!(answer instanceof Promise)) return finish(answer, quota);
      quota.noteWaiting();
      return answer.then((settled) => finish(settled, quota)).catch(fail);
    } catch (error) {
      return fail(error);
    }
  }

  return function answerInTime(frame: Uint8Array, peer: Peer): Outcome | Promise<Outcome> {
    const waiting = quotas.waitOf(peer);
    if (!waiting) return answerFrame(frame, peer);
    return waiting.then(() => (peer.gone.aborted ? { type: 'silence' } : answerFrame(frame, peer)));
  };
}

/** `connection.failed.authentication.delay.ms` */
const failedLoginDelayMs = 100;

/** What a client's bytes can be blamed for. */
const wireFaults = new Set(['truncated', 'malformed', 'trailing-bytes']);

function close(reason: string): Outcome {
  return { type: 'close', reason };
}

/** A token of a login that began with version 0 of SaslHandshake: there is no room for an error. */
function answerBareToken(token: Uint8Array, login: Login): Outcome {
  const answer = login.authenticate(token);
  if (answer?.error !== undefined) return close(answer.message);
  return framed([answer?.token ?? new Uint8Array(0)]);
}

function last({ pieces }: Response, reason: string): Outcome {
  return { type: 'last-response', pieces, reason };
}

type Response = Extract<Outcome, { type: 'response' }>;

function byteLengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

function framed(pieces: readonly Uint8Array[]): Response {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setInt32(0, byteLengthOf(pieces));
  return { type: 'response', pieces: [length, ...pieces] };
}

function respond(
  kafka: KafkaApi,
  apiVersion: number,
  correlationId: number,
  answer: Record<string, unknown>,
): Response {
  const writer = new WireWriter();
  responseHeader.write(writer, { correlationId }, responseHeaderVersion(kafka, apiVersion));
  kafka.response.write(writer, answer, apiVersion);
  return framed(writer.takePieces());
}

/**
 * A client that speaks a newer ApiVersions than we do gets version 0, which everybody reads, and learns from it which to ask
 * with (KIP-511).
 */
function unsupportedApiVersions(correlationId: number): Outcome {
  const { key, shown } = kafkaApis.apiVersions;
  return respond(kafkaApis.apiVersions, 0, correlationId, {
    errorCode: kafkaErrorCode('UNSUPPORTED_VERSION'),
    apiKeys: [{ apiKey: key, minVersion: shown.min, maxVersion: shown.max }],
  });
}
