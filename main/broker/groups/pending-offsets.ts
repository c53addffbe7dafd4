import type { CommittedPartition } from './committed-partition.ts';

/** Whose transaction an offset waits for. */
export interface PendingProducer {
  producerId: bigint;
  /** undefined in what was kept before it was written down. */
  producerEpoch: number | undefined;
}

/** An offset that waits for the end of its producer's transaction. */
export interface PendingOffset extends CommittedPartition, PendingProducer {
  /** Its place among all commits. */
  sequence: number;
}

/** The offsets of open transactions, of which there are few at any time: by group, oldest first. */
export class PendingOffsets {
  readonly #groups = new Map<string, PendingOffset[]>();

  add(offset: PendingOffset): void {
    const offsets = this.#groups.get(offset.groupId) ?? [];
    const others = offsets.filter(
      ({ producerId, topic, partition }) =>
        producerId !== offset.producerId || topic !== offset.topic || partition !== offset.partition,
    );
    this.#groups.set(offset.groupId, [...others, offset]);
  }

  has(groupId: string, producerId: bigint): boolean {
    return this.#of(groupId).some((offset) => offset.producerId === producerId);
  }

  /** Takes out what a producer has pending in a group. */
  take(groupId: string, producerId: bigint): PendingOffset[] {
    const offsets = this.#of(groupId);
    this.#keep(
      groupId,
      offsets.filter((offset) => offset.producerId !== producerId),
    );
    return offsets.filter((offset) => offset.producerId === producerId);
  }

  covers(groupId: string, topic: string, partition: number): boolean {
    return this.#of(groupId).some((offset) => offset.topic === topic && offset.partition === partition);
  }

  hasTopic(topic: string): boolean {
    return [...this.all()].some((offset) => offset.topic === topic);
  }

  forgetTopic(topic: string): void {
    for (const groupId of Array.from(this.#groups.keys())) this.forget(groupId, (offset) => offset.topic === topic);
  }

  forget(groupId: string, isForgotten: (offset: PendingOffset) => boolean): void {
    this.#keep(
      groupId,
      this.#of(groupId).filter((offset) => !isForgotten(offset)),
    );
  }

  groupIds(): Iterable<string> {
    return this.#groups.keys();
  }

  *all(): Iterable<PendingOffset> {
    for (const offsets of this.#groups.values()) yield* offsets;
  }

  #of(groupId: string): readonly PendingOffset[] {
    return this.#groups.get(groupId) ?? [];
  }

  #keep(groupId: string, offsets: PendingOffset[]): void {
    if (offsets.length === 0) this.#groups.delete(groupId);
    else this.#groups.set(groupId, offsets);
  }
}
