import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kafkaApis, WireReader } from '../../wire/index.ts';
import {
  decodeResponse,
  inProcessBroker,
  type InProcessBroker,
  requestFrame,
} from '../../../tests/support/in-process-broker.ts';
import { requestExamples } from '../../../tests/support/request-examples.ts';
import { implementedApis, servesVersion } from './registry.ts';

let broker: InProcessBroker;
let topicId: string;

beforeEach(() => {
  ({ broker, topicId } = brokerWithOrders());
});
afterEach(() => broker.close());

function brokerWithOrders() {
  const made = inProcessBroker();
  const orders = made.context.cluster.createTopic({ name: 'orders', replicaIds: [[1], [1]], config: new Map() });
  return { broker: made, topicId: orders.topicId };
}

const everyVersion = requestExamples('AAAAAAAAAAAAAAAAAAAAAA').flatMap(({ api }, index) =>
  Array.from({ length: 32 }, (_, version) => ({ name: api.name, version, index })).filter(({ version }) =>
    servesVersion(api, version),
  ),
);

function asBytes(...shorts: number[]): Uint8Array {
  const frame = Buffer.alloc(40);
  shorts.forEach((short, index) => frame.writeInt16BE(short, index * 2));
  return frame;
}

describe('the APIs', () => {
  it('that are implemented are those that ApiVersions shows, at the versions of a default Kafka', async () => {
    const { apiKeys } = await broker.ask(kafkaApis.apiVersions, 4, {
      clientSoftwareName: 'test',
      clientSoftwareVersion: '1',
    });
    expect(apiKeys.map(({ apiKey }) => apiKey)).toEqual(
      [...implementedApis.keys()].sort((left, right) => left - right),
    );
    expect(
      Object.fromEntries(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]])),
    ).toEqual({
      0: [0, 13],
      1: [4, 18],
      2: [1, 11],
      3: [0, 13],
      8: [2, 10],
      9: [1, 10],
      10: [0, 6],
      11: [0, 9],
      12: [0, 4],
      13: [0, 5],
      14: [0, 5],
      15: [0, 6],
      16: [0, 5],
      17: [0, 1],
      18: [0, 5],
      19: [2, 7],
      20: [1, 6],
      21: [0, 2],
      22: [0, 5],
      23: [2, 4],
      24: [0, 5],
      25: [0, 4],
      26: [0, 5],
      27: [1, 2],
      28: [0, 6],
      29: [1, 3],
      30: [1, 3],
      31: [1, 3],
      32: [1, 4],
      33: [0, 2],
      35: [1, 5],
      36: [0, 2],
      37: [0, 3],
      42: [0, 3],
      43: [0, 2],
      44: [0, 1],
      45: [0, 1],
      46: [0, 0],
      47: [0, 0],
      48: [0, 1],
      49: [0, 1],
      50: [0, 0],
      51: [0, 0],
      60: [0, 2],
      61: [0, 0],
      65: [0, 0],
      66: [0, 2],
      68: [0, 1],
      69: [0, 1],
      74: [0, 1],
      75: [0, 0],
    });
  });

  it('each have an example, so that the next test leaves none out', () => {
    const exemplified = requestExamples(topicId).map(({ api }) => api.key);
    expect(new Set(exemplified)).toEqual(new Set(implementedApis.keys()));
  });

  it.each(everyVersion)('answer $name v$version in that very version', async ({ version, index }) => {
    const example = requestExamples(topicId)[index];
    if (!example) throw new Error('no example');
    const answer = broker.send(requestFrame(example.api, version, example.request(version)));
    await broker.clock.advance(1000);
    const outcome = await answer;
    if (outcome.type !== 'response') throw new Error(`${outcome.type}: ${broker.faults.join()}`);
    decodeResponse(example.api, version, outcome.pieces);
    expect(broker.faults).toEqual([]);
  });
});

describe('what is no request', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['a piece of a header', new Uint8Array(7)],
    ['an unknown API', asBytes(999, 0)],
    ['a negative API key', asBytes(-1, 0)],
    ['a version of the future', asBytes(kafkaApis.metadata.key, 99)],
    ['a version of the past', asBytes(kafkaApis.produce.key, 2)],
    ['a version that Kafka keeps to itself', asBytes(kafkaApis.initProducerId.key, 6)],
  ])('closes the connection: %s', async (_name, frame) => {
    expect(await broker.send(frame)).toMatchObject({ type: 'close' });
    expect(broker.faults).toEqual([]);
  });

  it('closes the connection where bytes are left over or missing', async () => {
    const frame = requestFrame(kafkaApis.metadata, 12, { topics: null, includeTopicAuthorizedOperations: false });
    expect(await broker.send(Buffer.concat([frame, Buffer.alloc(1)]))).toMatchObject({ type: 'close' });
    expect(await broker.send(frame.subarray(0, -1))).toMatchObject({ type: 'close' });
  });

  it('but a newer ApiVersions is answered in version 0, which says what to ask with', async () => {
    const outcome = await broker.send(asBytes(kafkaApis.apiVersions.key, 77, 0, 5));
    if (outcome.type !== 'response') throw new Error(outcome.type);
    expect(decodeResponse(kafkaApis.apiVersions, 0, outcome.pieces)).toMatchObject({
      errorCode: 35,
      apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 5 }],
    });
    const reader = new WireReader(Buffer.concat(outcome.pieces));
    reader.int32();
    expect(reader.int32()).toBe(5);
  });
});
