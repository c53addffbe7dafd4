import { randomUUID } from 'node:crypto';
import type { Admin } from 'kafkajs';
import { withAdminClient } from '../support/with-admin.ts';
import { partitionCount } from './record-set.ts';

/** Runs `work` with an admin client of the cluster and closes it afterwards. */
export async function withAdmin<Result>(bootstrap: string, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  return await withAdminClient({ clientId: 'topicraft-tests', brokers: [bootstrap] }, work);
}

export async function createTopics(bootstrap: string, topics: readonly string[]): Promise<void> {
  await withAdmin(bootstrap, (admin) =>
    admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: partitionCount })) }),
  );
}

/** How many records a topic has, by its partitions' high watermarks. */
export async function recordCountOf(bootstrap: string, topic: string): Promise<number> {
  const partitions = await withAdmin(bootstrap, (admin) => admin.fetchTopicOffsets(topic));
  return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

/** A name that no other test of this run has. It starts with a letter, since a command may take `-name` for an option. */
export function freshName(subject: string): string {
  return `test-${subject.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${randomUUID().slice(0, 8)}`;
}
