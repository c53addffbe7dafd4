import { isIP } from 'node:net';
import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import { entityKey, type QuotaEntity, quotaEntityTypes } from '../quotas/client-quotas.ts';
import { implementApi } from './api.ts';

type Entry = MessageValue<typeof kafkaApis.alterClientQuotas.request>['entries'][number];

const whole = 'whole';
const fraction = 'fraction';
const keysOfClients = new Map([
  ['producer_byte_rate', whole],
  ['consumer_byte_rate', whole],
  ['request_percentage', fraction],
  ['controller_mutation_rate', fraction],
]);
const keysOfAddresses = new Map([['connection_creation_rate', whole]]);

/**
 * Sets and takes away the quotas of entities, all of an entity's or none. Versions 0 to 1. Byte rates and percentages of
 * requests are acted upon; the other limits are kept. Source: KIP-546.
 */
export const alterClientQuotas = implementApi({
  kafka: kafkaApis.alterClientQuotas,
  answer({ entries, validateOnly }, { broker, access }) {
    const isAllowed = access.mayCluster('alterConfigs');
    const seen = new Set<string>();
    const answered = entries.map((entry) => {
      const entity: QuotaEntity = Object.fromEntries(
        entry.entity.map(({ entityType, entityName }) => [entityType, entityName]),
      );
      const problem = isAllowed ? problemOf(entry, entity, seen) : undefined;
      if (isAllowed && problem === undefined && !validateOnly) {
        for (const { key, value, remove } of entry.ops) {
          broker.cluster.clientQuotas.set(entity, key, remove ? null : value);
        }
      }
      if (!isAllowed) return answer(entry, 'CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed.');
      return problem === undefined ? answer(entry, 'NONE', null) : answer(entry, 'INVALID_REQUEST', problem);
    });
    return { throttleTimeMs: 0, entries: answered };
  },
});

function answer({ entity }: Entry, error: KafkaErrorName, errorMessage: string | null) {
  return { errorCode: kafkaErrorCode(error), errorMessage, entity };
}

function problemOf({ entity: parts, ops }: Entry, entity: QuotaEntity, seen: Set<string>): string | undefined {
  for (const { entityType, entityName } of parts) {
    if (!quotaEntityTypes.some((type) => type === entityType)) {
      return `Unhandled client quota entity type: ${entityType}`;
    }
    if (entityName === '') return `Empty ${entityType} not supported`;
  }
  const { length } = Object.keys(entity);
  const isOfAddress = 'ip' in entity;
  if (length === 0 || length < parts.length || (isOfAddress && length > 1)) return 'Invalid empty client quota entity';
  const { ip } = entity;
  if (ip !== undefined && ip !== null && isIP(ip) === 0) return `${ip} is not a valid IP or resolvable host.`;
  if (seen.has(entityKey(entity))) return 'Ignoring duplicate entity';
  seen.add(entityKey(entity));
  const keys = isOfAddress ? keysOfAddresses : keysOfClients;
  for (const [index, { key, value, remove }] of ops.entries()) {
    if (ops.findIndex((other) => other.key === key) !== index) return `Duplicate quota key ${key}`;
    if (remove) continue;
    if (!keys.has(key)) return `Invalid configuration key ${key}`;
    if (!Number.isFinite(value) || (keys.get(key) === whole && !Number.isInteger(value))) {
      return `Configuration ${key} must be a Long value`;
    }
  }
  return undefined;
}
