import { includesVersion, type KafkaApi } from '../../wire/index.ts';
import { type About, aboutAll, type Struct } from './about.ts';
import { apiPlaces, type ErrorPlace } from './api-places.ts';
import type { FaultMatch, FaultRule } from './fault-rule.ts';

/** Of FindCoordinator. */
const groupKeys = 0;

/** A request as faults see it. */
export interface SeenRequest {
  readonly kafka: KafkaApi;
  readonly apiVersion: number;
  readonly request: Struct;
  readonly clientId: string;
  /** Who is asked. */
  readonly nodeId: number;
  /** What it is about besides what it names: the partitions of its fetch session. */
  readonly implied: readonly About[];
  readonly topicNameOf: (about: About) => string | undefined;
  readonly hasTopic: (name: string) => boolean;
}

/** Where in a request, and in its response, a fault happens. */
export interface MatchedPlace {
  /** undefined: the fault is about no part of the request, and the API has no place for an error. */
  readonly place: ErrorPlace | undefined;
  /** What the whole request is about. */
  readonly around: About;
  readonly isFor: (about: About) => boolean;
}

/** What the place must be about for the match to be told from what it names, the finest part counting. */
export function suits(match: FaultMatch | undefined, { about }: ErrorPlace): boolean {
  if (match?.partitions) return about === 'partition';
  return match?.topics ? about === 'topic' || about === 'partition' : true;
}

/** Undefined where the request isn't what the fault is about. */
export function matchRequest({ match = {}, effect }: FaultRule, seen: SeenRequest): MatchedPlace | undefined {
  const { kafka, request, clientId, nodeId, implied } = seen;
  if (match.apis && !match.apis.includes(kafka.name)) return undefined;
  if (match.clientIds && !match.clientIds.includes(clientId)) return undefined;
  if (match.brokers && !match.brokers.includes(nodeId)) return undefined;
  const api = apiPlaces.get(kafka.name);
  const place = api?.places.find((candidate) => suits(match, candidate) && isThere(candidate, seen));
  const namesParts = match.topics !== undefined || match.partitions !== undefined || match.groups !== undefined;
  // The coordinator of a transaction, say.
  if (match.groups && kafka.name === 'FindCoordinator' && request['keyType'] !== groupKeys) return undefined;
  if (!place) return namesParts || effect.type === 'error' ? undefined : { place, around: {}, isFor: () => true };
  const around = aboutWhole(api?.group, request);
  const isFor = (about: About) => fits(match, about, seen);
  const isAbout = [...aboutAll(request, place.request, around), ...implied];
  if (asksForAll(seen)) isAbout.push({ ...around, isAboutAllTopics: true });
  // A request about nothing at all, such as a fetch of no partition, is met by what asks for nothing in particular.
  const isMet = isAbout.some(isFor) || (!namesParts && effect.type !== 'error');
  return isMet ? { place, around, isFor } : undefined;
}

function isThere(place: ErrorPlace, { kafka, apiVersion }: SeenRequest): boolean {
  const has = (side: 'request' | 'response', field: string | undefined) =>
    field !== undefined && includesVersion(kafka[side].fields[field]?.versions, apiVersion);
  if (place.about === 'whole') return has('response', 'errorCode');
  return has('request', place.request[0]) && has('response', place.response[0]);
}

function fits(match: FaultMatch, about: About, { topicNameOf, hasTopic }: SeenRequest): boolean {
  const { topics, partitions, groups } = match;
  if (topics) {
    const named = topicNameOf(about);
    const isOne = about.isAboutAllTopics ? topics.some(hasTopic) : named !== undefined && topics.includes(named);
    if (!isOne) return false;
  }
  // Who asks for a topic and names no partition asks for all of them.
  if (partitions && about.partition !== undefined && !partitions.includes(about.partition)) return false;
  return !groups || (about.group !== undefined && groups.includes(about.group));
}

function aboutWhole(groupField: string | undefined, request: Struct): About {
  const group = groupField === undefined ? undefined : request[groupField];
  return typeof group === 'string' && group !== '' ? { group } : {};
}

/** An empty list of topics is a list of all of them here, besides null. */
function asksForAll({ kafka, apiVersion, request }: SeenRequest): boolean {
  const isEmpty = Array.isArray(request['topics']) && request['topics'].length === 0;
  return isEmpty && ((kafka.name === 'Metadata' && apiVersion === 0) || kafka.name === 'DescribeTopicPartitions');
}
