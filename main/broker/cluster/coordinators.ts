import { noLeader } from './partition.ts';

/** `offsets.topic.num.partitions`: so many parts of all groups and transactional ids have a coordinator each. */
const slotCount = 50;

/**
 * Who coordinates which groups and transactional ids: a part of all keys goes to each broker. A part moves when its broker goes,
 * and then stays where it is, as the leadership of Kafka's internal topics does.
 */
export class Coordinators {
  readonly #nodeIds: number[] = Array.from({ length: slotCount }, () => noLeader);

  /** Node id; `noLeader` while no broker is up. */
  of(key: string): number {
    return this.#nodeIds[Math.abs(javaHash(key) % slotCount)] ?? noLeader;
  }

  /** The brokers that are up have changed: what has no coordinator among them is spread over them. */
  follow(upIds: readonly number[]): void {
    this.#nodeIds.forEach((nodeId, slot) => {
      if (!upIds.includes(nodeId)) this.#nodeIds[slot] = upIds[slot % upIds.length] ?? noLeader;
    });
  }
}

/** Java's `String.hashCode`, by which Kafka finds a group's partition. */
function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}
