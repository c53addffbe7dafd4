import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knowledgeOf } from '../../../tests/support/log-knowledge.ts';
import { logSettings } from '../../../tests/support/log-settings.ts';
import { buildBatch, readBatchHeader } from '../../wire/index.ts';
import { fileSegments } from './file-segments.ts';
import { readLogState, writeLogState } from './log-state.ts';
import { SegmentedLog } from './segmented-log.ts';

const nowMs = 1_700_000_000_000;
const settings = { ...logSettings, segmentBytes: 1000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'log-recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const partition = (name = 'log') => path.join(folder, name);
const stateFile = (name = 'log') => path.join(partition(name), 'log-state');

function open(name = 'log') {
  const cuts: { offset: bigint; bytes: number }[] = [];
  const log = new SegmentedLog(fileSegments(partition(name)), settings, nowMs, (cut) => cuts.push(cut));
  return { log, cuts };
}

function append(log: SegmentedLog, index: number, leaderEpoch = 0): void {
  const producerId = BigInt(index % 3);
  const records = [
    { offset: 0n, timestamp: BigInt(nowMs + index), key: null, value: Buffer.from(`v${index}`), headers: [] },
  ];
  const isTransactional = producerId > 0n;
  const batch = buildBatch(records, {
    producerId,
    producerEpoch: 0,
    baseSequence: Math.floor(index / 3),
    isTransactional,
  });
  const answer = log.append(batch, {
    produceVersion: 9,
    leaderEpoch,
    nowMs: nowMs + index,
    joinTransaction: () => undefined,
  });
  expect(answer).toMatchObject({ error: undefined });
  if (index % 10 !== 9) return;
  const marker = { producerId: 1n, producerEpoch: 0, coordinatorEpoch: index, outcome: 'abort' as const };
  expect(log.appendMarker(marker, { leaderEpoch, nowMs: nowMs + index })).toBeUndefined();
}

/** A folder as a crash leaves it: its state says what was there after `kept` appends, its segments hold `all`. */
function crashAfter(kept: number, all: number): void {
  const { log } = open();
  for (let index = 0; index < kept; index += 1) append(log, index);
  log.close();
  const again = open().log;
  for (let index = kept; index < all; index += 1) append(again, index, 1);
  cpSync(partition(), partition('crashed'), { recursive: true });
  again.close();
}

describe('a log that is opened after a crash', () => {
  it.each([0, 1, 9, 10, 25, 40, 59, 60])(
    'knows all that reading the whole of it tells, with a recovery point after %i of 60 appends',
    (kept) => {
      crashAfter(kept, 60);
      cpSync(partition('crashed'), partition('whole'), { recursive: true });
      rmSync(stateFile('whole'), { force: true });
      const whole = open('whole');
      const crashed = open('crashed');
      expect(knowledgeOf(crashed.log, nowMs)).toEqual(knowledgeOf(whole.log, nowMs));
      expect([crashed.cuts, whole.cuts]).toEqual([[], []]);
      expect(whole.log.recovery.readBytes).toBe(whole.log.sizeBytes);
      if (kept > 10) expect(crashed.log.recovery.readBytes).toBeLessThan(whole.log.recovery.readBytes);
      if (kept === 60) expect(crashed.log.recovery.readBytes).toBe(0);
      append(crashed.log, 60, 2);
      append(whole.log, 60, 2);
      expect(knowledgeOf(crashed.log, nowMs)).toEqual(knowledgeOf(whole.log, nowMs));
      crashed.log.close();
      whole.log.close();
      expect(knowledgeOf(open('crashed').log, nowMs)).toEqual(knowledgeOf(open('whole').log, nowMs));
    },
  );

  it('is cut after its recovery point, and says so', () => {
    crashAfter(30, 40);
    const { log } = open('crashed');
    const last = path.join(partition('crashed'), lastSegment(log));
    appendFileSync(last, new Uint8Array(77));
    log.close();
    const damaged = open('crashed');
    expect(damaged.cuts).toEqual([{ offset: log.logEndOffset, bytes: 77 }]);
    expect(damaged.log.recovery).toEqual({ readBytes: 77, cutBytes: 77 });
    damaged.log.close();
  });

  it.each([
    ['lost bytes before its recovery point', (file: string) => truncateSync(file, 100)],
    ['grew where it was full', (file: string) => appendFileSync(file, new Uint8Array(5))],
  ])('reads everything where its first segment %s', (_name, damage) => {
    crashAfter(40, 40);
    damage(path.join(partition('crashed'), `${'0'.padStart(20, '0')}.log`));
    const bytesBefore = open('log').log.sizeBytes;
    const { log } = open('crashed');
    expect(log.recovery.readBytes).toBeGreaterThan(0);
    expect(log.sizeBytes).toBeLessThan(bytesBefore);
    log.close();
  });

  it.each([
    ['is torn', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'has a wrong bit',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"epoch"', '"fpoch"'), 'latin1'),
    ],
    ['is empty', () => Buffer.alloc(0)],
  ])('reads everything where its state %s', (_name, damage) => {
    crashAfter(40, 40);
    writeFileSync(stateFile('crashed'), damage(readFileSync(stateFile('crashed'))));
    const { log } = open('crashed');
    expect(log.recovery.readBytes).toBe(log.sizeBytes);
    log.close();
  });
});

it('goes on where an emptied last segment begins, behind a gap, and is not cut there later', () => {
  crashAfter(0, 40);
  const folderOfLog = partition('crashed');
  const files = readdirSync(folderOfLog)
    .filter((name) => name.endsWith('.log'))
    .sort();
  const [before = '', last = ''] = files.slice(-2);
  const bytes = readFileSync(path.join(folderOfLog, before));
  let lastBatch = 0;
  for (let at = 0; at < bytes.length; at += readBatchHeader(bytes, at).sizeBytes) lastBatch = at;
  truncateSync(path.join(folderOfLog, before), lastBatch);
  truncateSync(path.join(folderOfLog, last), 10);
  rmSync(stateFile('crashed'), { force: true });
  const { log } = open('crashed');
  expect(log.logEndOffset).toBe(BigInt(last.slice(0, 20)));
  const record = { offset: 0n, timestamp: BigInt(nowMs), key: null, value: Buffer.from('next'), headers: [] };
  log.append(buildBatch([record]), { produceVersion: 9, leaderEpoch: 1, nowMs, joinTransaction: () => undefined });
  log.close();
  rmSync(stateFile('crashed'), { force: true });
  const again = open('crashed');
  expect(again.cuts).toEqual([]);
  expect(again.log.logEndOffset).toBe(log.logEndOffset);
  again.log.close();
});

it('keeps its idempotent producers where retention has deleted their batches', () => {
  const { log } = open();
  for (let index = 0; index < 30; index += 1) append(log, index);
  const producers = log.producers();
  log.applyRetention(nowMs + Number(settings.retentionMs) * 2);
  log.close();
  const again = open().log;
  expect(again.producers()).toEqual(producers);
  expect([again.logStartOffset, again.logEndOffset]).toEqual([log.logEndOffset, log.logEndOffset]);
  again.close();
});

it('leaves a state of another format alone', () => {
  const state = {
    recoveryPoint: 5n,
    segments: [],
    appendedBytes: 0,
    epochs: [],
    aborted: [],
    producers: [],
    openTransactions: [],
  };
  expect(readLogState(writeLogState(state))).toEqual(state);
  expect(readLogState(writeLogState(state).replace('"format":1', '"format":2'))).toBeUndefined();
});

function lastSegment(log: SegmentedLog): string {
  const names = [];
  for (let offset = 0n; offset <= log.logEndOffset; offset += 1n) {
    const name = `${offset.toString().padStart(20, '0')}.log`;
    try {
      readFileSync(path.join(partition('crashed'), name));
      names.push(name);
    } catch {
      continue;
    }
  }
  return names.at(-1) ?? '';
}
