import path from 'node:path';
import { expect, it } from 'vitest';
import { kafkaApis, type KafkaApi } from '../../main/wire/index.ts';
import { checkBatchVector } from './check-batches.ts';
import { checkWireVector } from './check-wire.ts';
import { checkFile } from './verdict.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures');

it('encodes and decodes each message of our APIs as Kafka 4.4 does', async () => {
  const { passed, failed, skipped } = await checkFile(path.join(fixtures, 'wire-vectors.jsonl.gz'), checkWireVector);
  expect(failed).toEqual([]);
  const names = Object.values<KafkaApi>(kafkaApis).flatMap((api) => [api.request.name, api.response.name]);
  expect(names.filter((name) => skipped.has(name))).toEqual([]);
  const skippedCount = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  expect(passed + skippedCount).toBe(2472);
  expect(passed).toBeGreaterThanOrEqual(1904);
});

it('reads and builds record batches as Kafka 4.4 does', async () => {
  const { passed, failed, skipped } = await checkFile(path.join(fixtures, 'record-batches.jsonl.gz'), checkBatchVector);
  expect(failed).toEqual([]);
  expect(skipped.size).toBe(0);
  expect(passed).toBe(62);
});
