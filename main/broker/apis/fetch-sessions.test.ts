import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeFetchSessionsOf } from '../../../tests/support/fetch-session-tests.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { exampleBatch } from '../../../tests/support/request-examples.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { zeroTopicId } from './partitions.ts';

let broker: InProcessBroker;
let names = 0;

beforeEach(() => {
  broker = inProcessBroker();
});
afterEach(() => broker.close());

describeFetchSessionsOf(
  () => (api, version, request) => broker.ask(api, version, request),
  (subject) => `${subject}-${names++}`,
);

describe('besides', () => {
  const request = (session: [sessionId: number, sessionEpoch: number], maxWaitMs = 0) => ({
    maxWaitMs,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    sessionId: session[0],
    sessionEpoch: session[1],
    topics:
      session[1] > 0
        ? []
        : [
            {
              topic: 'orders',
              topicId: zeroTopicId,
              partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1000 }],
            },
          ],
    forgottenTopicsData: [],
  });
  const fetch = (session: [sessionId: number, sessionEpoch: number]) =>
    broker.ask(kafkaApis.fetch, 12, request(session));

  beforeEach(() => {
    broker.context.cluster.createTopic({ name: 'orders', replicaIds: [[1]], config: new Map() });
  });

  it('a request that waits is woken by an append, and told nothing where its time is up', async () => {
    const { sessionId } = await fetch([0, 0]);
    const waiting = Promise.resolve(broker.send(requestFrame(kafkaApis.fetch, 12, request([sessionId, 1], 500))));
    await broker.clock.advance(500);
    const silent = await waiting;
    if (silent.type !== 'response') throw new Error('no response');
    expect(decodeResponse(kafkaApis.fetch, 12, silent.pieces)).toMatchObject({
      errorCode: 0,
      sessionId,
      responses: [],
    });
    const woken = Promise.resolve(broker.send(requestFrame(kafkaApis.fetch, 12, request([sessionId, 2], 500))));
    await broker.ask(kafkaApis.produce, 9, {
      acks: -1,
      timeoutMs: 1000,
      topicData: [
        { name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records: exampleBatch(['a']) }] },
      ],
    });
    const answer = await woken;
    if (answer.type !== 'response') throw new Error('no response');
    const { responses } = decodeResponse(kafkaApis.fetch, 12, answer.pieces);
    expect(responses[0]?.partitions[0]).toMatchObject({ highWatermark: 1n });
  });

  it('a request that was overtaken over another connection is refused', async () => {
    const { sessionId } = await fetch([0, 0]);
    const overtaken = Promise.resolve(broker.send(requestFrame(kafkaApis.fetch, 12, request([sessionId, 1], 500))));
    expect(await fetch([sessionId, 2])).toMatchObject({ errorCode: 0 });
    await broker.clock.advance(500);
    const outcome = await overtaken;
    if (outcome.type !== 'response') throw new Error('no response');
    const answer = decodeResponse(kafkaApis.fetch, 12, outcome.pieces);
    expect(kafkaErrorName(answer.errorCode)).toBe('INVALID_FETCH_SESSION_EPOCH');
    expect(answer.sessionId).toBe(sessionId);
    expect(await fetch([sessionId, 3])).toMatchObject({ errorCode: 0 });
  });

  it('the sessions end with the broker', async () => {
    const { sessionId } = await fetch([0, 0]);
    expect(broker.context.fetchSessions.size).toBe(1);
    broker.context.fetchSessions.close();
    expect(kafkaErrorName((await fetch([sessionId, 1])).errorCode)).toBe('FETCH_SESSION_ID_NOT_FOUND');
  });
});
