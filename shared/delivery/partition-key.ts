import type { TopicPartition } from './types.ts';

/** A partition as a map's key. A topic's name has no slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
