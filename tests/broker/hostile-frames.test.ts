import * as fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { implementedApis, servesVersion } from '../../main/broker/apis/registry.ts';
import type { Outcome } from '../../main/broker/server/connection.ts';
import { inProcessBroker, requestFrame } from '../support/in-process-broker.ts';
import { requestExamples } from '../support/request-examples.ts';

/** `npm run soak -- fuzz` asks for ten million. */
const frameCount = Number(process.env['TOPICRAFT_SOAK_FRAMES'] ?? '1000000');
const framesPerBroker = 1000;
const mostGrowthBytes = 32 * 1024 * 1024;

interface Mutation {
  at: number;
  kind: 'flip' | 'cut' | 'insert' | 'repeat' | 'int32';
  value: number;
}
const mutation = fc.record<Mutation>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('flip', 'flip', 'flip', 'int32', 'int32', 'cut', 'insert', 'repeat'),
  value: fc.oneof(fc.constantFrom(-1, 0, 1, 0x7fffffff, -0x80000000, 0x7fff, 0xffff), fc.integer()),
});
const hostileFrame = fc.oneof(
  { weight: 1, arbitrary: fc.record({ random: fc.uint8Array({ maxLength: 200 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      apiKey: fc.constantFrom(...implementedApis.keys()),
      version: fc.integer({ min: 0, max: 18 }),
      random: fc.uint8Array({ maxLength: 200 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ example: fc.nat(), mutations: fc.array(mutation, { maxLength: 3 }) }),
  },
);

function mutate(frame: Uint8Array, { at, kind, value }: Mutation): Uint8Array {
  const bytes = Buffer.from(frame);
  // The API key and the version stay, so that the damage reaches the codecs and the APIs.
  const position = Math.min(bytes.length, 4 + Math.floor(at * Math.max(0, bytes.length - 4)));
  switch (kind) {
    case 'flip':
      if (position < bytes.length) bytes[position] = (bytes[position] ?? 0) ^ (1 << (value & 7));
      return bytes;
    case 'cut':
      return bytes.subarray(0, position);
    case 'insert':
      return Buffer.concat([
        bytes.subarray(0, position),
        Buffer.alloc(value & 15, value & 0xff),
        bytes.subarray(position),
      ]);
    case 'repeat':
      return Buffer.concat([bytes, bytes.subarray(position)]);
    case 'int32':
      if (position + 4 <= bytes.length) bytes.writeInt32BE(value | 0, position);
      return bytes;
  }
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** How many of the frames were answered. */
async function attack(seed: number): Promise<number> {
  const broker = inProcessBroker();
  const orders = { name: 'orders', replicaIds: [[1], [1]], config: new Map<string, string>() };
  const { topicId } = broker.context.cluster.createTopic(orders);
  const frames = requestExamples(topicId).flatMap(({ api, request }) =>
    Array.from({ length: 32 }, (_, version) => version)
      .filter((version) => servesVersion(api, version))
      .map((version) => requestFrame(api, version, request(version))),
  );
  const outcomes: Promise<Outcome>[] = [];
  fc.assert(
    fc.property(hostileFrame, (hostile) => {
      let frame: Uint8Array;
      if ('example' in hostile) {
        const valid = frames[hostile.example % frames.length] ?? new Uint8Array(0);
        frame = hostile.mutations.reduce(mutate, valid);
      } else if ('apiKey' in hostile) {
        const start = Buffer.alloc(10);
        start.writeInt16BE(hostile.apiKey, 0);
        start.writeInt16BE(hostile.version, 2);
        start.writeInt16BE(-1, 8);
        frame = Buffer.concat([start, hostile.random]);
      } else {
        frame = hostile.random;
      }
      outcomes.push(Promise.resolve(broker.send(frame)));
      expect(broker.faults).toEqual([]);
    }),
    { numRuns: framesPerBroker, seed },
  );
  broker.close();
  await broker.clock.advance(2 ** 31);
  const settled = await Promise.all(outcomes);
  for (const outcome of settled) expect(['response', 'silence', 'close']).toContain(outcome.type);
  expect(broker.faults).toEqual([]);
  expect(broker.clock.pendingTimers).toBe(0);
  return settled.filter(({ type }) => type === 'response').length;
}

it(
  `${frameCount} frames, random and mutated, never make the broker fail, and leave nothing behind`,
  { timeout: 3_600_000 },
  async () => {
    await attack(0);
    const before = heapBytes();
    let answered = 0;
    for (let seed = 1; seed <= frameCount / framesPerBroker; seed += 1) answered += await attack(seed);
    // Enough of them get past the codecs for this to say something about the APIs.
    expect(answered).toBeGreaterThan(frameCount / 5);
    expect(heapBytes() - before).toBeLessThan(mostGrowthBytes);
  },
);
