import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { brokerFault } from '../broker-fault.ts';
import { syncFolder } from './flushed-file.ts';
import { readOffsetFile, writeOffsetFile } from './offset-file.ts';
import type { Segment, SegmentStore } from './segment.ts';

/** What a log knows of its segments before the recovery point; `fileSegments` writes and reads it. */
export const stateFile = 'log-state';
const cleanedOffsetFile = 'cleaned-offset';
const gapsEndFile = 'gaps-end';
/** Being written: base offset, and the base offset of the segment that follows those it replaces. */
const unfinishedPattern = /^\d{20}-\d{20}\.cleaned$/;
/** Whole: from now on it stands for all segments between its two offsets. */
const finishedPattern = /^(\d{20})-(\d{20})\.swap$/;
const segmentPattern = /^(\d{20})\.log$/;

/**
 * How segments of a folder are replaced by one that compaction wrote. It is written beside them and forced to disk, whatever the
 * policy of fsync, and counts from the moment it is renamed to `.swap`: whatever a crash leaves undone after that,
 * `finishReplacements` does. The log's state, which tells of the segments as they were, is dropped before that.
 */
export function fileReplacements(
  folder: string,
  openSegment: (baseOffset: bigint) => Segment,
): Pick<
  SegmentStore,
  'beginReplacement' | 'readCleanedOffset' | 'writeCleanedOffset' | 'readGapsEnd' | 'writeGapsEnd'
> {
  return {
    beginReplacement(baseOffset, endOffset) {
      const name = path.join(folder, `${digitsOf(baseOffset)}-${digitsOf(endOffset)}`);
      const unfinished = `${name}.cleaned`;
      const guarded = <Result>(work: () => Result): Result => {
        try {
          return work();
        } catch (error) {
          throw brokerFault('storage-failed', `cannot write ${unfinished}`, error);
        }
      };
      const descriptor = guarded(() => openSync(unfinished, 'w'));
      let isOpen = true;
      const close = () => {
        if (isOpen) closeSync(descriptor);
        isOpen = false;
      };
      return {
        append: (bytes) =>
          guarded(() => {
            for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
          }),
        commit: (replaced) =>
          guarded(() => {
            fsyncSync(descriptor);
            close();
            dropState(folder);
            renameSync(unfinished, `${name}.swap`);
            syncFolder(folder);
            for (const segment of replaced) segment.close();
            finishReplacements(folder);
            return openSegment(baseOffset);
          }),
        discard() {
          close();
          rmSync(unfinished, { force: true });
        },
      };
    },
    readCleanedOffset: () => readOffsetFile(path.join(folder, cleanedOffsetFile)),
    writeCleanedOffset: (offset) => writeOffsetFile(path.join(folder, cleanedOffsetFile), offset),
    readGapsEnd: () => readOffsetFile(path.join(folder, gapsEndFile)),
    writeGapsEnd: (offset) => writeOffsetFile(path.join(folder, gapsEndFile), offset),
  };
}

/** Must be called before the segments of a folder are opened: what a crash left unfinished goes, what was finished takes its place. */
export function finishReplacements(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  for (const name of names) if (unfinishedPattern.test(name)) rmSync(path.join(folder, name), { force: true });
  for (const name of names) {
    const [, first, end] = finishedPattern.exec(name) ?? [];
    if (first === undefined || end === undefined) continue;
    // Whoever reads the state next must not find the segments that it tells of replaced.
    dropState(folder);
    // The digits are as many, so that they compare as the numbers do. The first is replaced by the renaming itself.
    for (const other of names) {
      const digits = segmentPattern.exec(other)?.[1];
      if (digits !== undefined && digits > first && digits < end) rmSync(path.join(folder, other), { force: true });
    }
    renameSync(path.join(folder, name), path.join(folder, `${first}.log`));
    syncFolder(folder);
  }
}

/** It is gone from the disk too before anything is done that it doesn't fit. */
function dropState(folder: string): void {
  const file = path.join(folder, stateFile);
  if (!existsSync(file)) return;
  rmSync(file);
  syncFolder(folder);
}

function digitsOf(offset: bigint): string {
  return offset.toString().padStart(20, '0');
}
