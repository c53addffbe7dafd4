import { topicConfigDefinitions, type ConfigDefinition } from './topic-config-definitions.ts';
import type { LogSettings } from '../log/produced-batch.ts';

const definitions = new Map(topicConfigDefinitions.map((definition) => [definition.name, definition]));

const integerBounds = {
  int: { minimum: -(2n ** 31n), maximum: 2n ** 31n - 1n, name: 'INT' },
  long: { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n, name: 'LONG' },
} as const;

/** The type of a topic's configuration; undefined where there is none of that name. */
export function topicConfigType(name: string): ConfigDefinition['type'] | undefined {
  return definitions.get(name)?.type;
}

/** What a topic's configuration is, its own or Kafka's default. */
export function topicConfigValue(config: ReadonlyMap<string, string>, name: string): string {
  return config.get(name) ?? definitions.get(name)?.defaultValue ?? '';
}

/** Why a topic can't be configured so, in Kafka's situations; undefined where it can. */
export function topicConfigError(configs: readonly { name: string; value: string | null }[]): string | undefined {
  const nulls = configs.filter(({ value }) => value === null).map(({ name }) => name);
  if (nulls.length > 0) return `Null value not supported for topic configs: ${nulls.join(',')}`;
  for (const { name, value } of configs) {
    const definition = definitions.get(name);
    if (!definition) return `Unknown topic config name: ${name}`;
    const problem = valueError(definition, value ?? '');
    if (problem !== undefined) return `Invalid value ${value} for configuration ${name}: ${problem}`;
  }
  return undefined;
}

function valueError(definition: ConfigDefinition, value: string): string | undefined {
  switch (definition.type) {
    case 'boolean':
      return /^(true|false)$/i.test(value.trim()) ? undefined : 'Expected value to be either true or false';
    case 'string':
      return isAmong(definition, value) ? undefined : `String must be one of: ${definition.values?.join(', ')}`;
    case 'list': {
      const items = listItems(value);
      if (new Set(items).size < items.length) return 'The list must not have the same item twice';
      return items.every((item) => isAmong(definition, item))
        ? undefined
        : `String must be one of: ${definition.values?.join(', ')}`;
    }
    case 'int':
    case 'long': {
      const { minimum, maximum, name } = integerBounds[definition.type];
      if (!/^[+-]?\d+$/.test(value.trim())) return `Not a number of type ${name}`;
      const number = BigInt(value.trim().replace('+', ''));
      if (number < minimum || number > maximum) return `Not a number of type ${name}`;
      return rangeError(definition, Number(number));
    }
    case 'double': {
      const number = Number(value);
      if (value.trim() === '' || Number.isNaN(number)) return 'Not a number of type DOUBLE';
      return rangeError(definition, number);
    }
  }
}

function isAmong(definition: ConfigDefinition, value: string): boolean {
  return definition.values === undefined || definition.values.includes(value);
}

/** The items of a list's value. */
export function listItems(value: string): string[] {
  return value.trim() === '' ? [] : value.split(',').map((item) => item.trim());
}

function rangeError({ minimum, maximum }: ConfigDefinition, value: number): string | undefined {
  if (minimum !== undefined && value < minimum) return `Value must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `Value must be no more than ${maximum}`;
  return undefined;
}

/** What a topic's log goes by: its own configuration, and Kafka's defaults for the rest. */
export function logSettingsOf(config: ReadonlyMap<string, string>): LogSettings {
  const value = (name: string) => topicConfigValue(config, name);
  return {
    maxMessageBytes: Number(value('max.message.bytes')),
    timestampType: value('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    timestampBeforeMaxMs: BigInt(value('message.timestamp.before.max.ms')),
    timestampAfterMaxMs: BigInt(value('message.timestamp.after.max.ms')),
    segmentBytes: Number(value('segment.bytes')),
    segmentMs: BigInt(value('segment.ms')),
    deletesOldRecords: listItems(value('cleanup.policy')).includes('delete'),
    compacts: listItems(value('cleanup.policy')).includes('compact'),
    minCleanableDirtyRatio: Number(value('min.cleanable.dirty.ratio')),
    minCompactionLagMs: BigInt(value('min.compaction.lag.ms')),
    maxCompactionLagMs: BigInt(value('max.compaction.lag.ms')),
    deleteRetentionMs: BigInt(value('delete.retention.ms')),
    retentionMs: BigInt(value('retention.ms')),
    retentionBytes: BigInt(value('retention.bytes')),
  };
}
