import { shortName } from '../short-name.ts';

/** What a fetch wants of one partition, as the request or its session says. */
export interface WantedPartition {
  /** Empty where the request goes by topic ids. */
  readonly topic: string;
  /** Zero where it goes by names. */
  readonly topicId: string;
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: bigint;
  readonly lastFetchedEpoch: number;
  readonly partitionMaxBytes: number;
}

/** What is known of a partition that a fetch asks for: its session may know more than the request says. */
export interface FetchTarget {
  readonly wanted: WantedPartition;
  /** The name that the topic id had when the session first found it; a topic that is gone is then told from one that never was. */
  topicName: string | undefined;
}

/** Of an answer for one partition, what decides whether an incremental answer has it. */
export interface AnsweredPartition {
  readonly errorCode: number;
  readonly highWatermark: bigint;
  readonly logStartOffset: bigint;
  readonly divergingEpoch?: { readonly epoch: number };
  readonly records: Uint8Array;
}

/** Names and ids are never mixed within a session, so the one that isn't in use is always the same. */
export function keyOf({ topic, topicId, partition }: Pick<WantedPartition, 'topic' | 'topicId' | 'partition'>): string {
  return `${partition}:${topicId}:${shortName(topic)}`;
}
