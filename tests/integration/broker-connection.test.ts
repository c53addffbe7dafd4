import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createRecordReader, type RecordReader } from '../../main/cluster/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import type { Clock } from '../../shared/lib/index.ts';
import { type FakeAnswers, startFakeBroker, startServer } from '../support/fake-broker.ts';

/** Waits are a hundredth of what they say. */
/** Fast enough not to be waited for, and slow enough for a busy machine to connect in time. */
const hurried: Clock = {
  nowMs: () => Date.now(),
  schedule: (delayMs, run) => systemClock.schedule(delayMs / 20, run),
};

function readerOf(port: number, clock: Clock = systemClock): RecordReader {
  const reader = createRecordReader({ connection: { brokers: [`127.0.0.1:${port}`] }, clock });
  onTestFinished(() => reader.close());
  return reader;
}

function noTopics(): ReturnType<NonNullable<FakeAnswers['metadata']>> {
  return { throttleTimeMs: 0, errorCode: 0, brokers: [], topics: [] };
}

it('ends with a request that is late, and so does everything else that was asked over it', async () => {
  const { port, asked } = await startFakeBroker({ metadata: () => new Promise(() => undefined) });
  const reader = readerOf(port, hurried);
  const outcomes = await Promise.allSettled([reader.topics(), reader.topics()]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'request-timed-out', retriable: true } });
  }
  expect(asked).toContain('Metadata');
});

it('is opened anew when it was lost', async () => {
  let answers = 0;
  const { port, asked } = await startFakeBroker({
    metadata: () => {
      answers += 1;
      return answers === 2 ? undefined : noTopics();
    },
  });
  const reader = readerOf(port);
  expect(await reader.topics()).toEqual([]);
  await expect(reader.topics()).rejects.toMatchObject({ code: 'connection-lost', retriable: true });
  expect(await reader.topics()).toEqual([]);
  expect(asked.filter((name) => name === 'ApiVersions')).toHaveLength(2);
});

it('is one for many requests, also where they begin together', async () => {
  const { port, asked } = await startFakeBroker({ metadata: noTopics });
  const reader = readerOf(port);
  await Promise.all(Array.from({ length: 20 }, () => reader.topics()));
  expect(asked.filter((name) => name === 'ApiVersions')).toHaveLength(1);
});

it('asks a broker that knows only the first version of ApiVersions in that one', async () => {
  const versions: number[] = [];
  const { port } = await startFakeBroker(
    {
      apiVersions: (_request, version) => {
        versions.push(version);
        const apiKeys = [
          { apiKey: 3, minVersion: 0, maxVersion: 5 },
          { apiKey: 18, minVersion: 0, maxVersion: 0 },
        ];
        return { errorCode: version === 0 ? 0 : 35, apiKeys, throttleTimeMs: 0 };
      },
      metadata: noTopics,
    },
    { answersApiVersionsInVersion: 0 },
  );
  expect(await readerOf(port).topics()).toEqual([]);
  expect(versions).toEqual([3, 0]);
});

it('says which API a broker is too old for', async () => {
  const { port } = await startFakeBroker({ metadata: noTopics }, { versions: { metadata: { min: 0, max: 3 } } });
  await expect(readerOf(port).topics()).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('Metadata'),
  });
});

it('is given up while it opens', async () => {
  const opened = Promise.withResolvers<Socket>();
  const { port } = await startServer((socket) => opened.resolve(socket.resume()));
  const reader = readerOf(port);
  const asking = reader.topics().catch((error: unknown) => error);
  const socket = await opened.promise;
  const gone = once(socket, 'close');
  reader.close();
  await gone;
  expect(await asking).toMatchObject({ code: 'closed' });
  await expect(reader.topics()).rejects.toMatchObject({ code: 'closed' });
});
