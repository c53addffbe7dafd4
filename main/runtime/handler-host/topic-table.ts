import type { PlannedTopic } from '../plan/plan.ts';

/** The topics of the plan, by either of their names. */
export interface TopicTable {
  all(): readonly PlannedTopic[];
  byName(name: string): PlannedTopic | undefined;
  byKafkaName(kafkaName: string): PlannedTopic | undefined;
  /** The graph's name of a topic on the cluster; the cluster's own where the plan no longer has it. */
  nameOf(kafkaName: string): string;
  replace(topics: readonly PlannedTopic[]): void;
}

export function createTopicTable(topics: readonly PlannedTopic[]): TopicTable {
  let all = topics;
  let byName = new Map<string, PlannedTopic>();
  let byKafkaName = new Map<string, PlannedTopic>();
  const replace = (topics: readonly PlannedTopic[]): void => {
    all = topics;
    byName = new Map(topics.map((topic) => [topic.name, topic]));
    byKafkaName = new Map(topics.map((topic) => [topic.kafkaName, topic]));
  };
  replace(topics);
  return {
    all: () => all,
    byName: (name) => byName.get(name),
    byKafkaName: (kafkaName) => byKafkaName.get(kafkaName),
    nameOf: (kafkaName) => byKafkaName.get(kafkaName)?.name ?? kafkaName,
    replace,
  };
}
