import { WireReader } from '../../wire/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { ClassicGroup } from './classic-group.ts';

/**
 * The topics that the members of a classic group have subscribed to; undefined where a member's metadata isn't that of Kafka's
 * consumers. Source: ConsumerProtocolSubscription, whose versions all begin with the version and the topics.
 */
export function subscribedTopics(group: ClassicGroup): ReadonlySet<string> | undefined {
  const topics = new Set<string>();
  for (const member of group.members.values()) {
    const metadata = member.protocols[0]?.metadata;
    const ofMember = metadata && readTopics(metadata);
    if (!ofMember) return undefined;
    for (const topic of ofMember) topics.add(topic);
  }
  return topics;
}

function readTopics(metadata: Uint8Array): string[] | undefined {
  try {
    const reader = new WireReader(metadata);
    if (reader.int16() < 0) return undefined;
    const count = reader.int32();
    if (count < 0 || count > reader.remaining) return undefined;
    return Array.from({ length: count }, () => reader.text(reader.int16()));
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
