import { type KeptSegment, type LogState, readLogState, writeLogState } from './log-state.ts';
import type { Segment, SegmentStore } from './segment.ts';

/** Appended bytes after which a log's state is written, so that a start after a crash has little to read. */
const mostUnkeptBytes = 16 * 1024 * 1024;

/** When a log's state is written and read. The log says what is in it, and that what is in it is on the disk. */
export class LogCheckpoint {
  readonly #store: SegmentStore;
  /** `appendedBytes` when the state was written last. */
  #keptBytes = 0;
  #isWanted = false;
  /** How often segments were replaced: a state that was taken before the last time doesn't fit them. */
  #replacements = 0;
  #isReplacing = false;

  constructor(store: SegmentStore) {
    this.#store = store;
  }

  /** The state that was written last, where it fits the segments that are there, and those of them that it tells of. */
  read(segments: readonly Segment[]): { state: LogState; known: ReadonlyMap<bigint, KeptSegment> } | undefined {
    const text = this.#store.readState();
    const state = text === undefined ? undefined : readLogState(text);
    const known = state && segmentsBefore(state, segments);
    if (!known) return undefined;
    this.#keptBytes = state.appendedBytes;
    return { state, known };
  }

  /** The state is to be written with the next flush, however little has changed. */
  want(): void {
    this.#isWanted = true;
  }

  /** Whether the state should be written soon. */
  isDue(appendedBytes: number): boolean {
    return !this.#isReplacing && (this.#isWanted || appendedBytes - this.#keptBytes >= mostUnkeptBytes);
  }

  /** Whether the state says less than the log has. */
  isBehind(appendedBytes: number): boolean {
    return !this.#isReplacing && (this.#isWanted || appendedBytes !== this.#keptBytes);
  }

  /**
   * Lets compaction put segments in the place of others, with which the store drops the state: it is to be written anew, however little
   * has been appended. Where `replace` fails nobody knows which segments the next start will find, and no state is written any more.
   */
  replacing(replace: () => void): void {
    this.#isReplacing = true;
    this.#replacements += 1;
    replace();
    this.#isReplacing = false;
    this.#isWanted = true;
  }

  /** What writes the state once all that it tells of is on the disk, unless segments are replaced meanwhile. */
  prepare(state: LogState): () => void {
    const replacements = this.#replacements;
    return () => {
      if (replacements === this.#replacements) this.write(state);
    };
  }

  /** On a disk that is too full for it the old one stays: the next start then has more to read, and nothing worse. */
  write(state: LogState): void {
    try {
      this.#store.writeState(writeLogState(state));
    } catch {
      return;
    }
    this.#keptBytes = state.appendedBytes;
    this.#isWanted = false;
  }
}

/** The segments up to the recovery point; undefined where they aren't those that the state tells of, so that all must be read. */
function segmentsBefore(
  { segments, recoveryPoint }: LogState,
  present: readonly Segment[],
): ReadonlyMap<bigint, KeptSegment> | undefined {
  if (present.length === 0) return undefined;
  const kept = new Map(segments.map((segment) => [segment.baseOffset, segment]));
  const last = segments.at(-1);
  const found = new Map<bigint, KeptSegment>();
  for (const { baseOffset, sizeBytes } of present) {
    const segment = kept.get(baseOffset);
    if (!segment && baseOffset >= recoveryPoint) continue;
    if (!segment || sizeBytes < segment.sizeBytes || (sizeBytes > segment.sizeBytes && segment !== last)) {
      return undefined;
    }
    found.set(baseOffset, segment);
  }
  return found;
}
