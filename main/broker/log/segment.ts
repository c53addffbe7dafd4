/** A run of whole record batches, one after the other, as bytes. What they mean is the partition log's affair. */
export interface Segment {
  /** Offset of the first record that was or will be written to it. */
  readonly baseOffset: bigint;
  readonly sizeBytes: number;
  /** Writes all bytes at the end, or none: a write that fails half-way is taken back before the fault is thrown. */
  append(bytes: Uint8Array): void;
  /** At most `length` bytes from `position` on, fewer at the end. The bytes never change afterwards. */
  read(position: number, length: number): Uint8Array;
  /** Cuts everything from `sizeBytes` on. */
  truncate(sizeBytes: number): void;
  /** Forces to the disk what was written. Rejects with the fault `storage-failed`, from then on always. */
  flush(): Promise<void>;
  /** The same at once. @throws Fault `storage-failed` */
  flushNow(): void;
  close(): void;
}

/** A segment that compaction writes beside those whose place it will take. */
export interface SegmentReplacement {
  /** @throws Fault `storage-failed` */
  append(bytes: Uint8Array): void;
  /**
   * From now on, even after a crash, it stands for `replaced`, which are closed and deleted. What `writeState` was given is dropped
   * before that, because it tells of them.
   * @throws Fault `storage-failed`: then the log must be opened anew
   */
  commit(replaced: readonly Segment[]): Segment;
  /** Leaves nothing behind. */
  discard(): void;
}

/** Where the segments of one partition live. */
export interface SegmentStore {
  /** A segment is begun once it would hold more; `segment.bytes` counts where it is less. */
  readonly maximumSegmentBytes: number;
  /** The segments that are already there, by base offset. */
  load(): Segment[];
  create(baseOffset: bigint): Segment;
  /** Deletes one segment that `load` or `create` gave; it is closed already. */
  remove(segment: Segment): void;
  /** The offset before which records were deleted, where somebody has said one. */
  readStartOffset(): bigint | undefined;
  /** Remembers it, whole or not at all, and forces it to the disk. @throws Fault `storage-failed` */
  writeStartOffset(offset: bigint): void;
  /** What `writeState` was given last, where it is whole and no replacement came since. */
  readState(): string | undefined;
  /** Remembers one line of text in place of the last, whole or not at all, and forces it to the disk. @throws Fault `storage-failed` */
  writeState(state: string): void;
  /** Begins one that is to stand for all segments from `baseOffset` to before `endOffset`. @throws Fault `storage-failed` */
  beginReplacement(baseOffset: bigint, endOffset: bigint): SegmentReplacement;
  /** The offset before which a whole pass has compacted the log, where somebody has said one. */
  readCleanedOffset(): bigint | undefined;
  /** Remembers it, whole or not at all, and forces it to the disk. @throws Fault `storage-failed` */
  writeCleanedOffset(offset: bigint): void;
  /** The offset before which compaction may have left gaps, where somebody has said one. */
  readGapsEnd(): bigint | undefined;
  /** Remembers it, whole or not at all, and forces it to the disk. @throws Fault `storage-failed` */
  writeGapsEnd(offset: bigint): void;
  /** Deletes the whole partition. Its segments are closed already. */
  removeAll(): void;
}
