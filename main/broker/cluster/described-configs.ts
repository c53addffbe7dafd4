import { topicConfigDefinitions, type ConfigType } from './topic-config-definitions.ts';

/** Where a value comes from, as DescribeConfigs numbers it. */
export const configSource = { topic: 1, staticBroker: 4, default: 5 } as const;

/** Kafka's numbers for the types of configurations. */
export const configTypeNumber: Record<ConfigType, number> = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
};

export interface ConfigSynonym {
  name: string;
  value: string;
  source: number;
}

export interface DescribedConfig {
  name: string;
  value: string;
  isReadOnly: boolean;
  isSensitive: boolean;
  source: number;
  /** The value in force and those that it overrides, in order. */
  synonyms: ConfigSynonym[];
  type: ConfigType;
  documentation: string;
}

/** All configurations of a topic: what was set for it, and the defaults of the rest. */
export function describeTopicConfig(config: ReadonlyMap<string, string>): DescribedConfig[] {
  return topicConfigDefinitions.map(({ name, type, defaultValue, synonym, documentation }) => {
    const own = config.get(name);
    const synonyms: ConfigSynonym[] = [];
    if (own !== undefined) synonyms.push({ name, value: own, source: configSource.topic });
    if (synonym !== undefined) synonyms.push({ name: synonym, value: defaultValue, source: configSource.default });
    return {
      name,
      value: own ?? defaultValue,
      isReadOnly: false,
      isSensitive: false,
      source: own === undefined ? configSource.default : configSource.topic,
      synonyms,
      type,
      documentation,
    };
  });
}

/** What an embedded broker is set to, as Kafka's broker configurations. */
export interface BrokerConfigValues {
  nodeId: number;
  listener: string;
  dataDirectory: string | undefined;
  autoCreateTopics: boolean;
  defaultPartitions: number;
  defaultReplicationFactor: number;
  initialRebalanceDelayMs: number;
}

type BrokerConfig = readonly [
  name: string,
  type: ConfigType,
  value: string,
  defaultValue: string,
  documentation: string,
];

/** The configurations of a broker that are true of this one, and the defaults that its topics inherit. */
export function describeBrokerConfig(values: BrokerConfigValues): DescribedConfig[] {
  const listener = `PLAINTEXT://${values.listener}`;
  const own: BrokerConfig[] = [
    ['advertised.listeners', 'list', listener, '', 'Where clients are told to connect.'],
    [
      'auto.create.topics.enable',
      'boolean',
      String(values.autoCreateTopics),
      'true',
      'Whether asking for a topic makes it.',
    ],
    ['broker.id', 'int', String(values.nodeId), '-1', 'The id of this broker.'],
    [
      'default.replication.factor',
      'int',
      String(values.defaultReplicationFactor),
      '1',
      'Replicas of a topic that is made without a count.',
    ],
    ['delete.topic.enable', 'boolean', 'true', 'true', 'Whether topics can be deleted.'],
    ['fetch.max.bytes', 'int', '57671680', '57671680', 'The largest response to a fetch.'],
    [
      'group.initial.rebalance.delay.ms',
      'int',
      String(values.initialRebalanceDelayMs),
      '3000',
      'How long an empty group waits for more members.',
    ],
    ['group.max.session.timeout.ms', 'int', '1800000', '1800000', 'The longest session of a group member.'],
    ['group.min.session.timeout.ms', 'int', '6000', '6000', 'The shortest session of a group member.'],
    ['listeners', 'list', listener, 'PLAINTEXT://:9092', 'Where this broker listens.'],
    ['log.cleaner.backoff.ms', 'long', '15000', '15000', 'How often is looked for what is to be compacted.'],
    [
      'log.cleaner.dedupe.buffer.size',
      'long',
      '16777216',
      '134217728',
      'Memory for the keys of a log that is compacted.',
    ],
    ['log.dirs', 'list', values.dataDirectory ?? '', '', 'The folder of the records; empty where they are in memory.'],
    ['max.incremental.fetch.session.cache.slots', 'int', '1000', '1000', 'The most fetch sessions that are kept.'],
    ['node.id', 'int', String(values.nodeId), '-1', 'The id of this broker.'],
    [
      'num.partitions',
      'int',
      String(values.defaultPartitions),
      '1',
      'Partitions of a topic that is made without a count.',
    ],
    ['offset.metadata.max.bytes', 'int', '4096', '4096', 'The largest metadata of a committed offset.'],
    ['producer.id.expiration.ms', 'int', '86400000', '86400000', 'How long an idle producer is remembered.'],
    ['socket.request.max.bytes', 'int', '104857600', '104857600', 'The largest request.'],
  ];
  const ofTopics = topicConfigDefinitions.flatMap(({ synonym, type, defaultValue, documentation }): BrokerConfig[] =>
    synonym === undefined ? [] : [[synonym, type, defaultValue, defaultValue, documentation]],
  );
  return [...own, ...ofTopics].map(([name, type, value, defaultValue, documentation]) => {
    const isSet = value !== defaultValue;
    const synonyms = [{ name, value: defaultValue, source: configSource.default as number }];
    if (isSet) synonyms.unshift({ name, value, source: configSource.staticBroker });
    const source = isSet ? configSource.staticBroker : configSource.default;
    return { name, value, isReadOnly: true, isSensitive: false, source, synonyms, type, documentation };
  });
}
