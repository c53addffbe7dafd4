import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue, WireWriter } from '../../wire/index.ts';
import type { TargetAnswer } from '../fetch-sessions/fetch-sessions.ts';
import { implementApi } from './api.ts';
import { leaderEndpoints } from './current-leader.ts';
import { type FetchAnswer, readAll } from './fetch-read.ts';
import { waitForRecords } from './fetch-wait.ts';
import { zeroTopicId } from './partitions.ts';

/** From this version on topics go by id (KIP-516). */
const firstVersionWithTopicIds = 13;
const readCommitted = 1;
const lengthBytes = 4;
/** `fetch.max.bytes` */
const maxResponseBytes = 57_671_680;

type FetchRequest = MessageValue<typeof kafkaApis.fetch.request>;

/**
 * Gives records as they are stored, from an offset of each partition on, and waits for them if it must; within a session, what
 * has changed since the last answer. Versions 4 to 18.
 * Source: KIP-74 (size limits), KIP-98 (isolation levels), KIP-227 (sessions), KIP-219 (who is over the quota is given nothing), KIP-320 (leader epochs), KIP-516 (topic ids), KIP-595 (diverging epochs).
 */
export const fetch = implementApi({
  kafka: kafkaApis.fetch,
  async answer(request, context) {
    const { broker, peer, apiVersion, quota } = context;
    const byId = apiVersion >= firstVersionWithTopicIds;
    const plan = broker.fetchSessions.plan({
      sessionId: request.sessionId,
      sessionEpoch: request.sessionEpoch,
      usesTopicIds: byId,
      wanted: wantedPartitions(request, byId),
      forgotten: forgottenPartitions(request, byId),
    });
    const isFollower = request.replicaId >= 0 || request.replicaState.replicaId >= 0;
    const throttleOf = (answers: readonly TargetAnswer<FetchAnswer>[]) =>
      isFollower ? 0 : quota.throttleOfFetch(() => byteLengthOf(answers, apiVersion));
    if (plan.type === 'refused') {
      const throttleTimeMs = throttleOf([]);
      const errorCode = throttleTimeMs > 0 ? 0 : kafkaErrorCode(plan.error);
      return { throttleTimeMs, errorCode, sessionId: 0, responses: [] };
    }
    const options = {
      context,
      byId,
      isFollower,
      onlyStable: request.isolationLevel === readCommitted,
      maxBytes: Math.min(request.maxBytes, maxResponseBytes, isFollower ? Infinity : quota.mostFetchBytes),
    };
    let read = readAll(plan.targets, options);
    const minBytes = Math.min(request.minBytes, options.maxBytes);
    if (!read.mustAnswerNow && read.byteCount < minBytes && request.maxWaitMs > 0) {
      await waitForRecords({
        logs: read.logs,
        onlyStable: options.onlyStable,
        missingBytes: minBytes - read.byteCount,
        maxWaitMs: request.maxWaitMs,
        clock: broker.clock,
        gone: peer.gone,
      });
      read = readAll(plan.targets, options);
    }
    const throttleTimeMs = throttleOf(broker.fetchSessions.newsOf(plan, read.answers));
    if (throttleTimeMs > 0) {
      const { error, sessionId } = broker.fetchSessions.finishThrottled(plan);
      return { throttleTimeMs, errorCode: error === undefined ? 0 : kafkaErrorCode(error), sessionId, responses: [] };
    }
    const { error, sessionId, answers } = broker.fetchSessions.finish(plan, read.answers);
    const errorCode = error === undefined ? 0 : kafkaErrorCode(error);
    const nodeEndpoints = leaderEndpoints(
      broker.cluster,
      answers.map(({ answer }) => answer.currentLeader),
    );
    return { throttleTimeMs: 0, errorCode, sessionId, responses: byTopic(answers), nodeEndpoints };
  },
});

function wantedPartitions({ topics }: FetchRequest, byId: boolean) {
  return topics.flatMap((named) =>
    named.partitions.map(({ partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, partitionMaxBytes }) => ({
      ...placeOf(named, byId),
      partition,
      currentLeaderEpoch,
      fetchOffset,
      lastFetchedEpoch,
      partitionMaxBytes,
    })),
  );
}

function forgottenPartitions({ forgottenTopicsData }: FetchRequest, byId: boolean) {
  return forgottenTopicsData.flatMap((named) =>
    named.partitions.map((partition) => ({ ...placeOf(named, byId), partition })),
  );
}

function placeOf({ topic, topicId }: { topic: string; topicId: string }, byId: boolean) {
  return byId ? { topic: '', topicId } : { topic, topicId: zeroTopicId };
}

/** As Kafka counts it: the response without its header, and its length. */
function byteLengthOf(answers: readonly TargetAnswer<FetchAnswer>[], apiVersion: number): number {
  const writer = new WireWriter();
  const response = { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses: byTopic(answers) };
  kafkaApis.fetch.response.write(writer, response, apiVersion);
  return lengthBytes + writer.byteLength;
}

/** In the order in which they were read: a topic comes again where another one has come between. */
function byTopic(answers: readonly TargetAnswer<FetchAnswer>[]) {
  const responses: { topic: string; topicId: string; partitions: FetchAnswer[] }[] = [];
  for (const { target, answer } of answers) {
    const { topic, topicId } = target.wanted;
    const last = responses.at(-1);
    if (last && last.topic === topic && last.topicId === topicId) last.partitions.push(answer);
    else responses.push({ topic, topicId, partitions: [answer] });
  }
  return responses;
}
