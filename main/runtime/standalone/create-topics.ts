import { createAdmin, type TopicCreation } from '../../clients/index.ts';
import type { TopicDefinition } from './definition.ts';
import { readSettings, SettingsError } from './settings.ts';

export interface TopicsOfSystem {
  readonly topics: readonly TopicDefinition[];
  /** Names of further topics, one compacted partition each: how far producers have come. */
  readonly positions: readonly string[];
}

/**
 * Makes the topics that the cluster lacks and ends the process: a program of its own, which may run again at any time. What
 * exists is left as it is; where it has fewer partitions than it is drawn with, that is said.
 */
export async function createTopics({ topics, positions }: TopicsOfSystem): Promise<void> {
  try {
    const { connection, prefix, replicationFactor } = readSettings(process.env, 'create-topics');
    const factor = replicationFactor === undefined ? {} : { replicationFactor };
    const wanted: TopicCreation[] = [
      ...topics.map(({ name, partitions, config }) => ({ name: prefix + name, partitions, config, ...factor })),
      ...positions.map((name) => ({
        name: prefix + name,
        partitions: 1,
        config: { 'cleanup.policy': 'compact' },
        ...factor,
      })),
    ];
    const admin = createAdmin({ connection });
    await admin.start();
    try {
      const created = new Set(await admin.createTopics(wanted));
      const found = new Map(
        (await admin.describeTopics(wanted.map(({ name }) => name))).map((topic) => [topic.name, topic]),
      );
      for (const { name, partitions } of wanted) {
        const has = found.get(name)?.partitions.length ?? 0;
        const note = has < partitions ? `, which is fewer than the ${partitions} that it is drawn with` : '';
        process.stdout.write(`${name}: ${created.has(name) ? 'created' : 'exists'} with ${has} partitions${note}\n`);
      }
    } finally {
      await admin.stop();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof SettingsError ? 78 : 1;
  }
}
