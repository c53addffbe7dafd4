import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import { type About, aboutAll, type Struct, withoutTaken } from '../faults/about.ts';
import { apiPlaces, type ErrorPlace } from '../faults/api-places.ts';
import type { Happening } from '../faults/fault-lab.ts';
import type { MatchedPlace } from '../faults/match-request.ts';
import { addError, blank, type PutError, putErrors } from '../faults/put-errors.ts';
import { type Api, CloseConnection, LastAnswer, noResponse, type RequestContext } from './api.ts';

type Answer = Awaited<ReturnType<Api['answer']>>;

/** An error that a fault puts in a place of the response. */
interface WantedError extends MatchedPlace {
  readonly place: ErrorPlace;
  readonly error: PutError;
  readonly isBefore: boolean;
}

/** Answers a request while faults are set: as the API does, but for what happens to it by them. */
export function answerWithFaults(
  api: Api,
  request: MessageValue<Api['kafka']['request']>,
  context: RequestContext,
): Answer | Promise<Answer> {
  const { broker, apiVersion, clientId } = context;
  const topicNameOf = ({ topicName, topicId }: About) =>
    topicName || (topicId === undefined ? undefined : broker.cluster.topicById(topicId)?.name);
  const hasTopic = (name: string) => broker.cluster.topicByName(name) !== undefined;
  const { kafka } = api;
  const implied = sessionPartitions(request, context, kafka.key);
  const happenings = broker.faults.happeningTo({
    kafka,
    apiVersion,
    request,
    clientId,
    nodeId: broker.nodeId,
    implied,
    topicNameOf,
    hasTopic,
  });
  return happenings.length === 0 ? api.answer(request, context) : answerWith(happenings, api, request, context);
}

async function answerWith(
  happenings: readonly Happening[],
  api: Api,
  request: Struct,
  context: RequestContext,
): Promise<Answer> {
  const { gone } = context.peer;
  const errors: WantedError[] = [];
  let closesAfter: CloseConnection | undefined;
  let closesBefore: CloseConnection | undefined;
  for (const { fault, matched } of happenings) {
    const { id, effect } = fault.rule;
    const { place } = matched;
    if (effect.type === 'delay') await fault.hold(effect.delayMs + fault.drawnPartOf(effect.jitterMs ?? 0), gone);
    if (effect.type === 'freeze') await fault.holdUntilEnd(gone);
    if (effect.type === 'disconnect') {
      const close = new CloseConnection(`the fault ${id} closes it`);
      if (effect.when === 'before') closesBefore ??= close;
      else closesAfter ??= close;
    }
    if (effect.type === 'error' && place) {
      const error = { errorCode: kafkaErrorCode(effect.error), message: `${effect.error}, by the fault ${id}` };
      const earlier = [...errors];
      // What two faults are for has the error of the first.
      const isFor = (about: About) => matched.isFor(about) && !earlier.some((other) => other.isFor(about));
      errors.push({ ...matched, place, isFor, error, isBefore: effect.when !== 'after' });
    }
  }
  // Nobody waits for it any more, and what was held isn't begun for nobody.
  if (gone.aborted) return noResponse;
  if (closesBefore) return closesBefore;
  const answer = errors.length === 0 ? await api.answer(request, context) : await refuse(errors, api, request, context);
  return closesAfter ?? answer;
}

/** Keeps from the API what is refused before, and puts the errors into what it answers. */
async function refuse(
  errors: readonly WantedError[],
  api: Api,
  request: Struct,
  context: RequestContext,
): Promise<Answer> {
  const { kafka } = api;
  const { apiVersion } = context;
  const isOfFetch = kafka.key === kafkaApis.fetch.key;
  const wantsNoAnswer = kafka.key === kafkaApis.produce.key && request['acks'] === 0;
  const takes = apiPlaces.get(kafka.name)?.changes === true;
  const taken: { wanted: WantedError; about: About }[] = [];
  // A fetch would else wait for records before it tells of the error.
  let asked: Struct = isOfFetch ? { ...request, maxWaitMs: 0 } : request;
  let isAsked = true;
  for (const wanted of errors) {
    if (!wanted.isBefore) continue;
    const { place, around, isFor } = wanted;
    if (place.about === 'whole') isAsked = false;
    else if (takes) {
      for (const about of aboutAll(asked, place.request, around)) if (isFor(about)) taken.push({ wanted, about });
      const { kept, isEmpty } = withoutTaken(asked, place.request, around, isFor);
      asked = kept;
      isAsked &&= !isEmpty;
    }
  }
  const answer = isAsked ? await api.answer(asked, context) : undefined;
  // Kafka, too, closes the connection of a producer that wants no answer and has an error.
  if (wantsNoAnswer) return new CloseConnection(`Produce with acks=0 failed: ${errors[0]?.error.message}`);
  if (answer === noResponse || answer instanceof CloseConnection || answer instanceof LastAnswer) return answer;
  let response: Struct = answer ?? blank(kafka.response.fields, apiVersion, {});
  for (const { place, around, isFor, error } of errors) {
    if (place.about === 'whole') {
      response = blank(kafka.response.fields, apiVersion, {}, error);
      break;
    }
    const spot = { fields: kafka.response.fields, apiVersion, path: place.response };
    response = putErrors(response, spot, around, isFor, error);
    if (!isOfFetch) continue;
    for (const about of untold(response, place, context).filter(isFor)) {
      response = addError(response, spot, about, error);
    }
  }
  for (const { wanted, about } of taken) {
    const spot = { fields: kafka.response.fields, apiVersion, path: wanted.place.response };
    response = addError(response, spot, about, wanted.error);
  }
  return response;
}

/** Partitions of the fetch's session that its answer has nothing of. */
function untold(response: Struct, { response: path }: ErrorPlace, context: RequestContext): About[] {
  if (response['errorCode'] !== 0) return [];
  const told = new Set(aboutAll(response, path, {}).map(keyOf));
  return sessionPartitions(response, context, kafkaApis.fetch.key).filter((about) => !told.has(keyOf(about)));
}

function sessionPartitions(message: Struct, { broker }: RequestContext, apiKey: number): About[] {
  if (apiKey !== kafkaApis.fetch.key) return [];
  return broker.fetchSessions
    .partitionsOf(Number(message['sessionId']))
    .map(({ topic, topicId, partition }) => ({ topicName: topic, topicId, partition }));
}

function keyOf({ topicName, topicId, partition }: About): string {
  return `${topicId}/${topicName}/${partition}`;
}
