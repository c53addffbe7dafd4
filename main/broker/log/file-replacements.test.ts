import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compactFully, keyedBatch, latestValues, readCommitted } from '../../../tests/support/compacted-logs.ts';
import { logSettings } from '../../../tests/support/log-settings.ts';
import { fileSegments } from './file-segments.ts';
import { SegmentedLog } from './segmented-log.ts';

const nowMs = 1_700_000_000_000;
/** Segments are closed small, and compacted into larger ones. */
const small = {
  ...logSettings,
  segmentBytes: 400,
  deletesOldRecords: false,
  compacts: true,
  minCleanableDirtyRatio: 0,
};
const large = { ...small, segmentBytes: 1200 };

let root: string;
let written: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'replacements-'));
  written = path.join(root, 'written');
  const log = new SegmentedLog(fileSegments(written), small, nowMs);
  for (let index = 0; index < 60; index += 1) {
    const batch = keyedBatch([{ key: `k${(index * 7) % 23}`, value: `v${index}` }], nowMs);
    log.append(batch, { produceVersion: 9, leaderEpoch: 0, nowMs });
  }
  log.close();
});
afterEach(() => rmSync(root, { recursive: true }));

const segmentsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort();
const digits = (name: string) => name.slice(0, 20);

/** The folder as compaction leaves it, with what became of which segments. */
function compactedCopy() {
  const folder = path.join(root, 'compacted');
  cpSync(written, folder, { recursive: true });
  const log = new SegmentedLog(fileSegments(folder), large, nowMs);
  compactFully(log, nowMs);
  log.close();
  const [former, left] = [segmentsIn(written), segmentsIn(folder)];
  const groups = left.slice(0, -1).map((name, index) => {
    const end = left[index + 1] ?? '';
    return { base: name, end, members: former.filter((other) => other >= name && other < end) };
  });
  return { folder, groups: groups.filter(({ members }) => members.length > 1) };
}

const valuesOf = (folder: string) => {
  const cuts: unknown[] = [];
  const log = new SegmentedLog(fileSegments(folder), large, nowMs, (cut) => cuts.push(cut));
  const values = latestValues(readCommitted(log));
  const end = log.logEndOffset;
  compactFully(log, nowMs);
  const compacted = latestValues(readCommitted(log));
  log.close();
  return { values, compacted, end, cuts };
};

describe('a crash while compacted segments take the place of others', () => {
  it('loses nothing and leaves nothing behind, wherever it comes', () => {
    const { folder: done, groups } = compactedCopy();
    expect(groups.length).toBeGreaterThan(1);
    const opened = path.join(root, 'opened');
    cpSync(written, opened, { recursive: true });
    const expected = valuesOf(opened);
    expect(Object.keys(expected.values)).toHaveLength(23);
    for (const [groupIndex, { base, end, members }] of groups.entries()) {
      const name = `${digits(base)}-${digits(end)}`;
      const size = readFileSync(path.join(done, base)).length;
      const layouts: { what: string; lay: (folder: string) => void }[] = [
        ...[0, 1, 61, Math.floor(size / 2), size].map((bytes) => ({
          what: `the replacement has ${bytes} of ${size} bytes`,
          lay: (folder: string) => {
            cpSync(path.join(done, base), path.join(folder, `${name}.cleaned`));
            truncateSync(path.join(folder, `${name}.cleaned`), bytes);
          },
        })),
        ...members.map((_, removed) => ({
          what: `the replacement counts, and ${removed} of the others are deleted`,
          lay: (folder: string) => {
            cpSync(path.join(done, base), path.join(folder, `${name}.swap`));
            for (const member of members.slice(1, 1 + removed)) rmSync(path.join(folder, member));
          },
        })),
        {
          what: 'the replacement has its name, and nothing is said of how far the log is clean',
          lay: (folder: string) => {
            cpSync(path.join(done, base), path.join(folder, `${name}.swap`));
            for (const member of members.slice(1)) rmSync(path.join(folder, member));
            renameSync(path.join(folder, `${name}.swap`), path.join(folder, base));
            rmSync(path.join(folder, 'log-state'), { force: true });
          },
        },
      ];
      for (const [index, { what, lay }] of layouts.entries()) {
        const folder = path.join(root, `crash-${groupIndex}-${index}`);
        cpSync(written, folder, { recursive: true });
        // The groups before it have taken their places. Where a replacement only counts the state of before is left, as no crash would.
        for (const before of groups.slice(0, groupIndex)) {
          rmSync(path.join(folder, 'log-state'), { force: true });
          for (const member of before.members) rmSync(path.join(folder, member));
          cpSync(path.join(done, before.base), path.join(folder, before.base));
        }
        lay(folder);
        const found = valuesOf(folder);
        expect([what, found.cuts]).toEqual([what, []]);
        expect([what, found.end]).toEqual([what, 60n]);
        expect([what, found.values]).toEqual([what, expected.values]);
        expect([what, found.compacted]).toEqual([what, expected.values]);
        expect([
          what,
          readdirSync(folder).filter((file) => !/\.log$|^(cleaned-offset|gaps-end|log-state)$/.test(file)),
        ]).toEqual([what, []]);
      }
    }
  });
});
