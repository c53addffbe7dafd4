import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBroker, startBroker } from '../../main/broker/index.ts';
import {
  FrameSplitter,
  kafkaApis,
  requestHeader,
  responseHeader,
  WireReader,
  WireWriter,
} from '../../main/wire/index.ts';
import { exampleBatch } from '../support/request-examples.ts';

let broker: RunningBroker;
let logged: string[];
const sockets: Socket[] = [];

beforeEach(async () => {
  logged = [];
  broker = await startBroker({ onLog: ({ message }) => logged.push(message) });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.close();
});

async function open(): Promise<Socket> {
  const socket = connect(broker.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

function frame(key: number, version: number, correlationId: number, body: Uint8Array): Buffer {
  const writer = new WireWriter();
  const header = { requestApiKey: key, requestApiVersion: version, correlationId, clientId: 'test' };
  requestHeader.write(writer, header, 1);
  const content = Buffer.concat([writer.takeBytes(), body]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function apiVersionsFrame(correlationId: number): Buffer {
  return frame(kafkaApis.apiVersions.key, 0, correlationId, new Uint8Array(0));
}

function fetchFrame(correlationId: number, maxWaitMs: number, minBytes = 1): Buffer {
  const request = {
    replicaId: -1,
    maxWaitMs,
    minBytes,
    maxBytes: 50_000_000,
    isolationLevel: 0,
    topics: [
      {
        topic: 'orders',
        topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
        partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 50_000_000 }],
      },
    ],
    forgottenTopicsData: [],
  };
  return frame(kafkaApis.fetch.key, 4, correlationId, kafkaApis.fetch.request.encode(request, 4));
}

function produceFrame(correlationId: number, records: Uint8Array): Buffer {
  const topicData = [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitionData: [{ index: 0, records }] }];
  const request = { acks: -1, timeoutMs: 1000, topicData };
  return frame(kafkaApis.produce.key, 3, correlationId, kafkaApis.produce.request.encode(request, 3));
}

async function createOrders(): Promise<void> {
  const request = {
    topics: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    allowAutoTopicCreation: true,
    includeTopicAuthorizedOperations: false,
  };
  const socket = await open();
  socket.write(frame(kafkaApis.metadata.key, 4, 1, kafkaApis.metadata.request.encode(request, 4)));
  await responses(socket, 1);
}

/** Reads so many responses: their correlation ids, in order, and their sizes. */
async function responses(socket: Socket, count: number): Promise<{ correlationId: number; byteLength: number }[]> {
  const splitter = new FrameSplitter(100_000_000);
  const read: { correlationId: number; byteLength: number }[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    for (const response of splitter.push(chunk as Buffer)) {
      const { correlationId } = responseHeader.read(new WireReader(response), 0);
      read.push({ correlationId, byteLength: response.byteLength });
    }
    if (read.length >= count) break;
  }
  return read;
}

describe('a connection', () => {
  it('gets its responses in the order of its requests, however they are cut into packets', async () => {
    const socket = await open();
    const requests = Buffer.concat(Array.from({ length: 500 }, (_, index) => apiVersionsFrame(index)));
    for (let position = 0; position < requests.length; position += 777)
      socket.write(requests.subarray(position, position + 777));
    const ids = (await responses(socket, 500)).map(({ correlationId }) => correlationId);
    expect(ids).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  it('gets the response to a waiting fetch before those to what it asked for later', async () => {
    await createOrders();
    const waiting = await open();
    waiting.write(Buffer.concat([fetchFrame(1, 60_000), apiVersionsFrame(2)]));
    const answers = responses(waiting, 2);
    const producer = await open();
    producer.write(produceFrame(9, exampleBatch(['a'])));
    expect((await responses(producer, 1)).map(({ correlationId }) => correlationId)).toEqual([9]);
    expect((await answers).map(({ correlationId }) => correlationId)).toEqual([1, 2]);
  });

  it.each([
    ['claims a frame of 2 GB', Buffer.from([0x7f, 0xff, 0xff, 0xff]), 'a frame claims 2147483647 bytes'],
    ['claims a negative frame', Buffer.from([0xff, 0xff, 0xff, 0xff]), 'a frame claims -1 bytes'],
    ['sends an empty frame', Buffer.alloc(4), 'shorter than its header'],
    ['speaks another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'a frame claims'],
    ['sends an API that is not there', frame(999, 0, 1, new Uint8Array(0)), 'key 999 is not implemented'],
    ['sends half a request', frame(kafkaApis.metadata.key, 4, 1, Buffer.from([0, 0])), 'Metadata v4'],
  ])('that %s is closed and logged, and no other is', async (_name, bytes, reason) => {
    const good = await open();
    const bad = await open();
    const closed = once(bad, 'close');
    bad.resume();
    const before = process.memoryUsage().arrayBuffers;
    bad.write(bytes);
    await closed;
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect(logged).toEqual([expect.stringContaining(reason)]);
    good.write(apiVersionsFrame(5));
    expect((await responses(good, 1)).map(({ correlationId }) => correlationId)).toEqual([5]);
  });

  it('that does not read what it asked for is no longer read itself, and gets all of it later', async () => {
    await createOrders();
    const producer = await open();
    for (let index = 0; index < 20; index += 1)
      producer.write(produceFrame(index, exampleBatch(['x'.repeat(1_000_000)])));
    await responses(producer, 20);
    const requestCount = 200;
    const slow = await open();
    // 200 answers of 20 MB each: more than could ever be kept unsent.
    for (let index = 0; index < requestCount; index += 1) slow.write(fetchFrame(index, 0));
    const other = await open();
    for (let index = 0; index < 20; index += 1) {
      other.write(apiVersionsFrame(index));
      await responses(other, 1);
    }
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(500_000_000);
    const [first, second] = await responses(slow, 2);
    expect(first).toMatchObject({ correlationId: 0 });
    expect(second).toMatchObject({ correlationId: 1, byteLength: first?.byteLength });
  });

  it('is closed with the broker, also while it waits', async () => {
    await createOrders();
    const waiting = await open();
    waiting.write(fetchFrame(1, 60_000));
    const idle = await open();
    const closed = Promise.all([once(waiting, 'close'), once(idle, 'close')]);
    waiting.resume();
    idle.resume();
    await broker.close();
    await closed;
    await broker.close();
    expect(logged).toEqual([]);
  });
});
