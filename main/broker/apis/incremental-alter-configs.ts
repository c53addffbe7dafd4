import { kafkaApis } from '../../wire/index.ts';
import { listItems, topicConfigType, topicConfigValue } from '../cluster/config-values.ts';
import { alterResource, type ConfigRefusal, malformedConfigs } from './altered-configs.ts';
import { implementApi } from './api.ts';

const operations = ['set', 'delete', 'append', 'subtract'] as const;

interface Change {
  name: string;
  configOperation: number;
  value: string | null;
}

/**
 * Sets, deletes, and adds to or takes from lists, one configuration of a topic at a time. Versions 0 to 1. A broker's
 * configuration can't be altered here. Source: KIP-339.
 */
export const incrementalAlterConfigs = implementApi({
  kafka: kafkaApis.incrementalAlterConfigs,
  answer({ resources, validateOnly }, context) {
    const responses = resources.map((resource) =>
      alterResource(resource, context, validateOnly, ({ config }) => applyChanges(config, resource.configs)),
    );
    return { throttleTimeMs: 0, responses };
  },
});

function applyChanges(
  before: ReadonlyMap<string, string>,
  changes: readonly Change[],
): ReadonlyMap<string, string> | ConfigRefusal {
  const deleted = new Set(
    changes.filter(({ configOperation }) => operations[configOperation] === 'delete').map(({ name }) => name),
  );
  const malformed = malformedConfigs(changes, (name) => deleted.has(name));
  if (malformed) return malformed;
  const config = new Map(before);
  for (const { name, configOperation, value } of changes) {
    const operation = operations[configOperation];
    switch (operation) {
      case undefined:
        return { error: 'UNKNOWN_SERVER_ERROR', message: null };
      case 'set':
        config.set(name, value ?? '');
        break;
      case 'delete':
        config.delete(name);
        break;
      case 'append':
      case 'subtract': {
        if (topicConfigType(name) !== 'list') {
          const message = `Can't ${operation.toUpperCase()} to key ${name} because its type is not LIST.`;
          return { error: 'INVALID_CONFIG', message };
        }
        const items = listItems(topicConfigValue(config, name));
        const given = listItems(value ?? '');
        const changed =
          operation === 'append'
            ? [...items, ...given.filter((item) => !items.includes(item))]
            : items.filter((item) => !given.includes(item));
        config.set(name, changed.join(','));
      }
    }
  }
  return config;
}
